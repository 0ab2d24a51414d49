// Products of matrices. The twin in multiply.ts does the same operations in the same order; offsets here are bytes.
import { blockDepth, blockWidth, packedRows } from './memory';

// @ts-ignore: decorator
@inline function min(a: i32, b: i32): i32 { return a < b ? a : b; }

/** Four rows of a times four columns of b, all there. Row r of a at step k is at a_r + k·aStep. */
// @ts-ignore: decorator
@inline function tile(
  depth: i32, a0: usize, a1: usize, a2: usize, a3: usize, aStep: usize,
  b: usize, bStep: usize, c: usize, cRow: usize, hasStart: bool, s: usize, startRow: usize,
): void {
  let c00 = f64x2.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  if (hasStart) {
    c00 = v128.load(s); c01 = v128.load(s, 16);
    s += startRow;
    c10 = v128.load(s); c11 = v128.load(s, 16);
    s += startRow;
    c20 = v128.load(s); c21 = v128.load(s, 16);
    s += startRow;
    c30 = v128.load(s); c31 = v128.load(s, 16);
  }
  for (let k = depth; k > 0; k--) {
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
    b += bStep;
  }
  v128.store(c, c00); v128.store(c, c01, 16);
  c += cRow;
  v128.store(c, c10); v128.store(c, c11, 16);
  c += cRow;
  v128.store(c, c20); v128.store(c, c21, 16);
  c += cRow;
  v128.store(c, c30); v128.store(c, c31, 16);
}

/** The same where the four rows of a are adjacent at every step: one pointer. */
// @ts-ignore: decorator
@inline function adjacentTile(
  depth: i32, a: usize, aStep: usize,
  b: usize, bStep: usize, c: usize, cRow: usize, hasStart: bool, s: usize, startRow: usize,
): void {
  let c00 = f64x2.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  if (hasStart) {
    c00 = v128.load(s); c01 = v128.load(s, 16);
    s += startRow;
    c10 = v128.load(s); c11 = v128.load(s, 16);
    s += startRow;
    c20 = v128.load(s); c21 = v128.load(s, 16);
    s += startRow;
    c30 = v128.load(s); c31 = v128.load(s, 16);
  }
  const end = b + usize(depth) * bStep;
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
    b += bStep;
  }
  v128.store(c, c00); v128.store(c, c01, 16);
  c += cRow;
  v128.store(c, c10); v128.store(c, c11, 16);
  c += cRow;
  v128.store(c, c20); v128.store(c, c21, 16);
  c += cRow;
  v128.store(c, c30); v128.store(c, c31, 16);
}

/** What is left at the right and at the bottom: up to four rows and four columns, row by row. */
function edge(
  depth: i32, rows: i32, columns: i32, a: usize, aRow: usize, aStep: usize,
  b: usize, bStep: usize, c: usize, cRow: usize, hasStart: bool, s: usize, startRow: usize,
): void {
  for (; rows > 0; rows--, a += aRow, c += cRow, s += startRow) {
    let low = f64x2.splat(0), high = low;
    if (hasStart) { low = v128.load(s); high = v128.load(s, 16); }
    let p = a, q = b;
    for (let k = depth; k > 0; k--, p += aStep, q += bStep) {
      const x = v128.load_splat<f64>(p);
      low = f64x2.add(low, f64x2.mul(x, v128.load(q)));
      high = f64x2.add(high, f64x2.mul(x, v128.load(q, 16)));
    }
    f64.store(c, f64x2.extract_lane(low, 0));
    if (columns > 1) f64.store(c, f64x2.extract_lane(low, 1), 8);
    if (columns > 2) f64.store(c, f64x2.extract_lane(high, 0), 16);
    if (columns > 3) f64.store(c, f64x2.extract_lane(high, 1), 24);
  }
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

/** One column of results, eight rows at a time, one number each: vectors would be three quarters empty. */
function column(
  m: i32, k: i32, a: usize, aRow: usize, aColumn: usize, b: usize, bRow: usize,
  c: usize, cRow: usize, s: usize, startRow: usize, hasStart: bool,
): void {
  let i = 0;
  for (; i + 8 <= m; i += 8, a += 8 * aRow) {
    let s0: f64 = 0, s1: f64 = 0, s2: f64 = 0, s3: f64 = 0, s4: f64 = 0, s5: f64 = 0, s6: f64 = 0, s7: f64 = 0;
    if (hasStart) {
      s0 = f64.load(s); s += startRow;
      s1 = f64.load(s); s += startRow;
      s2 = f64.load(s); s += startRow;
      s3 = f64.load(s); s += startRow;
      s4 = f64.load(s); s += startRow;
      s5 = f64.load(s); s += startRow;
      s6 = f64.load(s); s += startRow;
      s7 = f64.load(s); s += startRow;
    }
    let p = a, q = b;
    const p4 = 4 * aRow;
    for (let j = 0; j < k; j++, p += aColumn, q += bRow) {
      const x = f64.load(q);
      let r = p;
      s0 += f64.load(r) * x;
      s4 += f64.load(r + p4) * x;
      r += aRow;
      s1 += f64.load(r) * x;
      s5 += f64.load(r + p4) * x;
      r += aRow;
      s2 += f64.load(r) * x;
      s6 += f64.load(r + p4) * x;
      r += aRow;
      s3 += f64.load(r) * x;
      s7 += f64.load(r + p4) * x;
    }
    f64.store(c, s0); c += cRow;
    f64.store(c, s1); c += cRow;
    f64.store(c, s2); c += cRow;
    f64.store(c, s3); c += cRow;
    f64.store(c, s4); c += cRow;
    f64.store(c, s5); c += cRow;
    f64.store(c, s6); c += cRow;
    f64.store(c, s7); c += cRow;
  }
  for (; i < m; i++, a += aRow, c += cRow, s += startRow) {
    let sum: f64 = hasStart ? f64.load(s) : 0;
    let p = a, q = b;
    for (let j = 0; j < k; j++, p += aColumn, q += bRow) sum += f64.load(p) * f64.load(q);
    f64.store(c, sum);
  }
}

/** One column of results where the rows of a are adjacent at every step: lanes over the rows. */
function columnOfAdjacent(
  m: i32, k: i32, a: usize, aColumn: usize, b: usize, bRow: usize,
  c: usize, cRow: usize, start: usize, startRow: usize, hasStart: bool,
): void {
  let s = start;
  let i = 0;
  for (; i + 4 <= m; i += 4, a += 32, c += 4 * cRow, s += 4 * startRow) {
    let c0 = f64x2.splat(0), c1 = c0;
    if (hasStart) {
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
    let sum: f64 = hasStart ? f64.load(s) : 0;
    let p = a;
    let q = b;
    for (let j = 0; j < k; j++, p += aColumn, q += bRow) sum += f64.load(p) * f64.load(q);
    f64.store(c, sum);
  }
}

/** Offsets in elements, as in kernels.ts; a negative start is none. */
export function multiply(
  m: i32, n: i32, k: i32,
  aAt: i32, aRowAt: i32, aColumnAt: i32,
  bAt: i32, bRowAt: i32, bColumnAt: i32,
  cAt: i32, cRowAt: i32,
  startAt: i32, startRowAt: i32,
): void {
  const a = usize(aAt) << 3, aRow = usize(aRowAt) << 3, aColumn = usize(aColumnAt) << 3;
  const b = usize(bAt) << 3, bRow = usize(bRowAt) << 3, bColumn = usize(bColumnAt) << 3;
  const c = usize(cAt) << 3, cRow = usize(cRowAt) << 3;
  const start = usize(startAt) << 3, startRow = usize(startRowAt) << 3;
  if (n == 1 && k <= blockDepth) {
    if (aRow == 8) columnOfAdjacent(m, k, a, aColumn, b, bRow, c, cRow, start, startRow, startAt >= 0);
    else column(m, k, a, aRow, aColumn, b, bRow, c, cRow, start, startRow, startAt >= 0);
    return;
  }
  let k0: i32 = 0;
  do {
    const depth = min(blockDepth, k - k0);
    const hasStart: bool = k0 > 0 || startAt >= 0;
    const from: usize = k0 == 0 ? start : c;
    const fromRow: usize = k0 == 0 ? startRow : cRow;
    for (let j0 = 0; j0 < n; j0 += blockWidth) {
      const width = min(blockWidth, n - j0);
      const block = b + usize(k0) * bRow + usize(j0) * bColumn;
      // Few rows, or few columns that are adjacent: read where they are. Else packed, once for all rows.
      const direct = bColumn == 8 && (m <= 16 || width <= 16);
      const bStep: usize = direct ? bRow : 32;
      const nextPanel: usize = direct ? 32 : usize(depth) << 5;
      if (!direct) packColumns(depth, width, block, bRow, bColumn);
      const full = width & ~3;
      let r = a + usize(k0) * aColumn;
      let t = c + (usize(j0) << 3);
      let s = from + (usize(j0) << 3);
      for (let i = 0; i < m; i += 4, r += 4 * aRow, t += 4 * cRow, s += 4 * fromRow) {
        const rows = min(4, m - i);
        let panel: usize = direct ? block : 0;
        let j = 0;
        if (rows == 4) {
          if (width > 16) {
            let to = packedRows;
            for (let q = 0, o = r; q < depth; q++, to += 32, o += aColumn) {
              f64.store(to, f64.load(o));
              f64.store(to, f64.load(o + aRow), 8);
              f64.store(to, f64.load(o + 2 * aRow), 16);
              f64.store(to, f64.load(o + 3 * aRow), 24);
            }
            for (; j < full; j += 4, panel += nextPanel) {
              const at = usize(j) << 3;
              adjacentTile(depth, packedRows, 32, panel, bStep, t + at, cRow, hasStart, s + at, fromRow);
            }
          } else if (aRow == 8) {
            for (; j < full; j += 4, panel += nextPanel) {
              const at = usize(j) << 3;
              adjacentTile(depth, r, aColumn, panel, bStep, t + at, cRow, hasStart, s + at, fromRow);
            }
          } else {
            for (; j < full; j += 4, panel += nextPanel) {
              const at = usize(j) << 3;
              tile(depth, r, r + aRow, r + 2 * aRow, r + 3 * aRow, aColumn, panel, bStep, t + at, cRow, hasStart, s + at, fromRow);
            }
          }
        }
        for (; j < width; j += 4, panel += nextPanel) {
          const at = usize(j) << 3;
          edge(depth, rows, min(4, width - j), r, aRow, aColumn, panel, bStep, t + at, cRow, hasStart, s + at, fromRow);
        }
      }
    }
    k0 += blockDepth;
  } while (k0 < k);
}

export function columnSums(rows: i32, columns: i32, xAt: i32, outAt: i32, add: bool): void {
  const x = usize(xAt) << 3, out = usize(outAt) << 3;
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
