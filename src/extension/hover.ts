// What a hover says: of an initializer the verdict, of a layer or a model the table of layers.
import * as vscode from 'vscode';
import type { Network } from '../core/network/graph.ts';
import type { Finding } from '../core/report/finding.ts';
import type { Analysis } from './analyse-with-imports.ts';
import type { Analyses } from './analyses.ts';
import { commands } from './command-ids.ts';
import { rangeOf } from './diagnostics.ts';
import { selector } from './documents.ts';
import { headOf } from './locate.ts';
import { rulePageUri } from './rule-pages.ts';
import { widthPicture } from './width-picture.ts';
import { firstStep, networkLine, summaryOf } from './words.ts';

const { t } = vscode.l10n;

export function provideHovers(analyses: Analyses): vscode.Disposable {
  return vscode.languages.registerHoverProvider(selector, {
    provideHover: async (document, position) => {
      const analysis = await analyses.current(document);
      if (!analysis) return undefined;
      const offset = document.offsetAt(position);
      return initializerHover(document, analysis, offset) ?? networkHover(document, analysis, offset);
    },
  });
}

/** A finding that is loud is in the hover already, as a problem: only what is judged harmless needs saying. */
function initializerHover(
  document: vscode.TextDocument,
  analysis: Analysis,
  offset: number,
): vscode.Hover | undefined {
  const finding = analysis.findings.find(
    ({ at }) => at.file === undefined && at.start <= offset && offset <= at.end,
  );
  const network = finding && analysis.networks.find(({ id }) => id === finding.network);
  if (!network) return undefined;
  const text = markdown();
  if (finding.severity === 'off') text.appendText(finding.message).appendMarkdown('\n\n');
  appendHeading(text, document, analysis, network, finding.layer, finding);
  appendTable(text, analysis, network, finding.layer);
  if (finding.why.length > 0) text.appendMarkdown('\n\n');
  for (const sentence of finding.why) text.appendMarkdown('- ').appendText(sentence).appendMarkdown('\n');
  return new vscode.Hover(text, rangeOf(document, finding.at));
}

function networkHover(
  document: vscode.TextDocument,
  analysis: Analysis,
  offset: number,
): vscode.Hover | undefined {
  const source = document.getText();
  for (const network of analysis.networks) {
    const layer = network.layers.find(({ at }) => contains(headOf(source, at), offset));
    const head = layer ? headOf(source, layer.at) : headOf(source, network.at);
    if (!layer && !contains(head, offset)) continue;
    const text = markdown();
    appendHeading(text, document, analysis, network, layer?.id ?? null, undefined);
    appendTable(text, analysis, network, layer?.id ?? null);
    return new vscode.Hover(text, head ? rangeOf(document, head) : undefined);
  }
  return undefined;
}

type Head = { readonly start: number; readonly end: number } | null;

const contains = (head: Head, offset: number) => head !== null && head.start <= offset && offset <= head.end;

function markdown(): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.isTrusted = { enabledCommands: [commands.simulateLayer, 'vscode.open'] };
  return text;
}

function appendTable(
  text: vscode.MarkdownString,
  analysis: Analysis,
  network: Network,
  focus: string | null,
): void {
  const summary = analysis.summaries?.find((each) => each.network === network.id);
  const layers = summary?.layers ?? [];
  if (layers.length === 0) {
    const missing = summary?.missing.join('; ') ?? '';
    if (missing !== '') text.appendText(t('Not known: {0}', missing)).appendMarkdown('\n\n');
    return;
  }
  const heads = [t('layer'), t('units'), t('effective width'), t('kernel learns from')];
  text.appendMarkdown(`| ${heads.join(' | ')} |\n|:--|:--|:--|:--|\n`);
  for (const layer of network.layers) {
    const row = summaryOf(analysis.summaries, network.id, layer.id);
    if (!row) continue;
    const name = layer.id === focus ? `**${escape(layer.id)}**` : escape(layer.id);
    const width = row.effectiveWidth < row.units ? `**${row.effectiveWidth}**` : `${row.effectiveWidth}`;
    text.appendMarkdown(`| ${name} | ${row.units} | ${width} | ${firstStep(layer, row)} |\n`);
  }
  const picture = widthPicture(layers);
  if (picture !== null) text.appendMarkdown(`\n![${t('effective widths')}](${picture})`);
}

function appendHeading(
  text: vscode.MarkdownString,
  document: vscode.TextDocument,
  analysis: Analysis,
  network: Network,
  layer: string | null,
  finding: Finding | undefined,
): void {
  const target = { uri: document.uri.toString(), network: network.id, layer };
  const parts = [
    `**${escape(network.id)}**`,
    networkLine(network, analysis.findings),
    `[${t('Simulate')}](${commandLink(commands.simulateLayer, target)} "${t('Train this network and watch')}")`,
  ];
  if (finding && finding.severity !== 'off') {
    parts.push(`[About ${finding.rule}](${commandLink('vscode.open', rulePageUri(finding.rule))})`);
  }
  text.appendMarkdown(`${parts.join(' · ')}\n\n`);
}

const commandLink = (command: string, argument: unknown) =>
  `command:${command}?${encodeURIComponent(JSON.stringify([argument]))}`;

const escape = (text: string) => text.replace(/[\\`*_{}[\]()#+\-.!|<>~]/g, '\\$&');
