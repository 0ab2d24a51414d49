// Speed of the engine beside others: rounds interleaved, medians, ratios within one run.
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { join } from 'node:path';
import { javascriptMachine } from '../../src/core/engine/kernels/javascript.ts';
import { checkSpec } from '../../src/core/engine/check-spec.ts';
import { createMachine } from '../../src/core/engine/kernels/webassembly.ts';
import { checkedLayout } from '../../src/core/engine/layout.ts';
import { compile } from '../../src/core/engine/plan.ts';
import { createRun } from '../../src/core/engine/run.ts';
import type { NetworkSpec } from '../../src/core/engine/spec.ts';
import type { Problem, Step } from './peers.ts';
import { naive, playground, tensorflow } from './peers.ts';

const problems: readonly Omit<Problem, 'activation'>[] = [
  { widths: [2, 8, 8, 1], batch: 64 },
  { widths: [8, 64, 64, 1], batch: 128 },
  { widths: [16, 256, 256, 256, 1], batch: 128 },
  { widths: [32, 512, 512, 512, 512, 1], batch: 256 },
];

function specOf({ widths, batch, activation }: Problem, constant?: number): NetworkSpec {
  return {
    inputs: [{ id: 'x', shape: [widths[0]] }],
    layers: widths.slice(1).map((units, index) => ({
      id: `l${index}`,
      kind: 'dense',
      from: [index === 0 ? 'x' : `l${index - 1}`],
      units,
      activation: index === widths.length - 2 ? 'linear' : activation,
      kernel: constant === undefined ? { kind: 'lecun-normal' } : { kind: 'constant', value: constant },
    })),
    outputs: [`l${widths.length - 2}`],
    loss: 'meanSquaredError',
    optimizer: { kind: 'sgd', learningRate: 0.01 },
    data: { kind: 'gaussian-linear', samples: batch },
  };
}

/** Floating-point operations of a step: 2·batch·inputs·units forward, for the kernel's and for the input's gradient. */
const operations = ({ widths, batch }: Omit<Problem, 'activation'>) =>
  widths
    .slice(1)
    .reduce((sum, units, index) => sum + (index === 0 ? 4 : 6) * batch * widths[index] * units, 0);

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Milliseconds of one step: as many steps as fit into the time, after one to warm up. */
function time(step: Step, budget: number): number {
  step();
  let steps = 1;
  for (;;) {
    const start = performance.now();
    for (let i = 0; i < steps; i++) step();
    const taken = performance.now() - start;
    if (taken > budget || steps > 1e6) return taken / steps;
    steps = Math.ceil(steps * Math.min(10, Math.max(1.5, (1.2 * budget) / Math.max(taken, 0.01))));
  }
}

interface Way {
  readonly name: string;
  prepare(problem: Problem): Promise<Step> | Step;
  /** Prepared anew for every round: a run keeps its history, and one of 100,000 steps measures how that grows. */
  readonly fresh?: boolean;
  /** Left out above this many operations: it would take minutes. */
  readonly limit?: number;
}

const withBackend = (name: string) => async (problem: Problem) => {
  await tf.setBackend(name);
  const step = tensorflow(problem);
  return () => {
    void tf.setBackend(name);
    step();
  };
};

const ticking = (probes: boolean) => (problem: Problem) => {
  const run = createRun(specOf(problem), { probes });
  return () => run.tick(1);
};

function inJavascript(problem: Problem): Step {
  const spec = specOf(problem);
  const plan = compile(spec, checkedLayout(spec), 1, javascriptMachine);
  plan.forward(plan.samples, true);
  return () => {
    plan.backward(0, plan.samples);
    plan.update();
    plan.forward(plan.samples, true);
  };
}

const ways: readonly Way[] = [
  { name: 'engine', prepare: ticking(false), fresh: true },
  { name: 'engine, probes', prepare: ticking(true), fresh: true },
  { name: 'engine, no wasm', prepare: inJavascript },
  { name: 'tfjs cpu', prepare: withBackend('cpu') },
  { name: 'tfjs wasm', prepare: withBackend('wasm') },
  { name: 'playground', prepare: playground, limit: 2e8 },
  { name: 'triple loop', prepare: naive },
];

const format = (ms: number) =>
  ms < 1 ? `${(1000 * ms).toFixed(1)} µs` : `${ms.toFixed(ms < 10 ? 2 : 0)} ms`;

async function compare(problem: Problem, rounds: number, budget: number): Promise<void> {
  const flops = operations(problem);
  const entries: { way: Way; step: Step; times: number[] }[] = [];
  for (const way of process.argv.includes('--engine') ? ways.slice(0, 3) : ways) {
    if (flops > (way.limit ?? Infinity)) continue;
    entries.push({ way, step: await way.prepare(problem), times: [] });
  }
  for (let round = 0; round < rounds; round++) {
    for (const entry of entries) {
      if (entry.way.fresh === true) entry.step = await entry.way.prepare(problem);
      entry.times.push(time(entry.step, budget));
    }
  }
  const base = median(entries[0].times);
  const least = Math.min(...entries[0].times);
  console.log(`\n${JSON.stringify(problem.widths)} batch ${problem.batch} ${problem.activation}`);
  for (const { way, times } of entries) {
    const ms = median(times);
    const best = Math.min(...times);
    console.log(
      [
        way.name.padEnd(16),
        format(ms).padStart(10),
        `best ${format(best)}`.padStart(16),
        `${(flops / ms / 1e6).toFixed(1)} GFLOP/s`.padStart(14),
        `best ${(flops / best / 1e6).toFixed(1)}`.padStart(11),
        `${(ms / base).toFixed(2)} ×`.padStart(10),
        `best ${(best / least).toFixed(2)}`.padStart(13),
      ].join(' '),
    );
  }
}

function oddments(): void {
  const spec = specOf({ widths: [8, 64, 64, 1], batch: 128, activation: 'relu' });
  const timed = (work: () => void): string => {
    const times: number[] = [];
    for (let i = 0; i < 25; i++) {
      const start = performance.now();
      work();
      times.push(performance.now() - start);
    }
    return format(median(times));
  };
  const compiled = timed(() => {
    if (checkSpec(spec).ok) compile(spec, checkedLayout(spec), 1, createMachine);
  });
  console.log(`\ncheck and compile [8,64,64,1], 128 samples: ${compiled}`);
  // The first pass touches the new memory, which some systems hand out slowly.
  console.log(`the same, with the first pass and probes: ${timed(() => void createRun(spec))}`);

  const compared: number[] = [];
  for (let i = 0; i < 5; i++) {
    const start = performance.now();
    createRun(specOf({ widths: [8, 64, 64, 1], batch: 128, activation: 'relu' }, 0)).tick(200);
    createRun(spec).tick(200);
    compared.push(performance.now() - start);
  }
  console.log(`zero against random, 200 steps each, with probes: ${format(median(compared))}`);

  for (const width of [1, 4096]) {
    const widths = [8, width, width, width, width, width, width, 1];
    const run = createRun(specOf({ widths, batch: 64, activation: 'tanh' }, 0.01), { probes: false });
    console.log(`constant network, six layers of ${width}: ${format(time(() => run.tick(1), 50))} a step`);
  }
}

const quick = process.argv.includes('--quick');
/** `--size 0`: the first of the networks alone; `--engine`: without the others. */
const sizeAt = process.argv.indexOf('--size');
const chosen = sizeAt < 0 ? problems : [problems[Number(process.argv[sizeAt + 1])]];
setWasmPaths(`${join(process.cwd(), 'node_modules/@tensorflow/tfjs-backend-wasm/dist')}/`);
for (const activation of ['tanh', 'relu'] as const) {
  for (const problem of chosen) {
    // Many short rounds where a step takes microseconds: the runs are then as long as those people watch.
    const isSmall = operations(problem) < 1e5;
    const rounds = (quick ? 3 : 7) * (isSmall ? 5 : 1);
    await compare({ ...problem, activation }, rounds, (quick ? 30 : 100) / (isSmall ? 20 : 1));
  }
}
if (sizeAt < 0 || process.argv.includes('--oddments')) oddments();
