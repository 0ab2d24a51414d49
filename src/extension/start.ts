// Puts the extension together. The two entry points differ only in how a worker is started.
import * as vscode from 'vscode';
import { Analyses } from './analyses.ts';
import { AnalysisClient } from './analysis-client.ts';
import { provideCodeActions } from './code-actions.ts';
import { commands } from './command-ids.ts';
import { publishDiagnostics } from './diagnostics.ts';
import { ImportedFiles } from './imported-files.ts';
import { Panels } from './panels.ts';
import { provideRulePages } from './rule-pages.ts';
import { simulateLayer } from './simulate.ts';
import { Status } from './status.ts';
import type { SpawnWorker } from './worker-port.ts';

export function start(context: vscode.ExtensionContext, spawn: SpawnWorker): void {
  const log = vscode.window.createOutputChannel('Init Lint', { log: true });
  const status = new Status();
  const client = new AnalysisClient({
    spawn,
    log: (line) => log.warn(line),
    onState: (state) => status.show(state),
  });
  const files = new ImportedFiles();
  const analyses = new Analyses(client, files, log);
  const panels = new Panels(context.extensionUri, analyses);
  const { registerCommand } = vscode.commands;

  context.subscriptions.push(
    log,
    status,
    client,
    files,
    analyses,
    panels,
    publishDiagnostics(analyses),
    provideCodeActions(analyses),
    provideRulePages(context.extensionUri),
    registerCommand(commands.simulateLayer, (argument: unknown) => simulateLayer(analyses, panels, argument)),
    registerCommand(commands.openPlayground, () => panels.show(null, null)),
    registerCommand(commands.showOutput, () => log.show()),
    registerCommand(commands.restart, () => {
      client.restart();
      analyses.refreshAll();
    }),
  );
  analyses.refreshAll();
}
