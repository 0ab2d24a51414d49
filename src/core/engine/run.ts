// Trains a spec step by step. No timer, no clock: whoever owns a run calls `tick`.
import { checkSpec } from './check-spec.ts';
import type { ParameterDump, Run, RunOptions } from './history.ts';
import { nest } from './initializers.ts';
import { createMachine } from './kernels/webassembly.ts';
import type { Parameter } from './layers/layer.ts';
import { checkedLayout, multiplyAdds } from './layout.ts';
import type { Lumped } from './lump.ts';
import { lump } from './lump.ts';
import { createLumpedProbes } from './lumped-probes.ts';
import { compile } from './plan.ts';
import type { Plan } from './plan.ts';
import { createProbes } from './probes.ts';
import type { Probes } from './probes.ts';
import type { NetworkSpec } from './spec.ts';

export type * from './history.ts';

/** Multiply-adds of a step below which the whole network is cheap enough to run as it is. */
const lumpFrom = 1e6;

/** Compiles and initialises a network. Throws only for a spec that `checkSpec` refuses, with its message. */
export function createRun(spec: NetworkSpec, options: RunOptions = {}): Run {
  const check = checkSpec(spec);
  if (!check.ok) throw new Error(check.problems.map(({ message }) => message).join('; '));
  const seed = options.seed ?? 1;
  const probed = options.probes ?? true;
  const lumped = worthLumping(spec);
  if (lumped !== null) return lumpedRun(lumped, seed, probed);
  const layout = checkedLayout(spec);
  const plan = compile(spec, layout, seed, createMachine);
  return runOf(plan, createProbes(spec, layout, plan), probed, asItIs);
}

/** Trains the lumped form, and shows the numbers of the whole network, or those of the lumped one: a unit for each group. */
export function lumpedRun(
  lumped: Lumped,
  seed: number,
  probed: boolean,
  shown: 'whole' | 'lumped' = 'whole',
): Run {
  const plan = compile(lumped.spec, lumped.layout, seed, createMachine, lumped.sizes);
  if (shown === 'lumped') {
    return runOf(plan, createProbes(lumped.spec, lumped.layout, plan), probed, asItIs);
  }
  const probes = createLumpedProbes(lumped, plan);
  return runOf(plan, probes, probed, (layer, parameter) => probes.valuesOf(layer, parameter));
}

/** The lumped form of a checked spec where it saves at least half of a step that takes time. */
function worthLumping(spec: NetworkSpec): Lumped | null {
  const cost = multiplyAdds(spec, checkedLayout(spec));
  if (cost < lumpFrom) return null;
  const lumped = lump(spec);
  return lumped !== null && 2 * multiplyAdds(lumped.spec, lumped.layout) < cost ? lumped : null;
}

type Whole = (layer: number, parameter: Parameter) => { shape: readonly number[]; values: Float64Array };

const asItIs: Whole = (_, { shape, value }) => ({ shape, values: value.data });

function runOf(plan: Plan, probes: Probes, probed: boolean, whole: Whole): Run {
  const { loss } = probes.history;
  const slices = Math.ceil(plan.samples / plan.batchSize);
  let step = 0;

  /** Forward over all samples: the loss, and what the probes see. Where nothing is sliced, the next step starts from it. */
  const look = (): void => {
    plan.load(0, plan.samples);
    plan.forward(plan.samples, false);
    record(plan.loss(0, plan.samples), false);
  };

  const record = (now: number, measured: boolean): void => {
    loss.push(now);
    if (probed) probes.afterForward(step, measured);
  };

  const update = (): void => {
    if (plan.step === null) {
      updateInParts();
      return;
    }
    const measured = probed && probes.useMeasures;
    const now = plan.step(measured);
    step += 1;
    if (probed) probes.afterBackward(plan.samples, measured);
    record(now, measured);
  };

  const updateInParts = (): void => {
    const first = (step % slices) * plan.batchSize;
    const count = Math.min(plan.batchSize, plan.samples - first);
    if (plan.separateLoss) {
      plan.load(first, count);
      plan.forward(count, true);
    }
    plan.backward(first, count);
    step += 1;
    if (probed) probes.afterBackward(count, false);
    plan.update();
    look();
  };

  look();
  return {
    get step() {
      return step;
    },
    tick(n) {
      for (let i = 0; i < n; i++) update();
    },
    get history() {
      return probes.history;
    },
    parameters(): ParameterDump {
      const dump: ParameterDump = {};
      plan.layers.forEach(({ spec: { id }, parameters }, layer) => {
        if (parameters.length === 0) return;
        dump[id] = {};
        for (const parameter of parameters) {
          const { shape, values } = whole(layer, parameter);
          dump[id][parameter.name] = nest(values, shape);
        }
      });
      return dump;
    },
    snapshot() {
      return { step, loss: loss[step], layers: probes.snapshot() };
    },
  };
}
