// exp and its kin by a fixed sequence of IEEE operations, so that WebAssembly and JavaScript agree to the last bit.
// x = n·ln 2 + r with |r| ≤ ln 2 / 2; exp(r) − 1 by its Taylor polynomial of degree 13 (error below 1e-17).

export const log2e = 1.4426950408889634;
/** ln 2 in two parts; the first has 21 trailing zero bits, so that n times it is exact. */
export const ln2High = 6.9314718036912381649e-1;
export const ln2Low = 1.90821492927058770002e-10;
/** Adding this rounds to the nearest integer and leaves that integer in the low bits. */
export const roundingConstant = 6755399441055744;

const powers = Float64Array.from({ length: 1076 }, (_, n) => 2 ** n);
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

/** exp(r) − 1 for |r| ≤ 0.35, in Estrin's order: short dependency chains for the vector unit. */
function smallExpm1(r: number): number {
  const r2 = r * r;
  const r4 = r2 * r2;
  const low = c2 + c3 * r + (c4 + c5 * r) * r2;
  const middle = c6 + c7 * r + (c8 + c9 * r) * r2;
  const high = c10 + c11 * r + (c12 + c13 * r) * r2;
  return r + r2 * (low + r4 * (middle + r4 * high));
}

/** tanh, within 3 units in the last place; keeps the sign of zero. */
export function tanh(x: number): number {
  const magnitude = Math.abs(x);
  const y = 2 * (magnitude > 20 ? 20 : magnitude);
  const n = y * log2e + roundingConstant - roundingConstant;
  const r = y - n * ln2High - n * ln2Low;
  const power = powers[n | 0];
  const expm1 = power * smallExpm1(r) + (power - 1);
  const result = expm1 / (expm1 + 2);
  return x < 0 ? -result : x === 0 ? x : result;
}

/** 1 / (1 + exp(−x)); computed from exp(−|x|), so that it never overflows. */
export function sigmoid(x: number): number {
  const magnitude = Math.abs(x);
  const y = -(magnitude > 700 ? 700 : magnitude);
  const n = y * log2e + roundingConstant - roundingConstant;
  const r = y - n * ln2High - n * ln2Low;
  const power = reciprocals[-n | 0];
  const exp = power * smallExpm1(r) + power;
  return (x < 0 ? exp : 1) / (1 + exp);
}
