// The plain JavaScript twin of the WebAssembly kernels: the same bits, for pages and processes that have none.
import { entries } from './entries.ts';
import { scratchLength } from './kernels.ts';
import type { Machine } from './kernels.ts';
import { products } from './multiply.ts';
import { runnerOf } from './program.ts';
import { statistics } from './statistics.ts';

/** A machine on an ordinary buffer with room for `length` elements (the scratch included). Throws RangeError without memory. */
export function javascriptMachine(length: number): Machine {
  const memory = new Float64Array(Math.max(length, scratchLength));
  const calls = {
    name: 'javascript' as const,
    ...products(memory),
    ...entries(memory),
    ...statistics(memory),
  };
  return { memory, kernels: { ...calls, run: runnerOf(memory, calls) } };
}
