// The plain JavaScript twin of the WebAssembly kernels: the same bits, for pages and processes that have none.
import { sigmoid, tanh } from './exponential.ts';
import { blockDepth, blockWidth, scratchLength } from './kernels.ts';
import type { Kernels, Machine } from './kernels.ts';

/** Four rows of a times four packed columns of b; writes the `rows` × `columns` entries that exist. */
function tile(
  f: Float64Array,
  depth: number,
  rows: number,
  columns: number,
  a: number,
  aRow: number,
  aColumn: number,
  b: number,
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
  for (let k = 0, p = a, q = b; k < depth; k++, p += aColumn, q += 4) {
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

/** Kernels over the given memory, whose first `scratchLength` elements they use for themselves. */
export function javascriptKernels(f: Float64Array): Kernels {
  const packedRows = blockDepth * blockWidth;

  /** Copies a block of b as panels of four columns, [panel][row][4], zero where there is no column. */
  const packColumns = (depth: number, width: number, b: number, bRow: number, bColumn: number): void => {
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
  };

  /** Copies four rows of a as [column][4], zero where there is no row. */
  const packRows = (depth: number, rows: number, a: number, aRow: number, aColumn: number): void => {
    for (let k = 0, to = packedRows, from = a; k < depth; k++, to += 4, from += aColumn) {
      f[to] = f[from];
      f[to + 1] = rows > 1 ? f[from + aRow] : 0;
      f[to + 2] = rows > 2 ? f[from + 2 * aRow] : 0;
      f[to + 3] = rows > 3 ? f[from + 3 * aRow] : 0;
    }
  };

  return {
    name: 'javascript',
    multiply(m, n, k, a, aRow, aColumn, b, bRow, bColumn, c, cRow, start, startRow) {
      for (let k0 = 0; k0 < k || k0 === 0; k0 += blockDepth) {
        const depth = Math.min(blockDepth, k - k0);
        // After the first block the sums go on from where they are.
        const from = k0 === 0 ? start : c;
        const fromRow = k0 === 0 ? startRow : cRow;
        for (let j0 = 0; j0 < n; j0 += blockWidth) {
          const width = Math.min(blockWidth, n - j0);
          packColumns(depth, width, b + k0 * bRow + j0 * bColumn, bRow, bColumn);
          for (let i = 0; i < m; i += 4) {
            const rows = Math.min(4, m - i);
            // Packing pays where the rows are read often; rows that do not exist must not be read at all.
            const packed = rows < 4 || width > 16;
            const from4 = a + i * aRow + k0 * aColumn;
            if (packed) packRows(depth, rows, from4, aRow, aColumn);
            const r = packed ? packedRows : from4;
            const rRow = packed ? 1 : aRow;
            const rColumn = packed ? 4 : aColumn;
            for (let j = 0; j < width; j += 4) {
              const s = from < 0 ? -1 : from + i * fromRow + j0 + j;
              const t = c + i * cRow + j0 + j;
              tile(f, depth, rows, Math.min(4, width - j), r, rRow, rColumn, j * depth, t, cRow, s, fromRow);
            }
          }
        }
      }
    },
    columnSums(rows, columns, x, out, add) {
      if (!add) f.fill(0, out, out + columns);
      for (let i = 0, at = x; i < rows; i++, at += columns) {
        for (let j = 0; j < columns; j++) f[out + j] += f[at + j];
      }
    },
    relu(length, x, y) {
      for (let i = 0; i < length; i++) {
        const value = f[x + i];
        f[y + i] = value < 0 ? 0 : value;
      }
    },
    reluBack(length, dy, y, dx) {
      for (let i = 0; i < length; i++) f[dx + i] = f[y + i] > 0 ? f[dy + i] : 0;
    },
    tanh(length, x, y) {
      for (let i = 0; i < length; i++) f[y + i] = tanh(f[x + i]);
    },
    tanhBack(length, dy, y, dx) {
      for (let i = 0; i < length; i++) {
        const value = f[y + i];
        f[dx + i] = f[dy + i] * (1 - value * value);
      }
    },
    sigmoid(length, x, y) {
      for (let i = 0; i < length; i++) f[y + i] = sigmoid(f[x + i]);
    },
    sigmoidBack(length, dy, y, dx) {
      for (let i = 0; i < length; i++) {
        const value = f[y + i];
        f[dx + i] = f[dy + i] * (value * (1 - value));
      }
    },
    addScaled(length, x, g, factor) {
      for (let i = 0; i < length; i++) f[x + i] += factor * f[g + i];
    },
    sumOfSquares(length, x) {
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      const whole = length - (length % 4);
      for (let i = x; i < x + whole; i += 4) {
        s0 += f[i] * f[i];
        s1 += f[i + 1] * f[i + 1];
        s2 += f[i + 2] * f[i + 2];
        s3 += f[i + 3] * f[i + 3];
      }
      for (let i = x + whole; i < x + length; i++) s0 += f[i] * f[i];
      return s0 + s1 + (s2 + s3);
    },
    moments(length, x, out) {
      const anchor = f[x];
      const whole = x + length - (length % 4);
      let s0 = 0, s1 = 0, s2 = 0, s3 = 0; // prettier-ignore
      let q0 = 0, q1 = 0, q2 = 0, q3 = 0; // prettier-ignore
      for (let i = x; i < whole; i += 4) {
        const d0 = f[i] - anchor;
        const d1 = f[i + 1] - anchor;
        const d2 = f[i + 2] - anchor;
        const d3 = f[i + 3] - anchor;
        s0 += d0;
        s1 += d1;
        s2 += d2;
        s3 += d3; // prettier-ignore
        q0 += d0 * d0;
        q1 += d1 * d1;
        q2 += d2 * d2;
        q3 += d3 * d3; // prettier-ignore
      }
      for (let i = whole; i < x + length; i++) {
        const d = f[i] - anchor;
        s0 += d;
        q0 += d * d;
      }
      f[out] = s0 + s1 + (s2 + s3);
      f[out + 1] = q0 + q1 + (q2 + q3);
    },
    countZeros(length, x) {
      let zeros = 0;
      for (let i = x; i < x + length; i++) if (f[i] === 0) zeros++;
      return zeros;
    },
  };
}

/** A machine on an ordinary buffer with room for `length` elements (the scratch included). Throws RangeError without memory. */
export function javascriptMachine(length: number): Machine {
  const memory = new Float64Array(Math.max(length, scratchLength));
  return { memory, kernels: javascriptKernels(memory) };
}
