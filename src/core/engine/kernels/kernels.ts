// The numerical inner loops. Two implementations give the same bits: one in WebAssembly, one in plain JavaScript.
// All positions are element offsets into one array of float64, the machine's memory.
//
// Invariant: every result is one chain of multiply-then-add in the order of its index, whatever its place in the
// matrix. Vector lanes run over results, never over the terms of one sum. So equal units stay equal to the last bit.

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
  /** Σ x², in four interleaved sums. */
  readonly sumOfSquares: (length: number, x: number) => number;
  /** Writes Σ (x − x₀) and Σ (x − x₀)² to the two elements at `out`, each in four interleaved sums; at least one entry. */
  readonly moments: (length: number, x: number, out: number) => void;
  /** How many entries are exactly 0. */
  readonly countZeros: (length: number, x: number) => number;
}

/** One float64 memory and the kernels that work on it. */
export interface Machine {
  readonly memory: Float64Array;
  readonly kernels: Kernels;
}

/** Rows of the packed block of b: 4 columns × blockDepth stay in the first-level cache. */
export const blockDepth = 128;
/** Columns of the packed block of b, which stays in the second-level cache. */
export const blockWidth = 256;
/** Elements that the kernels need for themselves at the beginning of the memory: the block of b, four rows of a, constants. */
export const scratchLength = blockDepth * blockWidth + blockDepth * 4 + 64;
