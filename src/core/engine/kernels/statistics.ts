// The plain JavaScript twin of statistics.as.
import type { Kernels } from './kernels.ts';

type Statistics = Pick<
  Kernels,
  'squaredError' | 'gradientSize' | 'spread' | 'spreadFromSums' | 'describe' | 'centre' | 'participation'
>;

/** Writes mean and standard deviation from sums relative to the first entry. */
function anchored(f: Float64Array, length: number, x: number, out: number): void {
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
  const shift = (s0 + s1 + (s2 + s3)) / length;
  const variance = (q0 + q1 + (q2 + q3)) / length - shift * shift;
  f[out] = anchor + shift;
  f[out + 1] = Math.sqrt(variance > 0 ? variance : Number.isNaN(variance) ? NaN : 0);
}

/** Writes mean and standard deviation from Σ x and Σ x²; where their difference has lost its digits, once more, around x₀. */
function finish(f: Float64Array, length: number, x: number, sum: number, squares: number, out: number): void {
  const mean = sum / length;
  const variance = squares / length - mean * mean;
  if (variance > 0.001 * (mean * mean)) {
    f[out] = mean;
    f[out + 1] = Math.sqrt(variance);
  } else {
    anchored(f, length, x, out);
  }
}

export function statistics(f: Float64Array): Statistics {
  const gradientSize: Statistics['gradientSize'] = (length, x, out) => {
    let s0 = 0, s1 = 0, s2 = 0, s3 = 0, zeros = 0; // prettier-ignore
    const whole = x + length - (length % 4);
    for (let i = x; i < whole; i += 4) {
      const v0 = f[i], v1 = f[i + 1], v2 = f[i + 2], v3 = f[i + 3]; // prettier-ignore
      s0 += v0 * v0;
      s1 += v1 * v1;
      s2 += v2 * v2;
      s3 += v3 * v3; // prettier-ignore
      if (v0 === 0) zeros++;
      if (v1 === 0) zeros++;
      if (v2 === 0) zeros++;
      if (v3 === 0) zeros++;
    }
    for (let i = whole; i < x + length; i++) {
      s0 += f[i] * f[i];
      if (f[i] === 0) zeros++;
    }
    f[out] = s0 + s1 + (s2 + s3);
    f[out + 1] = zeros;
  };
  const spread: Statistics['spread'] = (length, x, out) => {
    const whole = x + length - (length % 8);
    let s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0; // prettier-ignore
    let q0 = 0, q1 = 0, q2 = 0, q3 = 0, q4 = 0, q5 = 0, q6 = 0, q7 = 0; // prettier-ignore
    for (let i = x; i < whole; i += 8) {
      s0 += f[i];
      s1 += f[i + 1];
      s2 += f[i + 2];
      s3 += f[i + 3];
      s4 += f[i + 4];
      s5 += f[i + 5];
      s6 += f[i + 6];
      s7 += f[i + 7];
      q0 += f[i] * f[i];
      q1 += f[i + 1] * f[i + 1];
      q2 += f[i + 2] * f[i + 2];
      q3 += f[i + 3] * f[i + 3];
      q4 += f[i + 4] * f[i + 4];
      q5 += f[i + 5] * f[i + 5];
      q6 += f[i + 6] * f[i + 6];
      q7 += f[i + 7] * f[i + 7];
    }
    let sum = 0;
    let squares = 0;
    for (let i = whole; i < x + length; i++) {
      sum += f[i];
      squares += f[i] * f[i];
    }
    // The vectors' lanes are s0 s1, s2 s3, s4 s5, s6 s7.
    sum = s0 + s2 + (s1 + s3) + (s4 + s6 + (s5 + s7)) + sum;
    squares = q0 + q2 + (q1 + q3) + (q4 + q6 + (q5 + q7)) + squares;
    finish(f, length, x, sum, squares, out);
  };
  return {
    gradientSize,
    squaredError(length, p, t, out) {
      let sum = 0;
      let lost = 0;
      for (let i = 0; i < length; i++) {
        const difference = f[p + i] - f[t + i];
        const term = difference * difference;
        const next = sum + term;
        lost += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
        sum = next;
      }
      f[out] = (sum + lost) / length;
    },
    spread,
    spreadFromSums(length, columns, x, sums, out) {
      const whole = x + length - (length % 8);
      let q0 = 0, q1 = 0, q2 = 0, q3 = 0, q4 = 0, q5 = 0, q6 = 0, q7 = 0; // prettier-ignore
      for (let i = x; i < whole; i += 8) {
        q0 += f[i] * f[i];
        q1 += f[i + 1] * f[i + 1];
        q2 += f[i + 2] * f[i + 2];
        q3 += f[i + 3] * f[i + 3];
        q4 += f[i + 4] * f[i + 4];
        q5 += f[i + 5] * f[i + 5];
        q6 += f[i + 6] * f[i + 6];
        q7 += f[i + 7] * f[i + 7];
      }
      let rest = 0;
      for (let i = whole; i < x + length; i++) rest += f[i] * f[i];
      let sum = 0;
      for (let j = 0; j < columns; j++) sum += f[sums + j];
      finish(f, length, x, sum, q0 + q2 + (q1 + q3) + (q4 + q6 + (q5 + q7)) + rest, out);
    },
    describe(rows, columns, x, out) {
      spread(rows * columns, x, out);
      let dead = 0;
      for (let j = 0; j < columns; j++) {
        let i = 0;
        while (i < rows && f[x + i * columns + j] === 0) i++;
        if (i === rows) dead++;
      }
      f[out + 2] = dead;
    },
    centre(rows, columns, x, xRow, y) {
      for (let j = 0; j < columns; j++) {
        const anchor = f[x + j];
        let sum = 0;
        for (let i = 0, from = x + j; i < rows; i++, from += xRow) sum += f[from] - anchor;
        const mean = sum / rows;
        for (let i = 0, from = x + j, to = y + j; i < rows; i++, from += xRow, to += columns) {
          f[to] = f[from] - anchor - mean;
        }
      }
    },
    participation(size, x, out) {
      gradientSize(size * size, x, out);
      const squares = f[out];
      let trace = 0;
      for (let i = 0; i < size; i++) trace += f[x + i * (size + 1)];
      f[out] = squares === 0 ? 0 : (trace * trace) / squares;
    },
  };
}
