// The numerical inner loops. Two implementations give the same bits: one in WebAssembly, one in plain JavaScript.
// All positions are element offsets into one array of float64, the machine's memory.
//
// Invariant: every result is one chain of multiply-then-add in the order of its index, whatever its place in the
// matrix. Vector lanes run over results, never over the terms of one sum. So equal units stay equal to the last bit.
// Only statistics, which no training reads, split their sums in four.

/** A matrix operand: entry (row, column) is at `at + row * rowStride + column * columnStride`. */
export interface Kernels {
  readonly name: 'javascript' | 'webassembly';
  /**
   * c[i, j] = start[i, j] + Σₖ a[i, k] · b[k, j], for i < m, j < n, k from 0 upwards.
   * The columns of c and start are adjacent. A negative start is zero; a startRow of 0 repeats one row (a bias).
   */
  readonly multiply: (
    m: number,
    n: number,
    k: number,
    a: number,
    aRow: number,
    aColumn: number,
    b: number,
    bRow: number,
    bColumn: number,
    c: number,
    cRow: number,
    start: number,
    startRow: number,
  ) => void;
  /** out[j] = Σᵢ x[i, j] for a dense [rows, columns] matrix; `add` continues the sums already in `out`. */
  readonly columnSums: (rows: number, columns: number, x: number, out: number, add: boolean) => void;
  /** y = max(x, 0). May work in place. */
  readonly relu: (length: number, x: number, y: number) => void;
  /** dx = y > 0 ? dy : 0. */
  readonly reluBack: (length: number, dy: number, y: number, dx: number) => void;
  readonly tanh: (length: number, x: number, y: number) => void;
  /** dx = dy · (1 − y²). */
  readonly tanhBack: (length: number, dy: number, y: number, dx: number) => void;
  readonly sigmoid: (length: number, x: number, y: number) => void;
  /** dx = dy · y · (1 − y). */
  readonly sigmoidBack: (length: number, dy: number, y: number, dx: number) => void;
  /** x += factor · g. */
  readonly addScaled: (length: number, x: number, g: number, factor: number) => void;
  /** z = x · y. */
  readonly product: (length: number, x: number, y: number, z: number) => void;
  readonly copy: (length: number, from: number, to: number) => void;
  /** Writes Σ (p − t)² / length, compensated: the mean of equal numbers is that number. */
  readonly squaredError: (length: number, p: number, t: number, out: number) => void;
  /** dx = 2 (p − t) / length. */
  readonly squaredErrorBack: (length: number, p: number, t: number, dx: number) => void;
  /** Writes Σ x², in four interleaved sums, and how many entries are exactly 0. */
  readonly gradientSize: (length: number, x: number, out: number) => void;
  /** Writes mean and standard deviation of at least one entry. Of equal entries the deviation is exactly 0. */
  readonly spread: (length: number, x: number, out: number) => void;
  /** The same of a matrix whose column sums are known. */
  readonly spreadFromSums: (length: number, columns: number, x: number, sums: number, out: number) => void;
  /** Writes mean, standard deviation, and how many columns are exactly 0 in every row. */
  readonly describe: (rows: number, columns: number, x: number, out: number) => void;
  /** y = x minus the mean of its column, from rows at a distance of xRow; a column of equal entries gives exactly 0. */
  readonly centre: (rows: number, columns: number, x: number, xRow: number, y: number) => void;
  /** Writes (Σλ)² / Σλ² for the eigenvalues of a symmetric matrix; 0 for the matrix of zeros. */
  readonly participation: (size: number, x: number, out: number) => void;
  /** Makes the calls of a program that begins at an element offset and has so many words of 32 bits. */
  readonly run: (at: number, words: number) => void;
}

/** The kernels that a program may call. Their places here are their numbers there. */
export const programmed = [
  'multiply',
  'columnSums',
  'relu',
  'reluBack',
  'tanh',
  'tanhBack',
  'sigmoid',
  'sigmoidBack',
  'addScaled',
  'copy',
  'gradientSize',
  'spread',
  'describe',
  'centre',
  'participation',
  'spreadFromSums',
  'product',
  'squaredError',
  'squaredErrorBack',
] as const satisfies readonly (keyof Kernels)[];

/** One float64 memory and the kernels that work on it. */
export interface Machine {
  readonly memory: Float64Array;
  readonly kernels: Kernels;
}

/** Rows of the packed block of b: 4 columns × blockDepth stay in the first-level cache. */
export const blockDepth = 128;
/** Columns of the packed block of b, which stays in the second-level cache. */
export const blockWidth = 256;
/** Where the four packed rows of a begin. */
export const packedRows = blockDepth * blockWidth;
/** Where the table of tanh begins; before it are 64 elements of constants. */
export const tanhTableAt = packedRows + blockDepth * 4 + 64;
/** Elements that the kernels need for themselves at the beginning of the memory. */
export const scratchLength = tanhTableAt + 1024;
