// tanh and the logistic function by fixed sequences of IEEE operations, so that WebAssembly and JavaScript agree to the last
// bit, and every platform with every other.

export const log2e = 1.4426950408889634;
/** ln 2 in two parts; the first has 21 trailing zero bits, so that n times it is exact. */
export const ln2High = 6.9314718036912381649e-1;
export const ln2Low = 1.90821492927058770002e-10;
/** Adding this rounds to the nearest integer and leaves that integer in the low bits. */
export const roundingConstant = 6755399441055744;

/** tanh(i/32) for i ≤ 640, each rounded once, from (E − 1)/(E + 1) with E = exp(i/16) in integers of 128 fractional bits. */
function tableOfTanh(): Float64Array {
  const bits = 128n;
  const one = 1n << bits;
  let ratio = 0n;
  for (let term = one, k = 1n; term > 0n; term /= 16n * k++) ratio += term;
  let exponential = one;
  return Float64Array.from({ length: 641 }, () => {
    const value = Number(((exponential - one) << 80n) / (exponential + one)) / 2 ** 80;
    exponential = (exponential * ratio) >> bits;
    return value;
  });
}

export const tanhTable = tableOfTanh();

const step = 1 / 32;
const t3 = -1 / 3;
const t5 = 2 / 15;
const t7 = -17 / 315;

/**
 * tanh, within 2 units in the last place; keeps the sign of zero. The nearest 32nd c comes from the table, and
 * tanh(c + d) = T + t·(1 − T²) / (1 + t·T), with t = tanh(d) from four terms of its series, |d| ≤ 1/64.
 */
export function tanh(x: number): number {
  const magnitude = Math.abs(x);
  const m = magnitude > 20 ? 20 : magnitude;
  const n = m * 32 + roundingConstant - roundingConstant;
  const d = m - n * step;
  const base = tanhTable[n | 0];
  const d2 = d * d;
  const t = d + d * d2 * (t3 + d2 * (t5 + d2 * t7));
  const result = base + (t * (1 - base * base)) / (1 + t * base);
  return x < 0 ? -result : x === 0 ? x : result;
}

const reciprocals = Float64Array.from({ length: 1076 }, (_, n) => 2 ** -n);

const c2 = 1 / 2;
const c3 = 1 / 6;
const c4 = 1 / 24;
const c5 = 1 / 120;
const c6 = 1 / 720;
const c7 = 1 / 5040;
const c8 = 1 / 40320;
const c9 = 1 / 362880;
const c10 = 1 / 3628800;
const c11 = 1 / 39916800;
const c12 = 1 / 479001600;
const c13 = 1 / 6227020800;

/**
 * exp(r) − 1 for |r| ≤ ln 2 / 2, by its Taylor polynomial of degree 13 (error below 1e-17), in Estrin's order: short
 * dependency chains for the vector unit.
 */
function smallExpm1(r: number): number {
  const r2 = r * r;
  const r4 = r2 * r2;
  const low = c2 + c3 * r + (c4 + c5 * r) * r2;
  const middle = c6 + c7 * r + (c8 + c9 * r) * r2;
  const high = c10 + c11 * r + (c12 + c13 * r) * r2;
  return r + r2 * (low + r4 * (middle + r4 * high));
}

/** 1 / (1 + exp(−x)); computed from exp(−|x|) = 2ⁿ·exp(r), so that it never overflows. */
export function sigmoid(x: number): number {
  const magnitude = Math.abs(x);
  const y = -(magnitude > 700 ? 700 : magnitude);
  const n = y * log2e + roundingConstant - roundingConstant;
  const r = y - n * ln2High - n * ln2Low;
  const power = reciprocals[-n | 0];
  const exp = power * smallExpm1(r) + power;
  return (x < 0 ? exp : 1) / (1 + exp);
}
