// How small numbers are while training begins: exactly zero, or η (the learning rate) to a power times ten to another.
// One whole number holds both powers, so that products are sums, and of two terms the larger one counts.

/** order · 2¹⁷ − tenths of a decade: the greater, the smaller the number it stands for. */
export type Size = number;

/** The size of an exact zero. */
export const NOTHING: Size = 2 ** 28;
/** Of the order of 1. */
export const ONE: Size = 0;

const bits = 17;
/** η itself. */
export const RATE: Size = 2 ** bits;
/** Powers of η beyond this are not told apart. */
const smallest: Size = 1023 * RATE;

export const times = (a: Size, b: Size): Size =>
  a === NOTHING || b === NOTHING ? NOTHING : a + b > smallest ? smallest : a + b;

/** Of a sum of two terms that do not cancel. */
export const larger = (a: Size, b: Size): Size => (a < b ? a : b);

export const smaller = (a: Size, b: Size): Size => (a > b ? a : b);

/** The power of η. */
export const orderOf = (size: Size): number => (size + (RATE >> 1)) >> bits;

/** Of the same power of η. What is known better than that decides nothing. */
export const alike = (a: Size, b: Size): boolean => a === b || orderOf(a) === orderOf(b);

/** Of a number that does not depend on η. */
export const sizeOf = (value: number): Size => {
  if (value === 0) return NOTHING;
  return -Math.round(10 * Math.max(-40, Math.min(40, Math.log10(Math.abs(value)))));
};

/** The logarithm to base 10 of the number, given that of η. Right to about half a decade for each power of η. */
export const decadesOf = (size: Size, rateDecades: number): number =>
  size === NOTHING
    ? Number.NEGATIVE_INFINITY
    : orderOf(size) * rateDecades + (orderOf(size) * RATE - size) / 10;
