import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { AnalysisApi } from '../../src/protocol/analysis-api.ts';
import { asText, connect, type Port } from '../../src/protocol/rpc.ts';
import { serveAnalysis } from '../../src/worker/serve.ts';
import { collapsing } from '../cli/cli.ts';

const bundle = join(import.meta.dirname, '../../dist/worker.js');

/** Served in this thread, over two ends in memory. */
function local(pause = () => Promise.resolve()) {
  const listeners: ((message: unknown) => void)[][] = [[], []];
  const end = (mine: number): Port => ({
    post: (message) => {
      const copy: unknown = structuredClone(message);
      for (const listener of listeners[1 - mine]) listener(copy);
    },
    onMessage: (listener) => {
      listeners[mine].push(listener);
      return () => undefined;
    },
    onClose: () => () => undefined,
  });
  serveAnalysis(end(1), pause);
  return connect<AnalysisApi>(asText(end(0)));
}

function thread() {
  const worker = new Worker(bundle);
  onTestFinished(async () => {
    await worker.terminate();
  });
  const port: Port = {
    post: (message) => {
      worker.postMessage(message);
    },
    onMessage: (listener) => {
      worker.on('message', listener);
      return () => worker.off('message', listener);
    },
    onClose: (listener) => {
      const ended = () => {
        listener(new Error('The worker ended.'));
      };
      worker.on('exit', ended);
      return () => worker.off('exit', ended);
    },
  };
  return { worker, remote: connect<AnalysisApi>(asText(port)) };
}

/** Functions that each take thousands of steps to follow. */
const laborious = Array.from(
  { length: 40 },
  (_, index) => `
  export function build${index}(size) {
    const model = tf.sequential();
    for (let i = 0; i < 100; i++) for (let j = 0; j < 100; j++) size = size * i + j;
    model.add(tf.layers.dense({ units: ${index + 1}, inputShape: [4] }));
    return model;
  }`,
).join('');

const request = { path: 'a.ts', version: 7, text: collapsing };

describe('in this thread', () => {
  test('answers with the version it was asked with', async () => {
    const answer = await local().analyse(request);
    expect(answer.version).toBe(7);
    expect(answer.networks.map(({ id }) => id)).toEqual(['collapsing']);
    expect(answer.findings.map(({ rule, severity }) => [rule, severity])).toEqual([
      ['symmetric-units', 'error'],
      ['symmetric-units', 'error'],
      ['symmetric-units', 'off'],
    ]);
  });

  test('rules change severities', async () => {
    const { findings } = await local().analyse({ ...request, rules: { 'symmetric-units': 'info' } });
    expect(findings.map(({ severity }) => severity)).toEqual(['info', 'info', 'off']);
  });

  test('says which neighbours it would like to read, and uses them', async () => {
    const text = collapsing
      .replace('\n', `\nimport { start } from './start';\n`)
      .replaceAll(`'ones'`, 'start');
    const remote = local();
    const alone = await remote.analyse({ ...request, path: 'src/a.ts', text });
    expect(alone.wanted).toContain('src/start.ts');
    const files = { 'src/start.ts': `export const start = 'ones';` };
    const together = await remote.analyse({ ...request, path: 'src/a.ts', text, files });
    expect(together.findings).toHaveLength(3);
  });

  test('a newer version of a document cuts the older one short', async () => {
    let newer: Promise<unknown> | undefined;
    const pauses: number[] = [];
    const remote = local(() => {
      pauses.push(pauses.length);
      newer ??= remote.analyse({ ...request, version: 8 });
      return new Promise((resolve) => setImmediate(resolve));
    });
    const older = remote.analyse({ ...request, text: `${collapsing}${laborious}` });
    const other = remote.analyse({ ...request, path: 'b.ts' });
    expect(await older).toEqual({ version: 7, superseded: true, findings: [], networks: [], problems: [] });
    expect(pauses).toHaveLength(1);
    expect(await newer).toMatchObject({ version: 8, findings: [{}, {}, {}] });
    expect(await other).toMatchObject({ version: 7, findings: [{}, {}, {}] });
  });

  test('an older version that waits its turn is not begun', async () => {
    const remote = local();
    const answers = await Promise.all([1, 3, 2].map((version) => remote.analyse({ ...request, version })));
    // Version 2 came last: the document may have been closed and opened anew.
    expect(answers.map(({ superseded }) => superseded)).toEqual([true, undefined, undefined]);
  });

  test('paths are no keys into Object.prototype', async () => {
    const text = `import { a } from './__proto__'; import { b } from './constructor';\n${collapsing}`;
    const { findings } = await local().analyse({ ...request, text, files: {} });
    expect(findings).toHaveLength(3);
  });
});

describe('the bundle, as a worker thread', () => {
  test('is built', () => {
    expect(existsSync(bundle), 'run npm run build first').toBe(true);
  });

  test('pings before the first analysis and answers it', async () => {
    const { remote } = thread();
    expect(await remote.ping()).toBe('pong');
    expect((await remote.analyse(request)).findings).toHaveLength(3);
  });

  test('survives a file nested too deeply for its stack', async () => {
    const { remote } = thread();
    const text = `import tf from '@tensorflow/tfjs';\ntf.sequential();\nconst x = ${'['.repeat(50_000)}`;
    const { findings, problems } = await remote.analyse({ ...request, text });
    expect(findings).toEqual([]);
    expect(problems).not.toEqual([]);
    expect((await remote.analyse(request)).findings).toHaveLength(3);
  });

  test('killed, it leaves nobody waiting', async () => {
    const { worker, remote } = thread();
    await remote.ping();
    const pending = remote.analyse({ ...request, text: collapsing.repeat(200) });
    await worker.terminate();
    await expect(pending).rejects.toThrow('The worker ended.');
    await expect(remote.ping()).rejects.toThrow('The worker ended.');
  });
});
