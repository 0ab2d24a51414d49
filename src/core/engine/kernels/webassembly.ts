// Runs the compiled kernels where the platform has WebAssembly with SIMD and the page's policy allows it.
import { binary } from './binary.ts';
import { javascriptMachine } from './javascript.ts';
import type { Kernels, Machine } from './kernels.ts';
import { scratchLength } from './kernels.ts';

/** What is used of the platform's WebAssembly; core is written without the DOM's types. */
interface Platform {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
  readonly Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer };
}

/** The exports of the module: `Kernels` with byte offsets. */
type Exports = Omit<Kernels, 'name'> & { readonly initialize: () => void };

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function decode(base64: string): Uint8Array {
  const text = base64.replace(/=+$/, '');
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  for (let i = 0, to = 0, bits = 0, held = 0; i < text.length; i++) {
    held = ((held << 6) | alphabet.indexOf(text[i])) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[to++] = (held >> bits) & 0xff;
    }
  }
  return bytes;
}

const platform = (globalThis as { WebAssembly?: Platform }).WebAssembly;

/** Compiling it is the feature test: without SIMD, or against the page's policy, it fails. */
function compileModule(): object | null {
  if (platform === undefined) return null;
  try {
    return new platform.Module(decode(binary));
  } catch {
    return null;
  }
}

const compiled = compileModule();

/** Whether this platform runs the compiled kernels. */
export const hasWebAssembly = compiled !== null;

const pageSize = 65536;

/** A machine on WebAssembly memory, or null where there is none, or not that much. */
export function webassemblyMachine(length: number): Machine | null {
  if (platform === undefined || compiled === null) return null;
  try {
    const pages = Math.ceil((Math.max(length, scratchLength) * 8) / pageSize);
    const memory = new platform.Memory({ initial: pages });
    const instance = new platform.Instance(compiled, { env: { memory } });
    const exports = instance.exports as Exports;
    exports.initialize();
    return { memory: new Float64Array(memory.buffer), kernels: inElements(exports) };
  } catch {
    // The platform keeps the number and size of such memories small; the twin needs none.
    return null;
  }
}

/** Positions in elements instead of bytes. */
function inElements(exports: Exports): Kernels {
  // Taken out of the object, so that the calls below are direct.
  const { multiply, columnSums, relu, reluBack, tanh, tanhBack, sigmoid, sigmoidBack, addScaled } = exports;
  const { sumOfSquares, moments, countZeros } = exports;
  return {
    name: 'webassembly',
    multiply(m, n, k, a, aRow, aColumn, b, bRow, bColumn, c, cRow, start, startRow) {
      // A negative start stays negative.
      multiply(m, n, k, a << 3, aRow << 3, aColumn << 3, b << 3, bRow << 3, bColumn << 3, c << 3, cRow << 3, start << 3, startRow << 3); // prettier-ignore
    },
    columnSums: (rows, columns, x, out, add) => columnSums(rows, columns, x << 3, out << 3, add),
    relu: (length, x, y) => relu(length, x << 3, y << 3),
    reluBack: (length, dy, y, dx) => reluBack(length, dy << 3, y << 3, dx << 3),
    tanh: (length, x, y) => tanh(length, x << 3, y << 3),
    tanhBack: (length, dy, y, dx) => tanhBack(length, dy << 3, y << 3, dx << 3),
    sigmoid: (length, x, y) => sigmoid(length, x << 3, y << 3),
    sigmoidBack: (length, dy, y, dx) => sigmoidBack(length, dy << 3, y << 3, dx << 3),
    addScaled: (length, x, g, factor) => addScaled(length, x << 3, g << 3, factor),
    sumOfSquares: (length, x) => sumOfSquares(length, x << 3),
    moments: (length, x, out) => moments(length, x << 3, out << 3),
    countZeros: (length, x) => countZeros(length, x << 3),
  };
}

/** The faster machine that the platform has; both give the same bits. */
export const createMachine = (length: number): Machine =>
  webassemblyMachine(length) ?? javascriptMachine(length);
