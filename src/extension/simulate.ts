// The command "Simulate this layer", from a light bulb (with a target) or the command palette (at the cursor).
import * as vscode from 'vscode';
import type { Analyses } from './analyses.ts';
import { commands } from './command-ids.ts';
import { isOurs } from './documents.ts';
import { layersAt, networkAt } from './locate.ts';
import type { Panels } from './panels.ts';

export interface SimulateTarget {
  readonly uri: string;
  readonly network: string;
  readonly layer: string | null;
}

/** Commands can be called by anyone with anything. */
function isTarget(value: unknown): value is SimulateTarget {
  if (typeof value !== 'object' || value === null) return false;
  const { uri, network, layer } = value as Record<string, unknown>;
  return (
    typeof uri === 'string' && typeof network === 'string' && (layer === null || typeof layer === 'string')
  );
}

export async function simulateLayer(analyses: Analyses, panels: Panels, argument: unknown): Promise<void> {
  const target = isTarget(argument) ? argument : await atCursor(analyses);
  if (typeof target === 'string') await offerPlayground(target);
  else panels.show({ uri: target.uri, network: target.network }, target.layer);
}

/** A string says why there is nothing to simulate. */
async function atCursor(analyses: Analyses): Promise<SimulateTarget | string> {
  const editor = vscode.window.activeTextEditor;
  if (!editor)
    return vscode.l10n.t(
      'Open a file that builds a neural network, and put the cursor on one of its layers.',
    );
  const { document, selection } = editor;
  if (!isOurs(document)) return vscode.l10n.t('Init Lint reads JavaScript and TypeScript.');
  const skip = await analyses.reasonToSkip(document);
  if (skip !== null) return skip;
  const analysis = await analyses.current(document);
  if (!analysis) return vscode.l10n.t('This file could not be analysed: the output of Init Lint says why.');
  const start = document.offsetAt(selection.start);
  const end = document.offsetAt(selection.end);
  const uri = document.uri.toString();
  const place = layersAt(analysis.networks, start, end).at(0);
  if (place) return { uri, network: place.network.id, layer: place.layer.id };
  const network = networkAt(analysis.networks, start, end);
  if (network) return { uri, network: network.id, layer: null };
  return analysis.networks.length === 0
    ? vscode.l10n.t('There is no neural network in this file that Init Lint recognises.')
    : vscode.l10n.t('Put the cursor on the layer that you want to simulate.');
}

async function offerPlayground(reason: string): Promise<void> {
  const open = vscode.l10n.t('Open Playground');
  const choice = await vscode.window.showInformationMessage(reason, open);
  if (choice === open) await vscode.commands.executeCommand(commands.openPlayground);
}
