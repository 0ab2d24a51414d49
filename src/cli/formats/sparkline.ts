// A row of bars in one line of text. An exact zero has a mark of its own: it is not "small".
const bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
export const zeroMark = '·';
export const brokenMark = '!';

export interface Scale {
  readonly low: number;
  readonly high: number;
  readonly kind: 'linear' | 'log';
}

/** At most `width` marks; where several values share one, the largest is shown, so that a single spike stays visible. */
export function sparkline(values: readonly number[], scale: Scale, width: number): string {
  const columns = Math.min(width, values.length);
  return Array.from({ length: columns }, (_, column) => {
    const from = Math.floor((column * values.length) / columns);
    const to = Math.floor(((column + 1) * values.length) / columns);
    return mark(largest(values.slice(from, to)), scale);
  }).join('');
}

/** The span of the finite values, and of the positive ones alone for a logarithmic scale; undefined without any. */
export function scaleOf(values: readonly number[], kind: Scale['kind']): Scale | undefined {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value) || (kind === 'log' && value <= 0)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low <= high ? { low, high, kind } : undefined;
}

const largest = (values: readonly number[]): number =>
  values.reduce((most, value) => (Number.isNaN(value) || value > most ? value : most), -Infinity);

function mark(value: number, { low, high, kind }: Scale): string {
  if (!Number.isFinite(value)) return brokenMark;
  if (kind === 'log' && value <= 0) return zeroMark;
  const at = kind === 'log' ? Math.log : (x: number) => x;
  const part = high > low ? (at(value) - at(low)) / (at(high) - at(low)) : 0.5;
  return bars[Math.min(bars.length - 1, Math.max(0, Math.floor(part * bars.length)))] ?? brokenMark;
}
