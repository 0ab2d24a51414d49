// What a hover says: of an initializer the verdict and why, of a layer or a model the table of layers.
import { MarkupKind, type Hover, type Position } from 'vscode-languageserver/node';
import type { Layer, Network } from '../core/network/graph.ts';
import type { Span } from '../core/network/span.ts';
import type { Finding } from '../core/report/finding.ts';
import { headOf } from '../extension/locate.ts';
import { rangeOf, type Analysed } from './documents.ts';

export function hoverAt(analysed: Analysed, position: Position): Hover | null {
  const { document, report } = analysed;
  const offset = document.offsetAt(position);
  const finding = report.findings.find(({ at }) => at.file === undefined && touches(at, offset));
  const network = finding && report.networks.find(({ id }) => id === finding.network);
  if (network) {
    const value = [said(finding), table(analysed, network, finding.layer), list(finding.why)]
      .filter((part) => part !== '')
      .join('\n\n');
    return { contents: { kind: MarkupKind.Markdown, value }, range: rangeOf(document, finding.at) };
  }
  for (const candidate of report.networks) {
    const place = placeIn(candidate, document.getText(), offset);
    if (!place) continue;
    const value = table(analysed, candidate, place.layer?.id ?? null);
    return { contents: { kind: MarkupKind.Markdown, value }, range: rangeOf(document, place.head) };
  }
  return null;
}

function placeIn(
  network: Network,
  text: string,
  offset: number,
): { readonly head: Span; readonly layer: Layer | undefined } | undefined {
  const inside = [...network.layers, undefined].map((layer) => ({
    layer,
    head: headOf(text, (layer ?? network).at),
  }));
  for (const { layer, head } of inside) if (head && touches(head, offset)) return { layer, head };
  return undefined;
}

const touches = ({ start, end }: Span, offset: number): boolean => start <= offset && offset <= end;

const said = ({ severity, message, rule }: Finding): string =>
  severity === 'off' ? escaped(message) : `**${rule}**: ${escaped(message)}`;

const list = (sentences: readonly string[]): string =>
  sentences.map((sentence) => `- ${escaped(sentence)}`).join('\n');

/** Each layer with what will become of it. */
function table({ report }: Analysed, network: Network, focus: string | null): string {
  const judgement = report.judgements[report.networks.indexOf(network)];
  const layers = judgement.prediction?.layers ?? [];
  const heading = `**${escaped(network.id)}** (${network.library})`;
  if (layers.length === 0) return `${heading}\n\nNot known: ${escaped(judgement.missing.join('; '))}`;
  const rows = network.layers.flatMap((layer) => {
    const row = layers.find(({ id }) => id === layer.id);
    if (!row) return [];
    const name = layer.id === focus ? `**${escaped(layer.id)}**` : escaped(layer.id);
    const width = row.effectiveWidth < row.units ? `**${row.effectiveWidth}**` : `${row.effectiveWidth}`;
    return [`| ${name} | ${row.units} | ${width} | ${firstStep(layer, row.firstGradientStep)} |`];
  });
  const head = ['| layer | units | effective width | kernel learns from |', '|:--|:--|:--|:--|'];
  return [heading, '', ...head, ...rows].join('\n');
}

function firstStep(layer: Layer, step: number | null): string {
  if (!layer.parameters.some(({ role }) => role === 'kernel')) return '–';
  return step === null ? 'never' : `step ${step}`;
}

/** Names from the user's code are only ever text. */
const escaped = (text: string): string => text.replace(/[\\`*_[\]|<>~#&]/g, '\\$&').replace(/\s+/g, ' ');
