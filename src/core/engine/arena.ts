// One long array for everything a run needs: pieces are reserved first, and get their numbers when the length is known.
import type { Kernels, Machine } from './kernels/kernels.ts';
import { scratchLength } from './kernels/kernels.ts';
import type { Program } from './kernels/program.ts';
import { recorded, writeProgram } from './kernels/program.ts';
import type { Block } from './layers/layer.ts';

/** A piece of memory that is given its numbers later. */
interface Reservation extends Block {
  data: Float64Array;
}

export interface Arena {
  /** Layers hold on to it from the start; its memory and kernels come with `attach`. */
  readonly machine: Machine;
  /** Elements reserved so far. */
  length(): number;
  readonly allocate: (length: number) => Block;
  readonly constant: (values: Float64Array) => Block;
  /** A function that makes the calls of kernels that `write` makes, all of them at once. */
  program(write: () => void): () => void;
  attach(machine: Machine): void;
}

export function createArena(): Arena {
  const empty = new Float64Array(0);
  const machine: { memory: Float64Array; kernels: Kernels } = { memory: empty, kernels: {} as Kernels };
  const reservations: Reservation[] = [];
  const programs: { readonly block: Block; readonly words: Program }[] = [];
  const constants: { readonly block: Block; readonly values: Float64Array }[] = [];
  let length = scratchLength;
  const allocate = (size: number): Reservation => {
    const reservation = { at: length, length: size, data: empty };
    // Even, for vectors of two; and four more, because kernels read, but never write, a little beyond.
    length += Math.ceil(size / 2) * 2 + 4;
    reservations.push(reservation);
    return reservation;
  };
  return {
    machine,
    length: () => length,
    allocate,
    constant(values) {
      const block = allocate(values.length);
      constants.push({ block, values });
      return block;
    },
    program(write) {
      const words = recorded((kernels) => {
        machine.kernels = kernels;
        write();
      });
      const block = allocate(Math.ceil(words.length / 2));
      programs.push({ block, words });
      return () => machine.kernels.run(block.at, words.length);
    },
    attach({ memory, kernels }) {
      machine.memory = memory;
      machine.kernels = kernels;
      for (const piece of reservations) piece.data = memory.subarray(piece.at, piece.at + piece.length);
      for (const { block, values } of constants) memory.set(values, block.at);
      for (const { block, words } of programs) writeProgram(memory, block.at, words);
    },
  };
}
