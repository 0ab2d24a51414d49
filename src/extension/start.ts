// Puts the extension together. The two entry points differ only in how a worker is started.
import * as vscode from 'vscode';
import { Analyses } from './analyses.ts';
import { AnalysisClient } from './analysis-client.ts';
import { provideCodeActions } from './code-actions.ts';
import { provideCodeLenses } from './code-lens.ts';
import { collectReport } from './collect-report.ts';
import { commands } from './command-ids.ts';
import { ConfigFiles } from './config-files.ts';
import { publishDiagnostics } from './diagnostics.ts';
import { provideHovers } from './hover.ts';
import { ImportedFiles } from './imported-files.ts';
import { Journal } from './journal.ts';
import { provideInlineHints } from './inline-hints.ts';
import { showNetworks, targetOfNode } from './networks-view.ts';
import { openLinks } from './open-links.ts';
import { Panels } from './panels.ts';
import { provideRulePages } from './rule-pages.ts';
import { openSample } from './sample.ts';
import { simulateLayer } from './simulate.ts';
import { Status } from './status.ts';
import type { SpawnWorker } from './worker-port.ts';
import { WorkspaceLint } from './workspace-lint.ts';

/** `host`: what the extension runs in, for reports. */
export function start(context: vscode.ExtensionContext, spawn: SpawnWorker, host: string): void {
  const log = vscode.window.createOutputChannel('Init Lint', { log: true });
  const journal = new Journal(log);
  const status = new Status();
  const client = new AnalysisClient({
    spawn,
    log: (line) => journal.warn(null, line),
    onState: (state) => status.show(state),
  });
  const files = new ImportedFiles();
  const configs = new ConfigFiles(journal);
  const analyses = new Analyses(client, files, configs, journal);
  const lint = new WorkspaceLint(client, files, configs, journal);
  const panels = new Panels(context.extensionUri, analyses);
  const { registerCommand } = vscode.commands;

  context.subscriptions.push(
    log,
    status,
    client,
    files,
    configs,
    analyses,
    lint,
    panels,
    panels.restore(),
    openLinks(panels),
    showNetworks(analyses, lint),
    publishDiagnostics(analyses),
    provideCodeActions(analyses),
    provideHovers(analyses),
    provideCodeLenses(analyses),
    provideInlineHints(analyses),
    provideRulePages(context.extensionUri),
    registerCommand(commands.simulateLayer, (argument: unknown) =>
      simulateLayer(analyses, panels, targetOfNode(argument) ?? argument),
    ),
    registerCommand(commands.openPlayground, () => panels.show(null, null)),
    registerCommand(commands.lintWorkspace, () => lint.run()),
    registerCommand(commands.openSample, openSample),
    registerCommand(commands.collectReport, () =>
      collectReport({ version: versionOf(context), host, client, analyses, journal }),
    ),
    registerCommand(commands.showOutput, () => log.show()),
    registerCommand(commands.restart, () => {
      client.restart();
      analyses.refreshAll();
    }),
  );
  analyses.refreshAll();
}

function versionOf({ extension }: vscode.ExtensionContext): string {
  const { version } = extension.packageJSON as { readonly version?: unknown };
  return typeof version === 'string' ? version : 'unknown';
}
