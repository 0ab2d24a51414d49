// The plain JavaScript twin of multiply.as: the same operations in the same order.
import { blockDepth, blockWidth, packedRows } from './kernels.ts';
import type { Kernels } from './kernels.ts';

/** Four rows of a times four columns of b; writes the `rows` × `columns` entries that exist. */
function tile(
  f: Float64Array,
  depth: number,
  rows: number,
  columns: number,
  a: number,
  aRow: number,
  aColumn: number,
  b: number,
  bRow: number,
  c: number,
  cRow: number,
  start: number,
  startRow: number,
): void {
  let c00 = 0, c01 = 0, c02 = 0, c03 = 0; // prettier-ignore
  let c10 = 0, c11 = 0, c12 = 0, c13 = 0; // prettier-ignore
  let c20 = 0, c21 = 0, c22 = 0, c23 = 0; // prettier-ignore
  let c30 = 0, c31 = 0, c32 = 0, c33 = 0; // prettier-ignore
  if (start >= 0) {
    let s = start;
    c00 = f[s];
    c01 = f[s + 1];
    c02 = f[s + 2];
    c03 = f[s + 3]; // prettier-ignore
    s += startRow;
    if (rows > 1) { c10 = f[s]; c11 = f[s + 1]; c12 = f[s + 2]; c13 = f[s + 3]; } // prettier-ignore
    s += startRow;
    if (rows > 2) { c20 = f[s]; c21 = f[s + 1]; c22 = f[s + 2]; c23 = f[s + 3]; } // prettier-ignore
    s += startRow;
    if (rows > 3) { c30 = f[s]; c31 = f[s + 1]; c32 = f[s + 2]; c33 = f[s + 3]; } // prettier-ignore
  }
  const a2Row = aRow + aRow;
  const a3Row = a2Row + aRow;
  for (let k = 0, p = a, q = b; k < depth; k++, p += aColumn, q += bRow) {
    const b0 = f[q];
    const b1 = f[q + 1];
    const b2 = f[q + 2];
    const b3 = f[q + 3];
    const a0 = f[p];
    c00 += a0 * b0;
    c01 += a0 * b1;
    c02 += a0 * b2;
    c03 += a0 * b3; // prettier-ignore
    const a1 = f[p + aRow];
    c10 += a1 * b0;
    c11 += a1 * b1;
    c12 += a1 * b2;
    c13 += a1 * b3; // prettier-ignore
    const a2 = f[p + a2Row];
    c20 += a2 * b0;
    c21 += a2 * b1;
    c22 += a2 * b2;
    c23 += a2 * b3; // prettier-ignore
    const a3 = f[p + a3Row];
    c30 += a3 * b0;
    c31 += a3 * b1;
    c32 += a3 * b2;
    c33 += a3 * b3; // prettier-ignore
  }
  let t = c;
  if (rows === 4 && columns === 4) {
    f[t] = c00;
    f[t + 1] = c01;
    f[t + 2] = c02;
    f[t + 3] = c03; // prettier-ignore
    t += cRow;
    f[t] = c10;
    f[t + 1] = c11;
    f[t + 2] = c12;
    f[t + 3] = c13; // prettier-ignore
    t += cRow;
    f[t] = c20;
    f[t + 1] = c21;
    f[t + 2] = c22;
    f[t + 3] = c23; // prettier-ignore
    t += cRow;
    f[t] = c30;
    f[t + 1] = c31;
    f[t + 2] = c32;
    f[t + 3] = c33; // prettier-ignore
    return;
  }
  put(f, t, columns, c00, c01, c02, c03);
  t += cRow;
  if (rows > 1) put(f, t, columns, c10, c11, c12, c13);
  t += cRow;
  if (rows > 2) put(f, t, columns, c20, c21, c22, c23);
  t += cRow;
  if (rows > 3) put(f, t, columns, c30, c31, c32, c33);
}

function put(
  f: Float64Array,
  at: number,
  columns: number,
  v0: number,
  v1: number,
  v2: number,
  v3: number,
): void {
  f[at] = v0;
  if (columns > 1) f[at + 1] = v1;
  if (columns > 2) f[at + 2] = v2;
  if (columns > 3) f[at + 3] = v3;
}

/** Copies a block of b as panels of four columns, [panel][row][4], zero where there is no column. */
function packColumns(
  f: Float64Array,
  depth: number,
  width: number,
  b: number,
  bRow: number,
  bColumn: number,
): void {
  let to = 0;
  for (let j = 0; j < width; j += 4) {
    const columns = Math.min(4, width - j);
    for (let k = 0; k < depth; k++, to += 4) {
      const from = b + k * bRow + j * bColumn;
      f[to] = f[from];
      f[to + 1] = columns > 1 ? f[from + bColumn] : 0;
      f[to + 2] = columns > 2 ? f[from + 2 * bColumn] : 0;
      f[to + 3] = columns > 3 ? f[from + 3 * bColumn] : 0;
    }
  }
}

/** Copies four rows of a as [column][4], zero where there is no row. */
function packRows(
  f: Float64Array,
  depth: number,
  rows: number,
  a: number,
  aRow: number,
  aColumn: number,
): void {
  for (let k = 0, to = packedRows, from = a; k < depth; k++, to += 4, from += aColumn) {
    f[to] = f[from];
    f[to + 1] = rows > 1 ? f[from + aRow] : 0;
    f[to + 2] = rows > 2 ? f[from + 2 * aRow] : 0;
    f[to + 3] = rows > 3 ? f[from + 3 * aRow] : 0;
  }
}

/** One column of results, four rows at a time. */
function column(
  f: Float64Array,
  m: number,
  k: number,
  a: number,
  aRow: number,
  aColumn: number,
  b: number,
  bRow: number,
  c: number,
  cRow: number,
  start: number,
  startRow: number,
): void {
  let i = 0;
  for (; i + 4 <= m; i += 4) {
    const s = start + i * startRow;
    let s0 = start < 0 ? 0 : f[s];
    let s1 = start < 0 ? 0 : f[s + startRow];
    let s2 = start < 0 ? 0 : f[s + 2 * startRow];
    let s3 = start < 0 ? 0 : f[s + 3 * startRow];
    const p0 = a + i * aRow;
    const p1 = p0 + aRow;
    const p2 = p1 + aRow;
    const p3 = p2 + aRow;
    for (let j = 0, p = 0, q = b; j < k; j++, p += aColumn, q += bRow) {
      const x = f[q];
      s0 += f[p0 + p] * x;
      s1 += f[p1 + p] * x;
      s2 += f[p2 + p] * x;
      s3 += f[p3 + p] * x;
    }
    const t = c + i * cRow;
    f[t] = s0;
    f[t + cRow] = s1;
    f[t + 2 * cRow] = s2;
    f[t + 3 * cRow] = s3;
  }
  for (; i < m; i++) {
    let sum = start < 0 ? 0 : f[start + i * startRow];
    for (let j = 0, p = a + i * aRow, q = b; j < k; j++, p += aColumn, q += bRow) sum += f[p] * f[q];
    f[c + i * cRow] = sum;
  }
}

export const products = (f: Float64Array): Pick<Kernels, 'multiply' | 'columnSums'> => ({
  multiply(m, n, k, a, aRow, aColumn, b, bRow, bColumn, c, cRow, start, startRow) {
    if (n === 1) {
      column(f, m, k, a, aRow, aColumn, b, bRow, c, cRow, start, startRow);
      return;
    }
    for (let k0 = 0; k0 < k || k0 === 0; k0 += blockDepth) {
      const depth = Math.min(blockDepth, k - k0);
      // After the first block the sums go on from where they are.
      const from = k0 === 0 ? start : c;
      const fromRow = k0 === 0 ? startRow : cRow;
      for (let j0 = 0; j0 < n; j0 += blockWidth) {
        const width = Math.min(blockWidth, n - j0);
        const block = b + k0 * bRow + j0 * bColumn;
        // Few rows, or few columns that are adjacent: read where they are. Else packed, once for all rows.
        const direct = bColumn === 1 && (m <= 16 || width <= 16);
        if (!direct) packColumns(f, depth, width, block, bRow, bColumn);
        for (let i = 0; i < m; i += 4) {
          const rows = Math.min(4, m - i);
          // Packing pays where the rows are read often; rows that do not exist must not be read at all.
          const packed = rows < 4 || width > 16;
          const from4 = a + i * aRow + k0 * aColumn;
          if (packed) packRows(f, depth, rows, from4, aRow, aColumn);
          const r = packed ? packedRows : from4;
          const rRow = packed ? 1 : aRow;
          const rColumn = packed ? 4 : aColumn;
          for (let j = 0; j < width; j += 4) {
            const s = from < 0 ? -1 : from + i * fromRow + j0 + j;
            const t = c + i * cRow + j0 + j;
            const p = direct ? block + j : j * depth;
            const columns = Math.min(4, width - j);
            tile(f, depth, rows, columns, r, rRow, rColumn, p, direct ? bRow : 4, t, cRow, s, fromRow);
          }
        }
      }
    }
  },
  columnSums(rows, columns, x, out, add) {
    const end = x + rows * columns;
    let j = 0;
    for (; j + 4 <= columns; j += 4) {
      let s0 = 0, s1 = 0, s2 = 0, s3 = 0; // prettier-ignore
      if (add) {
        s0 = f[out + j];
        s1 = f[out + j + 1];
        s2 = f[out + j + 2];
        s3 = f[out + j + 3];
      }
      for (let at = x + j; at < end; at += columns) {
        s0 += f[at];
        s1 += f[at + 1];
        s2 += f[at + 2];
        s3 += f[at + 3];
      }
      f[out + j] = s0;
      f[out + j + 1] = s1;
      f[out + j + 2] = s2;
      f[out + j + 3] = s3;
    }
    for (; j < columns; j++) {
      let sum = add ? f[out + j] : 0;
      for (let at = x + j; at < end; at += columns) sum += f[at];
      f[out + j] = sum;
    }
  },
});
