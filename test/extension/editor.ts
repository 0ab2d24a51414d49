// The extension without its entry point, on the fake editor and with the real analysis in this very thread.
import type * as vscode from 'vscode';
import { onTestFinished } from 'vitest';
import { Analyses } from '../../src/extension/analyses.ts';
import { AnalysisClient } from '../../src/extension/analysis-client.ts';
import { ConfigFiles } from '../../src/extension/config-files.ts';
import { publishDiagnostics } from '../../src/extension/diagnostics.ts';
import { ImportedFiles } from '../../src/extension/imported-files.ts';
import { Journal } from '../../src/extension/journal.ts';
import { workerPort, type WorkerPort } from '../../src/extension/worker-port.ts';
import { WorkspaceLint } from '../../src/extension/workspace-lint.ts';
import type { Port } from '../../src/protocol/rpc.ts';
import { serveAnalysis } from '../../src/worker/serve.ts';
import { world, type Document } from './fake/vscode.ts';

/** A worker that is no thread. */
function spawn(): WorkerPort {
  let toEditor: (message: unknown) => void = () => undefined;
  let toWorker: (message: unknown) => void = () => undefined;
  const end: Port = {
    post: (message) => toEditor(message),
    onMessage: (listener) => {
      toWorker = listener;
      return () => undefined;
    },
    onClose: () => () => undefined,
  };
  serveAnalysis(end, () => new Promise((resolve) => setImmediate(resolve)));
  return workerPort({
    post: (message) => toWorker(message),
    onMessage: (listener) => {
      toEditor = listener;
    },
    onEnd: () => undefined,
    kill: () => undefined,
  });
}

export interface Editor {
  readonly analyses: Analyses;
  readonly client: AnalysisClient;
  readonly configs: ConfigFiles;
  readonly journal: Journal;
  readonly lint: WorkspaceLint;
  /** The answer on the document as it is now. */
  ask(document: Document): ReturnType<Analyses['current']>;
  dispose(): void;
}

export function startEditor(): Editor {
  const channel = { debug: () => undefined, warn: () => undefined, error: () => undefined };
  const journal = new Journal(channel as unknown as vscode.LogOutputChannel);
  const client = new AnalysisClient({ spawn, log: () => undefined, onState: () => undefined });
  const files = new ImportedFiles();
  const configs = new ConfigFiles(journal);
  const analyses = new Analyses(client, files, configs, journal);
  const lint = new WorkspaceLint(client, files, configs, journal);
  const all = [publishDiagnostics(analyses), lint, analyses, configs, files, client];
  const dispose = (): void => {
    for (const each of all.splice(0)) each.dispose();
    world.reset();
  };
  onTestFinished(dispose);
  return {
    analyses,
    client,
    configs,
    journal,
    lint,
    dispose,
    ask: (document) => analyses.current(document as unknown as vscode.TextDocument),
  };
}

/** A model whose hidden units are copies of each other. */
export const collapsing = (name: string): string => `
import * as tf from '@tensorflow/tfjs';
const ${name} = tf.sequential({
  layers: [
    tf.layers.dense({ name: '${name}_hidden', inputShape: [4], units: 6, activation: 'tanh', kernelInitializer: 'ones' }),
    tf.layers.dense({ name: '${name}_out', units: 1, kernelInitializer: 'ones' }),
  ],
});
${name}.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
`;
