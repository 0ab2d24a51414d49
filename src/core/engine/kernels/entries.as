// Functions entry by entry, and their derivatives. The twin in entries.ts does the same operations in the same order.
import { constants, tanhTable } from './memory';

// @ts-ignore: decorator
@inline function reluOf(x: v128): v128 { return v128.andnot(x, f64x2.lt(x, f64x2.splat(0))); }

export function relu(length: i32, xAt: i32, yAt: i32): void {
  let x = usize(xAt) << 3, y = usize(yAt) << 3;
  const end = x + (usize(length) << 3);
  for (; x + 32 <= end; x += 32, y += 32) {
    v128.store(y, reluOf(v128.load(x)));
    v128.store(y, reluOf(v128.load(x, 16)), 16);
  }
  for (; x < end; x += 8, y += 8) f64.store(y, f64x2.extract_lane(reluOf(v128.load_splat<f64>(x)), 0));
}

// @ts-ignore: decorator
@inline function reluBackOf(dy: v128, y: v128): v128 { return v128.and(dy, f64x2.gt(y, f64x2.splat(0))); }

export function reluBack(length: i32, dyAt: i32, yAt: i32, dxAt: i32): void {
  let dy = usize(dyAt) << 3, y = usize(yAt) << 3, dx = usize(dxAt) << 3;
  const end = y + (usize(length) << 3);
  for (; y + 32 <= end; y += 32, dy += 32, dx += 32) {
    v128.store(dx, reluBackOf(v128.load(dy), v128.load(y)));
    v128.store(dx, reluBackOf(v128.load(dy, 16), v128.load(y, 16)), 16);
  }
  for (; y < end; y += 8, dy += 8, dx += 8) f64.store(dx, f64.load(y) > 0 ? f64.load(dy) : 0);
}

// Vector constants live in memory: a load is one instruction, while the compilers of engines build each constant anew from four.

/** Writes the constants. Called once, when the memory is new. */
export function initialize(): void {
  v128.store(constants, f64x2.splat(20), 0); // twenty
  v128.store(constants, f64x2.splat(32), 16); // steps
  v128.store(constants, f64x2.splat(1.4426950408889634), 32); // log2e
  v128.store(constants, f64x2.splat(6755399441055744), 48); // rounding
  v128.store(constants, f64x2.splat(6.93147180369123816490e-1), 64); // ln2High
  v128.store(constants, f64x2.splat(1.90821492927058770002e-10), 80); // ln2Low
  v128.store(constants, f64x2.splat(1), 96); // one
  v128.store(constants, f64x2.splat(-0.0), 112); // signBit
  v128.store(constants, f64x2.splat(700), 128); // sevenHundred
  v128.store(constants, f64x2.splat(1.0 / 2), 144); // c2
  v128.store(constants, f64x2.splat(1.0 / 6), 160); // c3
  v128.store(constants, f64x2.splat(1.0 / 24), 176); // c4
  v128.store(constants, f64x2.splat(1.0 / 120), 192); // c5
  v128.store(constants, f64x2.splat(1.0 / 720), 208); // c6
  v128.store(constants, f64x2.splat(1.0 / 5040), 224); // c7
  v128.store(constants, f64x2.splat(1.0 / 40320), 240); // c8
  v128.store(constants, f64x2.splat(1.0 / 362880), 256); // c9
  v128.store(constants, f64x2.splat(1.0 / 3628800), 272); // c10
  v128.store(constants, f64x2.splat(1.0 / 39916800), 288); // c11
  v128.store(constants, f64x2.splat(1.0 / 479001600), 304); // c12
  v128.store(constants, f64x2.splat(1.0 / 6227020800), 320); // c13
  v128.store(constants, f64x2.splat(1.0 / 32), 336); // step
  v128.store(constants, f64x2.splat(-1.0 / 3), 352); // t3
  v128.store(constants, f64x2.splat(2.0 / 15), 368); // t5
  v128.store(constants, f64x2.splat(-17.0 / 315), 384); // t7
}

/**
 * tanh(c + d) = T + t·(1 − T²) / (1 + t·T), with T = tanh(c) from the table, c the nearest 32nd, and t = tanh(d) from four
 * terms of its series, |d| ≤ 1/64.
 */
// @ts-ignore: decorator
@inline function tanhOf(x: v128): v128 {
  const sign = v128.and(x, v128.load(constants, 112));
  const m = f64x2.pmin(v128.xor(x, sign), v128.load(constants, 0));
  const shifted = f64x2.add(f64x2.mul(m, v128.load(constants, 16)), v128.load(constants, 48));
  const d = f64x2.sub(m, f64x2.mul(f64x2.sub(shifted, v128.load(constants, 48)), v128.load(constants, 336)));
  // The low bits hold the number of the 32nd; what is not a number may hold anything.
  const first = usize(i32x4.extract_lane(shifted, 0) & 1023) << 3;
  const second = usize(i32x4.extract_lane(shifted, 2) & 1023) << 3;
  const base = v128.load64_lane(tanhTable + second, v128.load64_zero(tanhTable + first), 1);
  const d2 = f64x2.mul(d, d);
  const series = f64x2.add(v128.load(constants, 352),
    f64x2.mul(d2, f64x2.add(v128.load(constants, 368), f64x2.mul(d2, v128.load(constants, 384)))));
  const t = f64x2.add(d, f64x2.mul(f64x2.mul(d, d2), series));
  const one = v128.load(constants, 96);
  const above = f64x2.mul(t, f64x2.sub(one, f64x2.mul(base, base)));
  return v128.or(f64x2.add(base, f64x2.div(above, f64x2.add(one, f64x2.mul(t, base)))), sign);
}

export function tanh(length: i32, xAt: i32, yAt: i32): void {
  let x = usize(xAt) << 3, y = usize(yAt) << 3;
  const end = x + (usize(length) << 3);
  for (; x + 16 <= end; x += 16, y += 16) v128.store(y, tanhOf(v128.load(x)));
  if (x < end) f64.store(y, f64x2.extract_lane(tanhOf(v128.load_splat<f64>(x)), 0));
}

// @ts-ignore: decorator
@inline function tanhBackOf(dy: v128, y: v128): v128 {
  return f64x2.mul(dy, f64x2.sub(f64x2.splat(1), f64x2.mul(y, y)));
}

export function tanhBack(length: i32, dyAt: i32, yAt: i32, dxAt: i32): void {
  let dy = usize(dyAt) << 3, y = usize(yAt) << 3, dx = usize(dxAt) << 3;
  const end = y + (usize(length) << 3);
  for (; y + 32 <= end; y += 32, dy += 32, dx += 32) {
    v128.store(dx, tanhBackOf(v128.load(dy), v128.load(y)));
    v128.store(dx, tanhBackOf(v128.load(dy, 16), v128.load(y, 16)), 16);
  }
  for (; y < end; y += 8, dy += 8, dx += 8) {
    const v = f64.load(y);
    f64.store(dx, f64.load(dy) * (1 - v * v));
  }
}

/** exp(r) − 1 for |r| ≤ 0.35. */
// @ts-ignore: decorator
@inline function smallExpm1(r: v128): v128 {
  const r2 = f64x2.mul(r, r);
  const r4 = f64x2.mul(r2, r2);
  const low = f64x2.add(
    f64x2.add(v128.load(constants, 144), f64x2.mul(v128.load(constants, 160), r)),
    f64x2.mul(f64x2.add(v128.load(constants, 176), f64x2.mul(v128.load(constants, 192), r)), r2));
  const middle = f64x2.add(
    f64x2.add(v128.load(constants, 208), f64x2.mul(v128.load(constants, 224), r)),
    f64x2.mul(f64x2.add(v128.load(constants, 240), f64x2.mul(v128.load(constants, 256), r)), r2));
  const high = f64x2.add(
    f64x2.add(v128.load(constants, 272), f64x2.mul(v128.load(constants, 288), r)),
    f64x2.mul(f64x2.add(v128.load(constants, 304), f64x2.mul(v128.load(constants, 320), r)), r2));
  return f64x2.add(r, f64x2.mul(r2, f64x2.add(low, f64x2.mul(r4, f64x2.add(middle, f64x2.mul(r4, high))))));
}

// @ts-ignore: decorator
@inline function reduced(y: v128, n: v128): v128 {
  return f64x2.sub(f64x2.sub(y, f64x2.mul(n, v128.load(constants, 64))), f64x2.mul(n, v128.load(constants, 80)));
}

/** 2ⁿ from the number whose low bits hold n: the exponent's bias, one in floating point, is added as an integer. */
// @ts-ignore: decorator
@inline function powerOf(shifted: v128): v128 {
  return i64x2.add(i64x2.shl(shifted, 52), v128.load(constants, 96));
}

// @ts-ignore: decorator
@inline function sigmoidOf(x: v128): v128 {
  const one = v128.load(constants, 96);
  const y = f64x2.neg(f64x2.pmin(f64x2.abs(x), v128.load(constants, 128)));
  const shifted = f64x2.add(f64x2.mul(y, v128.load(constants, 32)), v128.load(constants, 48));
  const n = f64x2.sub(shifted, v128.load(constants, 48));
  const power = powerOf(shifted);
  const exp = f64x2.add(f64x2.mul(power, smallExpm1(reduced(y, n))), power);
  const above = v128.bitselect(exp, one, f64x2.lt(x, f64x2.splat(0)));
  return f64x2.div(above, f64x2.add(one, exp));
}

export function sigmoid(length: i32, xAt: i32, yAt: i32): void {
  let x = usize(xAt) << 3, y = usize(yAt) << 3;
  const end = x + (usize(length) << 3);
  for (; x + 16 <= end; x += 16, y += 16) v128.store(y, sigmoidOf(v128.load(x)));
  if (x < end) f64.store(y, f64x2.extract_lane(sigmoidOf(v128.load_splat<f64>(x)), 0));
}

export function sigmoidBack(length: i32, dyAt: i32, yAt: i32, dxAt: i32): void {
  let dy = usize(dyAt) << 3, y = usize(yAt) << 3, dx = usize(dxAt) << 3;
  const end = y + (usize(length) << 3);
  const one = f64x2.splat(1);
  for (; y + 16 <= end; y += 16, dy += 16, dx += 16) {
    const v = v128.load(y);
    v128.store(dx, f64x2.mul(v128.load(dy), f64x2.mul(v, f64x2.sub(one, v))));
  }
  if (y < end) {
    const v = f64.load(y);
    f64.store(dx, f64.load(dy) * (v * (1 - v)));
  }
}

export function addScaled(length: i32, xAt: i32, gAt: i32, factor: f64): void {
  let x = usize(xAt) << 3, g = usize(gAt) << 3;
  const end = x + (usize(length) << 3);
  const scale = f64x2.splat(factor);
  for (; x + 16 <= end; x += 16, g += 16) {
    v128.store(x, f64x2.add(v128.load(x), f64x2.mul(scale, v128.load(g))));
  }
  if (x < end) f64.store(x, f64.load(x) + factor * f64.load(g));
}

/** z = x·y. */
export function product(length: i32, xAt: i32, yAt: i32, zAt: i32): void {
  let x = usize(xAt) << 3, y = usize(yAt) << 3, z = usize(zAt) << 3;
  const end = x + (usize(length) << 3);
  for (; x + 16 <= end; x += 16, y += 16, z += 16) v128.store(z, f64x2.mul(v128.load(x), v128.load(y)));
  if (x < end) f64.store(z, f64.load(x) * f64.load(y));
}

export function copy(length: i32, fromAt: i32, toAt: i32): void {
  memory.copy(usize(toAt) << 3, usize(fromAt) << 3, usize(length) << 3);
}

/** dx = 2·(p − t) / length. */
export function squaredErrorBack(length: i32, pAt: i32, tAt: i32, dxAt: i32): void {
  let p = usize(pAt) << 3, t = usize(tAt) << 3, dx = usize(dxAt) << 3;
  const end = p + (usize(length) << 3);
  const count = f64(length);
  for (; p < end; p += 8, t += 8, dx += 8) f64.store(dx, (2 * (f64.load(p) - f64.load(t))) / count);
}
