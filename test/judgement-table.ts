// The table of what each start leads to, as the code decides it: what src/README.md shows between its markers.
import { otherRows, rows } from './verdict/rows.ts';
import type { LayerPrediction } from '../src/core/verdict/verdict.ts';
import { predict } from '../src/core/verdict/predict.ts';

const start = '<!-- judgement-table:start -->';
const end = '<!-- judgement-table:end -->';

/** Markdown, without the markers. */
export function judgementTable(): string {
  const lines = [...rows, ...otherRows].map(({ name, spec }) => {
    const { layers } = predict(spec);
    return `| ${name} | ${layers.map(first).join(', ')} | ${layers.map(width).join(', ')} |`;
  });
  return [
    '| start | first gradient of each kernel at step (– for never) | effective width of each layer |',
    '| --- | --- | --- |',
    ...lines,
  ].join('\n');
}

const first = ({ firstGradientStep }: LayerPrediction): string => String(firstGradientStep ?? '–');

const width = ({ effectiveWidth, units }: LayerPrediction): string => `${effectiveWidth} of ${units}`;

/** The text with the table between its markers; unchanged where there are none. */
export function withTable(text: string): string {
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from < 0 || to < from) return text;
  return `${text.slice(0, from + start.length)}\n\n${judgementTable()}\n\n${text.slice(to)}`;
}
