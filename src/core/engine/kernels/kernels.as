// The inner loops in AssemblyScript, compiled by build.mjs to the module in binary.ts. The twin in javascript.ts does the
// same operations in the same order. Offsets are bytes. No fused multiply-add: its rounding differs between processors.

const blockDepth: i32 = 128;
const blockWidth: i32 = 256;
const packedRows: usize = usize(blockDepth) * usize(blockWidth) * 8;

// @ts-ignore: decorator
@inline function min(a: i32, b: i32): i32 { return a < b ? a : b; }

// @ts-ignore: decorator
@inline function put(at: usize, columns: i32, low: v128, high: v128): void {
  if (columns == 4) {
    v128.store(at, low);
    v128.store(at, high, 16);
    return;
  }
  f64.store(at, f64x2.extract_lane(low, 0));
  if (columns > 1) f64.store(at, f64x2.extract_lane(low, 1), 8);
  if (columns > 2) f64.store(at, f64x2.extract_lane(high, 0), 16);
}

/** Four rows of a times four packed columns of b. Row r of a at step k is at a + r·aRow + k·aStep. */
// @ts-ignore: decorator
@inline function tile(
  depth: i32, rows: i32, columns: i32,
  a0: usize, a1: usize, a2: usize, a3: usize, aStep: usize,
  b: usize, c: usize, cRow: usize, hasStart: bool, start: usize, startRow: usize,
): void {
  let c00 = f64x2.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  if (hasStart) {
    let s = start;
    c00 = v128.load(s); c01 = v128.load(s, 16);
    if (rows > 1) { s += startRow; c10 = v128.load(s); c11 = v128.load(s, 16); }
    if (rows > 2) { s += startRow; c20 = v128.load(s); c21 = v128.load(s, 16); }
    if (rows > 3) { s += startRow; c30 = v128.load(s); c31 = v128.load(s, 16); }
  }
  const end = b + (usize(depth) << 5);
  while (b < end) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load_splat<f64>(a0);
    c00 = f64x2.add(c00, f64x2.mul(x, b0));
    c01 = f64x2.add(c01, f64x2.mul(x, b1));
    x = v128.load_splat<f64>(a1);
    c10 = f64x2.add(c10, f64x2.mul(x, b0));
    c11 = f64x2.add(c11, f64x2.mul(x, b1));
    x = v128.load_splat<f64>(a2);
    c20 = f64x2.add(c20, f64x2.mul(x, b0));
    c21 = f64x2.add(c21, f64x2.mul(x, b1));
    x = v128.load_splat<f64>(a3);
    c30 = f64x2.add(c30, f64x2.mul(x, b0));
    c31 = f64x2.add(c31, f64x2.mul(x, b1));
    a0 += aStep;
    a1 += aStep;
    a2 += aStep;
    a3 += aStep;
    b += 32;
  }
  put(c, columns, c00, c01);
  if (rows > 1) put(c + cRow, columns, c10, c11);
  if (rows > 2) put(c + 2 * cRow, columns, c20, c21);
  if (rows > 3) put(c + 3 * cRow, columns, c30, c31);
}

/** The same where the four rows of a are adjacent at every step: one pointer. */
// @ts-ignore: decorator
@inline function adjacentTile(
  depth: i32, rows: i32, columns: i32, a: usize, aStep: usize,
  b: usize, c: usize, cRow: usize, hasStart: bool, start: usize, startRow: usize,
): void {
  let c00 = f64x2.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  if (hasStart) {
    let s = start;
    c00 = v128.load(s); c01 = v128.load(s, 16);
    if (rows > 1) { s += startRow; c10 = v128.load(s); c11 = v128.load(s, 16); }
    if (rows > 2) { s += startRow; c20 = v128.load(s); c21 = v128.load(s, 16); }
    if (rows > 3) { s += startRow; c30 = v128.load(s); c31 = v128.load(s, 16); }
  }
  const end = b + (usize(depth) << 5);
  while (b < end) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load_splat<f64>(a);
    c00 = f64x2.add(c00, f64x2.mul(x, b0));
    c01 = f64x2.add(c01, f64x2.mul(x, b1));
    x = v128.load_splat<f64>(a, 8);
    c10 = f64x2.add(c10, f64x2.mul(x, b0));
    c11 = f64x2.add(c11, f64x2.mul(x, b1));
    x = v128.load_splat<f64>(a, 16);
    c20 = f64x2.add(c20, f64x2.mul(x, b0));
    c21 = f64x2.add(c21, f64x2.mul(x, b1));
    x = v128.load_splat<f64>(a, 24);
    c30 = f64x2.add(c30, f64x2.mul(x, b0));
    c31 = f64x2.add(c31, f64x2.mul(x, b1));
    a += aStep;
    b += 32;
  }
  put(c, columns, c00, c01);
  if (rows > 1) put(c + cRow, columns, c10, c11);
  if (rows > 2) put(c + 2 * cRow, columns, c20, c21);
  if (rows > 3) put(c + 3 * cRow, columns, c30, c31);
}

/** Copies a block of b as panels of four columns, [panel][row][4], to the beginning of the memory. */
// @ts-ignore: decorator
@inline function packColumns(depth: i32, width: i32, b: usize, bRow: usize, bColumn: usize): void {
  let to: usize = 0;
  for (let j = 0; j < width; j += 4) {
    let from = b + usize(j) * bColumn;
    const columns = width - j;
    if (columns >= 4 && bColumn == 8) {
      for (let k = 0; k < depth; k++, to += 32, from += bRow) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
      }
    } else if (columns >= 4) {
      for (let k = 0; k < depth; k++, to += 32, from += bRow) {
        f64.store(to, f64.load(from));
        f64.store(to, f64.load(from + bColumn), 8);
        f64.store(to, f64.load(from + 2 * bColumn), 16);
        f64.store(to, f64.load(from + 3 * bColumn), 24);
      }
    } else {
      for (let k = 0; k < depth; k++, to += 32, from += bRow) {
        f64.store(to, f64.load(from));
        f64.store(to, columns > 1 ? f64.load(from + bColumn) : 0, 8);
        f64.store(to, columns > 2 ? f64.load(from + 2 * bColumn) : 0, 16);
        f64.store(to, 0, 24);
      }
    }
  }
}

/** One column of results, four rows at a time, one number each: vectors would be three quarters empty. */
function column(
  m: i32, k: i32, a: usize, aRow: usize, aColumn: usize, b: usize, bRow: usize,
  c: usize, cRow: usize, start: isize, startRow: usize,
): void {
  let i = 0;
  let s = usize(start);
  for (; i < m; i += 4, a += 4 * aRow, c += 4 * cRow, s += 4 * startRow) {
    const rows = min(4, m - i);
    let p0 = a;
    let p1 = rows > 1 ? p0 + aRow : p0;
    let p2 = rows > 2 ? p1 + aRow : p1;
    let p3 = rows > 3 ? p2 + aRow : p2;
    let s0: f64 = 0, s1: f64 = 0, s2: f64 = 0, s3: f64 = 0;
    if (start >= 0) {
      s0 = f64.load(s);
      if (rows > 1) s1 = f64.load(s + startRow);
      if (rows > 2) s2 = f64.load(s + 2 * startRow);
      if (rows > 3) s3 = f64.load(s + 3 * startRow);
    }
    let q = b;
    for (let j = 0; j < k; j++) {
      const x = f64.load(q);
      s0 += f64.load(p0) * x;
      s1 += f64.load(p1) * x;
      s2 += f64.load(p2) * x;
      s3 += f64.load(p3) * x;
      p0 += aColumn;
      p1 += aColumn;
      p2 += aColumn;
      p3 += aColumn;
      q += bRow;
    }
    f64.store(c, s0);
    if (rows > 1) f64.store(c + cRow, s1);
    if (rows > 2) f64.store(c + 2 * cRow, s2);
    if (rows > 3) f64.store(c + 3 * cRow, s3);
  }
}

/** One column of results where the rows of a are adjacent at every step: lanes over the rows. */
function columnOfAdjacent(
  m: i32, k: i32, a: usize, aColumn: usize, b: usize, bRow: usize,
  c: usize, cRow: usize, start: isize, startRow: usize,
): void {
  let s = usize(start);
  let i = 0;
  for (; i + 4 <= m; i += 4, a += 32, c += 4 * cRow, s += 4 * startRow) {
    let c0 = f64x2.splat(0), c1 = c0;
    if (start >= 0) {
      c0 = f64x2.replace_lane(v128.load_splat<f64>(s), 1, f64.load(s + startRow));
      c1 = f64x2.replace_lane(v128.load_splat<f64>(s + 2 * startRow), 1, f64.load(s + 3 * startRow));
    }
    let p = a;
    let q = b;
    for (let j = 0; j < k; j++, p += aColumn, q += bRow) {
      const x = v128.load_splat<f64>(q);
      c0 = f64x2.add(c0, f64x2.mul(v128.load(p), x));
      c1 = f64x2.add(c1, f64x2.mul(v128.load(p, 16), x));
    }
    f64.store(c, f64x2.extract_lane(c0, 0));
    f64.store(c + cRow, f64x2.extract_lane(c0, 1));
    f64.store(c + 2 * cRow, f64x2.extract_lane(c1, 0));
    f64.store(c + 3 * cRow, f64x2.extract_lane(c1, 1));
  }
  for (; i < m; i++, a += 8, c += cRow, s += startRow) {
    let sum: f64 = start >= 0 ? f64.load(s) : 0;
    let p = a;
    let q = b;
    for (let j = 0; j < k; j++, p += aColumn, q += bRow) sum += f64.load(p) * f64.load(q);
    f64.store(c, sum);
  }
}

export function multiply(
  m: i32, n: i32, k: i32,
  a: usize, aRow: usize, aColumn: usize,
  b: usize, bRow: usize, bColumn: usize,
  c: usize, cRow: usize,
  start: isize, startRow: usize,
): void {
  if (n == 1 && k <= blockDepth) {
    if (aRow == 8) columnOfAdjacent(m, k, a, aColumn, b, bRow, c, cRow, start, startRow);
    else column(m, k, a, aRow, aColumn, b, bRow, c, cRow, start, startRow);
    return;
  }
  let k0: i32 = 0;
  do {
    const depth = min(blockDepth, k - k0);
    const hasStart: bool = k0 > 0 || start >= 0;
    const from: usize = k0 == 0 ? usize(start) : c;
    const fromRow: usize = k0 == 0 ? startRow : cRow;
    for (let j0 = 0; j0 < n; j0 += blockWidth) {
      const width = min(blockWidth, n - j0);
      packColumns(depth, width, b + usize(k0) * bRow + usize(j0) * bColumn, bRow, bColumn);
      for (let i = 0; i < m; i += 4) {
        const rows = min(4, m - i);
        // Rows that do not exist repeat the last one; they are not stored.
        const r0 = a + usize(i) * aRow + usize(k0) * aColumn;
        const r1 = rows > 1 ? r0 + aRow : r0;
        const r2 = rows > 2 ? r1 + aRow : r1;
        const r3 = rows > 3 ? r2 + aRow : r2;
        let t = c + usize(i) * cRow + (usize(j0) << 3);
        let s = from + usize(i) * fromRow + (usize(j0) << 3);
        let panel: usize = 0;
        if (rows == 4 && aRow == 8 && width <= 16) {
          for (let j = 0; j < width; j += 4, t += 32, s += 32, panel += usize(depth) << 5) {
            adjacentTile(depth, rows, min(4, width - j), r0, aColumn, panel, t, cRow, hasStart, s, fromRow);
          }
        } else if (width > 16) {
          let to = packedRows;
          let o: usize = 0;
          for (let q = 0; q < depth; q++, to += 32, o += aColumn) {
            f64.store(to, f64.load(r0 + o));
            f64.store(to, f64.load(r1 + o), 8);
            f64.store(to, f64.load(r2 + o), 16);
            f64.store(to, f64.load(r3 + o), 24);
          }
          for (let j = 0; j < width; j += 4, t += 32, s += 32, panel += usize(depth) << 5) {
            adjacentTile(depth, rows, min(4, width - j), packedRows, 32, panel, t, cRow, hasStart, s, fromRow);
          }
        } else {
          for (let j = 0; j < width; j += 4, t += 32, s += 32, panel += usize(depth) << 5) {
            tile(depth, rows, min(4, width - j), r0, r1, r2, r3, aColumn, panel, t, cRow, hasStart, s, fromRow);
          }
        }
      }
    }
    k0 += blockDepth;
  } while (k0 < k);
}

export function columnSums(rows: i32, columns: i32, x: usize, out: usize, add: bool): void {
  const row = usize(columns) << 3;
  let j = 0;
  for (; j + 4 <= columns; j += 4) {
    const at = usize(j) << 3;
    let s0 = f64x2.splat(0), s1 = s0;
    if (add) { s0 = v128.load(out + at); s1 = v128.load(out + at, 16); }
    let from = x + at;
    for (let i = 0; i < rows; i++, from += row) {
      s0 = f64x2.add(s0, v128.load(from));
      s1 = f64x2.add(s1, v128.load(from, 16));
    }
    v128.store(out + at, s0);
    v128.store(out + at, s1, 16);
  }
  for (; j < columns; j++) {
    const at = usize(j) << 3;
    let sum: f64 = add ? f64.load(out + at) : 0;
    let from = x + at;
    for (let i = 0; i < rows; i++, from += row) sum += f64.load(from);
    f64.store(out + at, sum);
  }
}

// @ts-ignore: decorator
@inline function reluOf(x: v128): v128 { return v128.andnot(x, f64x2.lt(x, f64x2.splat(0))); }

export function relu(length: i32, x: usize, y: usize): void {
  const end = x + (usize(length) << 3);
  for (; x + 16 <= end; x += 16, y += 16) v128.store(y, reluOf(v128.load(x)));
  if (x < end) f64.store(y, f64x2.extract_lane(reluOf(v128.load_splat<f64>(x)), 0));
}

export function reluBack(length: i32, dy: usize, y: usize, dx: usize): void {
  const end = y + (usize(length) << 3);
  for (; y + 16 <= end; y += 16, dy += 16, dx += 16) {
    v128.store(dx, v128.and(v128.load(dy), f64x2.gt(v128.load(y), f64x2.splat(0))));
  }
  if (y < end) f64.store(dx, f64.load(y) > 0 ? f64.load(dy) : 0);
}

// Vector constants live in memory, behind the packed rows: a load is one instruction, while the compilers of engines build
// each constant anew from four.
const table: usize = packedRows + usize(blockDepth) * 32;

/** Writes the constants. Called once, when the memory is new. */
export function initialize(): void {
  v128.store(table, f64x2.splat(2), 0); // two
  v128.store(table, f64x2.splat(20), 16); // twenty
  v128.store(table, f64x2.splat(1.4426950408889634), 32); // log2e
  v128.store(table, f64x2.splat(6755399441055744), 48); // rounding
  v128.store(table, f64x2.splat(6.93147180369123816490e-1), 64); // ln2High
  v128.store(table, f64x2.splat(1.90821492927058770002e-10), 80); // ln2Low
  v128.store(table, f64x2.splat(1), 96); // one
  v128.store(table, f64x2.splat(-0.0), 112); // signBit
  v128.store(table, f64x2.splat(700), 128); // sevenHundred
  v128.store(table, f64x2.splat(1.0 / 2), 144); // c2
  v128.store(table, f64x2.splat(1.0 / 6), 160); // c3
  v128.store(table, f64x2.splat(1.0 / 24), 176); // c4
  v128.store(table, f64x2.splat(1.0 / 120), 192); // c5
  v128.store(table, f64x2.splat(1.0 / 720), 208); // c6
  v128.store(table, f64x2.splat(1.0 / 5040), 224); // c7
  v128.store(table, f64x2.splat(1.0 / 40320), 240); // c8
  v128.store(table, f64x2.splat(1.0 / 362880), 256); // c9
  v128.store(table, f64x2.splat(1.0 / 3628800), 272); // c10
  v128.store(table, f64x2.splat(1.0 / 39916800), 288); // c11
  v128.store(table, f64x2.splat(1.0 / 479001600), 304); // c12
  v128.store(table, f64x2.splat(1.0 / 6227020800), 320); // c13
}

/** exp(r) − 1 for |r| ≤ 0.35. */
// @ts-ignore: decorator
@inline function smallExpm1(r: v128): v128 {
  const r2 = f64x2.mul(r, r);
  const r4 = f64x2.mul(r2, r2);
  const low = f64x2.add(
    f64x2.add(v128.load(table, 144), f64x2.mul(v128.load(table, 160), r)),
    f64x2.mul(f64x2.add(v128.load(table, 176), f64x2.mul(v128.load(table, 192), r)), r2));
  const middle = f64x2.add(
    f64x2.add(v128.load(table, 208), f64x2.mul(v128.load(table, 224), r)),
    f64x2.mul(f64x2.add(v128.load(table, 240), f64x2.mul(v128.load(table, 256), r)), r2));
  const high = f64x2.add(
    f64x2.add(v128.load(table, 272), f64x2.mul(v128.load(table, 288), r)),
    f64x2.mul(f64x2.add(v128.load(table, 304), f64x2.mul(v128.load(table, 320), r)), r2));
  return f64x2.add(r, f64x2.mul(r2, f64x2.add(low, f64x2.mul(r4, f64x2.add(middle, f64x2.mul(r4, high))))));
}

// @ts-ignore: decorator
@inline function reduced(y: v128, n: v128): v128 {
  return f64x2.sub(f64x2.sub(y, f64x2.mul(n, v128.load(table, 64))), f64x2.mul(n, v128.load(table, 80)));
}

/** 2ⁿ from the number whose low bits hold n: the exponent's bias, one in floating point, is added as an integer. */
// @ts-ignore: decorator
@inline function powerOf(shifted: v128): v128 {
  return i64x2.add(i64x2.shl(shifted, 52), v128.load(table, 96));
}

// @ts-ignore: decorator
@inline function tanhOf(x: v128): v128 {
  const sign = v128.and(x, v128.load(table, 112));
  const y = f64x2.mul(v128.load(table, 0), f64x2.pmin(v128.xor(x, sign), v128.load(table, 16)));
  const shifted = f64x2.add(f64x2.mul(y, v128.load(table, 32)), v128.load(table, 48));
  const n = f64x2.sub(shifted, v128.load(table, 48));
  const power = powerOf(shifted);
  const expm1 = f64x2.add(f64x2.mul(power, smallExpm1(reduced(y, n))), f64x2.sub(power, v128.load(table, 96)));
  return v128.or(f64x2.div(expm1, f64x2.add(expm1, v128.load(table, 0))), sign);
}

export function tanh(length: i32, x: usize, y: usize): void {
  const end = x + (usize(length) << 3);
  for (; x + 16 <= end; x += 16, y += 16) v128.store(y, tanhOf(v128.load(x)));
  if (x < end) f64.store(y, f64x2.extract_lane(tanhOf(v128.load_splat<f64>(x)), 0));
}

export function tanhBack(length: i32, dy: usize, y: usize, dx: usize): void {
  const end = y + (usize(length) << 3);
  const one = f64x2.splat(1);
  for (; y + 16 <= end; y += 16, dy += 16, dx += 16) {
    const v = v128.load(y);
    v128.store(dx, f64x2.mul(v128.load(dy), f64x2.sub(one, f64x2.mul(v, v))));
  }
  if (y < end) {
    const v = f64.load(y);
    f64.store(dx, f64.load(dy) * (1 - v * v));
  }
}

// @ts-ignore: decorator
@inline function sigmoidOf(x: v128): v128 {
  const one = v128.load(table, 96);
  const y = f64x2.neg(f64x2.pmin(f64x2.abs(x), v128.load(table, 128)));
  const shifted = f64x2.add(f64x2.mul(y, v128.load(table, 32)), v128.load(table, 48));
  const n = f64x2.sub(shifted, v128.load(table, 48));
  const power = powerOf(shifted);
  const exp = f64x2.add(f64x2.mul(power, smallExpm1(reduced(y, n))), power);
  const above = v128.bitselect(exp, one, f64x2.lt(x, f64x2.splat(0)));
  return f64x2.div(above, f64x2.add(one, exp));
}

export function sigmoid(length: i32, x: usize, y: usize): void {
  const end = x + (usize(length) << 3);
  for (; x + 16 <= end; x += 16, y += 16) v128.store(y, sigmoidOf(v128.load(x)));
  if (x < end) f64.store(y, f64x2.extract_lane(sigmoidOf(v128.load_splat<f64>(x)), 0));
}

export function sigmoidBack(length: i32, dy: usize, y: usize, dx: usize): void {
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

export function addScaled(length: i32, x: usize, g: usize, factor: f64): void {
  const end = x + (usize(length) << 3);
  const scale = f64x2.splat(factor);
  for (; x + 16 <= end; x += 16, g += 16) {
    v128.store(x, f64x2.add(v128.load(x), f64x2.mul(scale, v128.load(g))));
  }
  if (x < end) f64.store(x, f64.load(x) + factor * f64.load(g));
}

export function sumOfSquares(length: i32, x: usize): f64 {
  let s0 = f64x2.splat(0), s1 = s0;
  const end = x + (usize(length & ~3) << 3);
  for (; x < end; x += 32) {
    const a = v128.load(x);
    const b = v128.load(x, 16);
    s0 = f64x2.add(s0, f64x2.mul(a, a));
    s1 = f64x2.add(s1, f64x2.mul(b, b));
  }
  let first = f64x2.extract_lane(s0, 0);
  for (let i = length & 3; i > 0; i--, x += 8) first += f64.load(x) * f64.load(x);
  return first + f64x2.extract_lane(s0, 1) + (f64x2.extract_lane(s1, 0) + f64x2.extract_lane(s1, 1));
}

/** Writes Σ (x − x₀) and Σ (x − x₀)² to `out`, each in four interleaved sums. */
export function moments(length: i32, x: usize, out: usize): void {
  const anchor = v128.load_splat<f64>(x);
  let s0 = f64x2.splat(0), s1 = s0, q0 = s0, q1 = s0;
  const end = x + (usize(length & ~3) << 3);
  for (; x < end; x += 32) {
    const a = f64x2.sub(v128.load(x), anchor);
    const b = f64x2.sub(v128.load(x, 16), anchor);
    s0 = f64x2.add(s0, a);
    s1 = f64x2.add(s1, b);
    q0 = f64x2.add(q0, f64x2.mul(a, a));
    q1 = f64x2.add(q1, f64x2.mul(b, b));
  }
  let sum = f64x2.extract_lane(s0, 0);
  let squares = f64x2.extract_lane(q0, 0);
  for (let i = length & 3; i > 0; i--, x += 8) {
    const d = f64.load(x) - f64x2.extract_lane(anchor, 0);
    sum += d;
    squares += d * d;
  }
  f64.store(out, sum + f64x2.extract_lane(s0, 1) + (f64x2.extract_lane(s1, 0) + f64x2.extract_lane(s1, 1)));
  f64.store(out, squares + f64x2.extract_lane(q0, 1) + (f64x2.extract_lane(q1, 0) + f64x2.extract_lane(q1, 1)), 8);
}

export function countZeros(length: i32, x: usize): i32 {
  let zeros = i64x2.splat(0);
  const end = x + (usize(length & ~1) << 3);
  for (; x < end; x += 16) zeros = i64x2.sub(zeros, f64x2.eq(v128.load(x), f64x2.splat(0)));
  const last = (length & 1) == 1 && f64.load(x) == 0 ? 1 : 0;
  return i32(i64x2.extract_lane(zeros, 0) + i64x2.extract_lane(zeros, 1)) + last;
}
