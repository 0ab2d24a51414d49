// Numbers and names as the pictures write them.

/** Short, and never a rounded "0" for what is not exactly zero. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  const text = size >= 0.001 && size < 10000 ? trimmed(value.toPrecision(3)) : exponential(value);
  return text.replace('-', '−');
}

const trimmed = (text: string): string =>
  text.includes('e') ? String(Number(text)) : text.includes('.') ? text.replace(/\.?0+$/, '') : text;

function exponential(value: number): string {
  return value.toExponential(1).replace('.0e', 'e').replace('e+', 'e');
}

/** A coordinate: one decimal is a tenth of a pixel. */
export const px = (value: number): number => Math.round(value * 10) / 10;

/** Cut in the middle, where names of layers differ least. */
export function fitted(text: string, characters: number): string {
  if (text.length <= characters) return text;
  const kept = Math.max(2, characters - 1);
  const head = Math.ceil(kept / 2);
  return `${text.slice(0, head)}…${text.slice(text.length - (kept - head))}`;
}
