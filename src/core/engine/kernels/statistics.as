// Sums over many entries that say how a training goes. The twin in statistics.ts does the same operations in the same order.

/** Writes Σ (p − t)² / length, compensated (Neumaier): the mean of equal numbers is that number. */
export function squaredError(length: i32, pAt: i32, tAt: i32, outAt: i32): void {
  let p = usize(pAt) << 3, t = usize(tAt) << 3;
  const end = p + (usize(length) << 3);
  let sum: f64 = 0, lost: f64 = 0;
  for (; p < end; p += 8, t += 8) {
    const difference = f64.load(p) - f64.load(t);
    const term = difference * difference;
    const next = sum + term;
    lost += abs(sum) >= abs(term) ? sum - next + term : term - next + sum;
    sum = next;
  }
  f64.store(usize(outAt) << 3, (sum + lost) / f64(length));
}

/** Writes Σ x² and the number of entries that are exactly 0. */
export function gradientSize(length: i32, xAt: i32, outAt: i32): void {
  let x = usize(xAt) << 3;
  const out = usize(outAt) << 3;
  let s0 = f64x2.splat(0), s1 = s0;
  let zeros = i64x2.splat(0);
  const end = x + (usize(length & ~3) << 3);
  for (; x < end; x += 32) {
    const a = v128.load(x);
    const b = v128.load(x, 16);
    s0 = f64x2.add(s0, f64x2.mul(a, a));
    s1 = f64x2.add(s1, f64x2.mul(b, b));
    zeros = i64x2.sub(zeros, i64x2.add(f64x2.eq(a, f64x2.splat(0)), f64x2.eq(b, f64x2.splat(0))));
  }
  let first = f64x2.extract_lane(s0, 0);
  let count = i64x2.extract_lane(zeros, 0) + i64x2.extract_lane(zeros, 1);
  for (let i = length & 3; i > 0; i--, x += 8) {
    const value = f64.load(x);
    first += value * value;
    if (value == 0) count++;
  }
  f64.store(out, first + f64x2.extract_lane(s0, 1) + (f64x2.extract_lane(s1, 0) + f64x2.extract_lane(s1, 1)));
  f64.store(out, f64(count), 8);
}

/** Σ (x − x₀) and Σ (x − x₀)², as mean and standard deviation: entries that are all equal have a deviation of exactly 0. */
function anchored(length: i32, from: usize, out: usize): void {
  let x = from;
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
  sum = sum + f64x2.extract_lane(s0, 1) + (f64x2.extract_lane(s1, 0) + f64x2.extract_lane(s1, 1));
  squares = squares + f64x2.extract_lane(q0, 1) + (f64x2.extract_lane(q1, 0) + f64x2.extract_lane(q1, 1));
  const shift = sum / f64(length);
  const variance = squares / f64(length) - shift * shift;
  f64.store(out, f64x2.extract_lane(anchor, 0) + shift);
  f64.store(out, sqrt(variance > 0 ? variance : variance == variance ? 0 : NaN), 8);
}

/** Mean and standard deviation from Σ x and Σ x²; where their difference has lost its digits, once more, around the first entry. */
function finish(length: i32, x: usize, sum: f64, squares: f64, out: usize): void {
  const mean = sum / f64(length);
  const variance = squares / f64(length) - mean * mean;
  if (variance > 0.001 * (mean * mean)) {
    f64.store(out, mean);
    f64.store(out, sqrt(variance), 8);
  } else {
    anchored(length, x, out);
  }
}

// @ts-ignore: decorator
@inline function lanes(x: v128): f64 { return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1); }

/** The eight sums of four vectors, and of what is left, in one fixed order. */
// @ts-ignore: decorator
@inline function gathered(a: v128, b: v128, c: v128, d: v128, rest: f64): f64 {
  return lanes(f64x2.add(a, b)) + lanes(f64x2.add(c, d)) + rest;
}

/** Writes mean and standard deviation of at least one entry. Eight chains of sums: one addition need not wait for another. */
export function spread(length: i32, xAt: i32, outAt: i32): void {
  let x = usize(xAt) << 3;
  let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0, q0 = s0, q1 = s0, q2 = s0, q3 = s0;
  const end = x + (usize(length & ~7) << 3);
  for (; x < end; x += 64) {
    const a = v128.load(x);
    const b = v128.load(x, 16);
    const c = v128.load(x, 32);
    const d = v128.load(x, 48);
    s0 = f64x2.add(s0, a);
    s1 = f64x2.add(s1, b);
    s2 = f64x2.add(s2, c);
    s3 = f64x2.add(s3, d);
    q0 = f64x2.add(q0, f64x2.mul(a, a));
    q1 = f64x2.add(q1, f64x2.mul(b, b));
    q2 = f64x2.add(q2, f64x2.mul(c, c));
    q3 = f64x2.add(q3, f64x2.mul(d, d));
  }
  let sum: f64 = 0, squares: f64 = 0;
  for (let i = length & 7; i > 0; i--, x += 8) {
    const value = f64.load(x);
    sum += value;
    squares += value * value;
  }
  finish(length, usize(xAt) << 3, gathered(s0, s1, s2, s3, sum), gathered(q0, q1, q2, q3, squares), usize(outAt) << 3);
}

/** The same of a matrix whose column sums are known. */
export function spreadFromSums(length: i32, columns: i32, xAt: i32, sumsAt: i32, outAt: i32): void {
  let x = usize(xAt) << 3, sums = usize(sumsAt) << 3;
  let q0 = f64x2.splat(0), q1 = q0, q2 = q0, q3 = q0;
  const end = x + (usize(length & ~7) << 3);
  for (; x < end; x += 64) {
    const a = v128.load(x);
    const b = v128.load(x, 16);
    const c = v128.load(x, 32);
    const d = v128.load(x, 48);
    q0 = f64x2.add(q0, f64x2.mul(a, a));
    q1 = f64x2.add(q1, f64x2.mul(b, b));
    q2 = f64x2.add(q2, f64x2.mul(c, c));
    q3 = f64x2.add(q3, f64x2.mul(d, d));
  }
  let squares: f64 = 0;
  for (let i = length & 7; i > 0; i--, x += 8) squares += f64.load(x) * f64.load(x);
  let sum: f64 = 0;
  for (let j = columns; j > 0; j--, sums += 8) sum += f64.load(sums);
  finish(length, usize(xAt) << 3, sum, gathered(q0, q1, q2, q3, squares), usize(outAt) << 3);
}

/** Without the sign: −0 is 0 too. */
// @ts-ignore: decorator
@inline function unsigned(bits: v128): v128 { return i64x2.shl(bits, 1); }

// @ts-ignore: decorator
@inline function zerosOf(bits: v128): i32 {
  return i32(i64x2.extract_lane(bits, 0) == 0) + i32(i64x2.extract_lane(bits, 1) == 0);
}

/**
 * How many columns are exactly 0 in every row. Eight side by side, the bits of eight rows put together, until all columns
 * have shown something: mostly at once.
 */
function zeroColumns(rows: i32, columns: i32, x: usize): i32 {
  const row = usize(columns) << 3;
  let count = 0;
  let j = 0;
  for (; j + 8 <= columns; j += 8) {
    let a = i64x2.splat(0), b = a, c = a, d = a;
    let at = x + (usize(j) << 3);
    for (let left = rows; left > 0; left -= 8) {
      for (let i = left < 8 ? left : 8; i > 0; i--, at += row) {
        a = v128.or(a, v128.load(at));
        b = v128.or(b, v128.load(at, 16));
        c = v128.or(c, v128.load(at, 32));
        d = v128.or(d, v128.load(at, 48));
      }
      const shown = i64x2.all_true(unsigned(a)) && i64x2.all_true(unsigned(b));
      if (shown && i64x2.all_true(unsigned(c)) && i64x2.all_true(unsigned(d))) break;
    }
    count += zerosOf(unsigned(a)) + zerosOf(unsigned(b)) + zerosOf(unsigned(c)) + zerosOf(unsigned(d));
  }
  for (; j < columns; j++) {
    let at = x + (usize(j) << 3);
    let i = rows;
    for (; i > 0 && f64.load(at) == 0; i--) at += row;
    if (i == 0) count++;
  }
  return count;
}

/** Writes mean, standard deviation, and how many columns are exactly 0 in every row. */
export function describe(rows: i32, columns: i32, xAt: i32, outAt: i32): void {
  spread(rows * columns, xAt, outAt);
  f64.store(usize(outAt) << 3, f64(zeroColumns(rows, columns, usize(xAt) << 3)), 16);
}

/** y = x minus the mean of its column, taken relative to the first row: equal entries give exactly 0. */
export function centre(rows: i32, columns: i32, xAt: i32, xRowAt: i32, yAt: i32): void {
  const row = usize(columns) << 3, xRow = usize(xRowAt) << 3;
  const count = f64(rows);
  let x = usize(xAt) << 3, y = usize(yAt) << 3;
  const end = x + row;
  for (; x + 16 <= end; x += 16, y += 16) {
    const anchor = v128.load(x);
    let sum = f64x2.splat(0);
    let from = x;
    for (let i = rows; i > 0; i--, from += xRow) sum = f64x2.add(sum, f64x2.sub(v128.load(from), anchor));
    const mean = f64x2.div(sum, f64x2.splat(count));
    from = x;
    let to = y;
    for (let i = rows; i > 0; i--, from += xRow, to += row) {
      v128.store(to, f64x2.sub(f64x2.sub(v128.load(from), anchor), mean));
    }
  }
  for (; x < end; x += 8, y += 8) {
    const anchor = f64.load(x);
    let sum: f64 = 0;
    let from = x;
    for (let i = rows; i > 0; i--, from += xRow) sum += f64.load(from) - anchor;
    const mean = sum / count;
    from = x;
    let to = y;
    for (let i = rows; i > 0; i--, from += xRow, to += row) f64.store(to, f64.load(from) - anchor - mean);
  }
}

/** Writes (Σλ)² / Σλ² for the eigenvalues of a symmetric matrix; 0 for the matrix of zeros. */
export function participation(size: i32, xAt: i32, outAt: i32): void {
  const x = usize(xAt) << 3, out = usize(outAt) << 3;
  gradientSize(size * size, xAt, outAt);
  const squares = f64.load(out);
  let trace: f64 = 0;
  for (let i = 0; i < size; i++) trace += f64.load(x + (usize(i * (size + 1)) << 3));
  f64.store(out, squares == 0 ? 0 : (trace * trace) / squares);
}
