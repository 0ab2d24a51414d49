// The compiled kernels and their JavaScript twin agree to the last bit, and both with a triple loop.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sigmoid, tanh } from '../../src/core/engine/kernels/exponential.ts';
import { javascriptMachine } from '../../src/core/engine/kernels/javascript.ts';
import { scratchLength } from '../../src/core/engine/kernels/kernels.ts';
import type { Machine } from '../../src/core/engine/kernels/kernels.ts';
import { recorded, writeProgram } from '../../src/core/engine/kernels/program.ts';
import { webassemblyMachine } from '../../src/core/engine/kernels/webassembly.ts';
import { createRandom } from '../../src/core/engine/random.ts';

const length = scratchLength + 130_000;

function machines(): readonly Machine[] {
  const compiled = webassemblyMachine(length);
  if (compiled === null) throw new Error('no WebAssembly here');
  return [compiled, javascriptMachine(length)];
}

const random = createRandom(6, 'kernels');
/** Normal numbers with zeros of both signs among them. */
const noise = Float64Array.from({ length: length - scratchLength + 1000 }, (_, i) => {
  const kind = i % 11;
  return kind === 0 ? 0 : kind === 1 ? -0 : random.normal() * 3;
});

function fill({ memory }: Machine, shift: number): void {
  memory.set(noise.subarray(shift % 1000, (shift % 1000) + length - scratchLength), scratchLength);
}

const used = ({ memory }: Machine) => memory.subarray(scratchLength, length);

/** Same numbers, signs of zero and places of NaN. */
function sameBits(a: Float64Array, b: Float64Array): boolean {
  return a.every((value, index) => Object.is(value, b[index]));
}

const sizes = [1, 2, 3, 4, 5, 7, 8, 17, 33];
const shapes = [
  ...sizes.flatMap((m) => sizes.flatMap((n) => [1, 3, 8, 20].map((k) => [m, n, k] as const))),
  [5, 300, 7], [6, 9, 300], [67, 259, 131], [1, 1, 257],
] as const; // prettier-ignore

describe('multiply', () => {
  const at = {
    a: scratchLength + 8,
    b: scratchLength + 10_000,
    c: scratchLength + 60_000,
    s: scratchLength + 120_000,
  };
  const forms = [
    { name: 'row by row', a: (_m: number, k: number) => [k, 1], b: (n: number) => [n, 1], start: 'zero' },
    { name: 'transposed a', a: (m: number) => [1, m], b: (n: number) => [n, 1], start: 'itself' },
    {
      name: 'transposed b',
      a: (_m: number, k: number) => [k, 1],
      b: (_n: number, k: number) => [1, k],
      start: 'bias',
    },
  ] as const;

  test.each(forms)('$name: the same bits, each a chain of multiply and add', ({ a, b, start }) => {
    const [compiled, plain] = machines();
    for (const [m, n, k] of shapes) {
      for (const machine of [compiled, plain]) fill(machine, m * 1000 + n * 10 + k);
      const before = plain.memory.slice(at.c, at.c + m * n);
      const [aRow, aColumn] = a(m, k);
      const [bRow, bColumn] = b(n, k);
      const from = { zero: -1, itself: at.c, bias: at.s }[start];
      for (const { kernels } of [compiled, plain]) {
        kernels.multiply(
          m,
          n,
          k,
          at.a,
          aRow,
          aColumn,
          at.b,
          bRow,
          bColumn,
          at.c,
          n,
          from,
          start === 'itself' ? n : 0,
        );
      }
      const f = plain.memory;
      const end = at.c + m * n;
      const expected = Float64Array.from({ length: m * n }, (_, index) => {
        const i = Math.floor(index / n);
        const j = index % n;
        let sum = { zero: 0, itself: before[index], bias: f[at.s + j] }[start];
        for (let q = 0; q < k; q++)
          sum += f[at.a + i * aRow + q * aColumn] * f[at.b + q * bRow + j * bColumn];
        return sum;
      });
      expect(sameBits(plain.memory.slice(at.c, end), expected), `${m} × ${n} × ${k}`).toBe(true);
      expect(sameBits(used(compiled), used(plain))).toBe(true);
    }
  });
});

describe('entry by entry', () => {
  const x = scratchLength + 4;
  const y = scratchLength + 40_000;
  const z = scratchLength + 80_000;
  const uses: Record<string, (machine: Machine, count: number) => void> = {
    relu: ({ kernels }, count) => {
      kernels.relu(count, x, y);
    },
    reluBack: ({ kernels }, count) => {
      kernels.reluBack(count, x, y, z);
    },
    tanh: ({ kernels }, count) => {
      kernels.tanh(count, x, y);
    },
    tanhBack: ({ kernels }, count) => {
      kernels.tanhBack(count, x, y, z);
    },
    sigmoid: ({ kernels }, count) => {
      kernels.sigmoid(count, x, y);
    },
    sigmoidBack: ({ kernels }, count) => {
      kernels.sigmoidBack(count, x, y, x);
    },
    addScaled: ({ kernels }, count) => {
      kernels.addScaled(count, x, y, -0.3);
    },
    copy: ({ kernels }, count) => {
      kernels.copy(count, x, y);
    },
    squaredError: ({ kernels }, count) => {
      kernels.squaredError(count, x, y, z);
    },
    squaredErrorBack: ({ kernels }, count) => {
      kernels.squaredErrorBack(count, x, y, z);
    },
    gradientSize: ({ kernels }, count) => {
      kernels.gradientSize(count, x, y);
    },
    spread: ({ kernels }, count) => {
      kernels.spread(count, x, y);
      kernels.spread(count, x + 10, y + 2);
    },
    spreadFromSums: ({ kernels }, count) => {
      kernels.spreadFromSums(count, 7, x, z, y);
      kernels.spreadFromSums(count, 3, x + 10, z, y + 2);
    },
    describe: ({ kernels }, count) => {
      kernels.describe(5, count, x, y);
      kernels.describe(count, 5, x + 10, y + 3);
    },
    centre: ({ kernels }, count) => {
      kernels.centre(4, count, x + 10, count + 3, y);
    },
    participation: ({ kernels }, count) => {
      kernels.participation(Math.floor(Math.sqrt(count)), x + 10, y);
    },
    columnSums: ({ kernels }, count) => {
      kernels.columnSums(7, count, x, y, false);
    },
    columnSumsAdded: ({ kernels }, count) => {
      kernels.columnSums(3, count, x, y, true);
    },
  };

  test.each(Object.keys(uses))('%s', (name) => {
    const [compiled, plain] = machines();
    for (const count of [1, 2, 3, 4, 5, 6, 7, 8, 63, 1000]) {
      for (const machine of [compiled, plain]) {
        fill(machine, count);
        machine.memory.set(
          [Infinity, -Infinity, NaN, 1e-300, -1e-300, 800, -800, 19.9, 0.2],
          x + count - Math.min(count, 9),
        );
      }
      for (const machine of [compiled, plain]) uses[name](machine, count);
      expect(sameBits(used(compiled), used(plain)), `${count} entries`).toBe(true);
    }
  });

  test.each(Object.keys(uses))('%s, called from a program', (name) => {
    const [compiled, plain] = machines();
    const at = scratchLength + 120_000;
    for (const count of [1, 6, 63]) {
      for (const machine of [compiled, plain]) {
        fill(machine, count);
        const program = recorded((kernels) => {
          uses[name]({ memory: machine.memory, kernels }, count);
        });
        writeProgram(machine.memory, at, program);
        machine.kernels.run(at, program.length);
      }
      const inProgram = used(plain).slice(0, 110_000);
      expect(sameBits(used(compiled).slice(0, 110_000), inProgram)).toBe(true);
      fill(plain, count);
      uses[name](plain, count);
      expect(sameBits(used(plain).slice(0, 110_000), inProgram)).toBe(true);
    }
  });

  test('tanh and sigmoid are right to a few units in the last place', () => {
    const random = createRandom(4, 'points');
    for (let i = 0; i < 20_000; i++) {
      const point = random.normal() * 10 ** (6 * random.uniform() - 4);
      expect(Math.abs(tanh(point) / Math.tanh(point) - 1)).toBeLessThan(8e-16);
      const exact = point < 0 ? Math.exp(point) / (1 + Math.exp(point)) : 1 / (1 + Math.exp(-point));
      if (Math.abs(point) < 700) expect(Math.abs(sigmoid(point) / exact - 1)).toBeLessThan(8e-16);
    }
  });
});

test('the embedded module is compiled from the source beside it', async () => {
  const folder = '../../src/core/engine/kernels/';
  const build = (await import(`${folder}build.mjs`)) as {
    compileKernels(): Promise<Uint8Array>;
    embed(binary: Uint8Array): string;
  };
  const read = (name: string) => readFileSync(new URL(folder + name, import.meta.url), 'utf8');
  expect(build.embed(await build.compileKernels())).toBe(read('binary.ts'));
}, 60_000);
