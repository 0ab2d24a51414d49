// A program: calls of kernels written down as numbers in the machine's memory, so that one call from outside makes them
// all. For a small network the way into WebAssembly and back, twenty times a step, costs as much as the arithmetic.
import type { Kernels } from './kernels.ts';
import { programmed } from './kernels.ts';

/** Words of 32 bits: for each call the number of its kernel and its arguments. */
export type Program = readonly number[];

const bits = new DataView(new ArrayBuffer(8));

/** The two words of a float64, low one first. */
function wordsOf(value: number): [number, number] {
  bits.setFloat64(0, value, true);
  return [bits.getInt32(0, true), bits.getInt32(4, true)];
}

/** The calls that `write` makes, which do nothing now. */
export function recorded(write: (kernels: Kernels) => void): Program {
  const words: number[] = [];
  const kernels: Record<string, unknown> = {
    name: 'program',
    run() {
      throw new Error('a program calls no program');
    },
  };
  programmed.forEach((name, number) => {
    kernels[name] =
      name === 'addScaled'
        ? (length: number, x: number, g: number, factor: number) =>
            void words.push(number, length, x, g, ...wordsOf(factor))
        : (...args: readonly (number | boolean)[]) => void words.push(number, ...args.map(Number));
  });
  write(kernels as unknown as Kernels);
  return words;
}

/** Puts a program where `run` will read it. */
export function writeProgram(memory: Float64Array, at: number, program: Program): void {
  new Int32Array(memory.buffer, memory.byteOffset + 8 * at, program.length).set(program);
}

/** The plain JavaScript form of `run`. */
export function runnerOf(memory: Float64Array, kernels: Omit<Kernels, 'run'>): Kernels['run'] {
  const { multiply, columnSums, relu, reluBack, tanh, tanhBack, sigmoid, sigmoidBack, addScaled, copy } =
    kernels;
  const { gradientSize, spread, describe, centre, participation, spreadFromSums, product } = kernels;
  const { squaredError, squaredErrorBack } = kernels;
  const w = new Int32Array(memory.buffer);
  const view = new DataView(memory.buffer);
  return (at, words) => {
    let p = 2 * at;
    const end = p + words;
    while (p < end) {
      switch (w[p]) {
        case 0:
          multiply(w[p + 1], w[p + 2], w[p + 3], w[p + 4], w[p + 5], w[p + 6], w[p + 7], w[p + 8], w[p + 9], w[p + 10], w[p + 11], w[p + 12], w[p + 13]); // prettier-ignore
          p += 14;
          break;
        case 1: columnSums(w[p + 1], w[p + 2], w[p + 3], w[p + 4], w[p + 5] !== 0); p += 6; break; // prettier-ignore
        case 2: relu(w[p + 1], w[p + 2], w[p + 3]); p += 4; break; // prettier-ignore
        case 3: reluBack(w[p + 1], w[p + 2], w[p + 3], w[p + 4]); p += 5; break; // prettier-ignore
        case 4: tanh(w[p + 1], w[p + 2], w[p + 3]); p += 4; break; // prettier-ignore
        case 5: tanhBack(w[p + 1], w[p + 2], w[p + 3], w[p + 4]); p += 5; break; // prettier-ignore
        case 6: sigmoid(w[p + 1], w[p + 2], w[p + 3]); p += 4; break; // prettier-ignore
        case 7: sigmoidBack(w[p + 1], w[p + 2], w[p + 3], w[p + 4]); p += 5; break; // prettier-ignore
        case 8: addScaled(w[p + 1], w[p + 2], w[p + 3], view.getFloat64(4 * p + 16, true)); p += 6; break; // prettier-ignore
        case 9: copy(w[p + 1], w[p + 2], w[p + 3]); p += 4; break; // prettier-ignore
        case 10: gradientSize(w[p + 1], w[p + 2], w[p + 3]); p += 4; break; // prettier-ignore
        case 11: spread(w[p + 1], w[p + 2], w[p + 3]); p += 4; break; // prettier-ignore
        case 12: describe(w[p + 1], w[p + 2], w[p + 3], w[p + 4]); p += 5; break; // prettier-ignore
        case 13: centre(w[p + 1], w[p + 2], w[p + 3], w[p + 4], w[p + 5]); p += 6; break; // prettier-ignore
        case 14: participation(w[p + 1], w[p + 2], w[p + 3]); p += 4; break; // prettier-ignore
        case 15: spreadFromSums(w[p + 1], w[p + 2], w[p + 3], w[p + 4], w[p + 5]); p += 6; break; // prettier-ignore
        case 16: product(w[p + 1], w[p + 2], w[p + 3], w[p + 4]); p += 5; break; // prettier-ignore
        case 17: squaredError(w[p + 1], w[p + 2], w[p + 3], w[p + 4]); p += 5; break; // prettier-ignore
        case 18: squaredErrorBack(w[p + 1], w[p + 2], w[p + 3], w[p + 4]); p += 5; break; // prettier-ignore
        default: throw new Error(`no kernel ${w[p]}`); // prettier-ignore
      }
    }
  };
}
