// Trains a spec step by step. No timer, no clock: whoever owns a run calls `tick`.
import { checkSpec } from './check-spec.ts';
import type { History, LayerSnapshot, ParameterDump, Run, RunOptions } from './history.ts';
import { nest } from './initializers.ts';
import { createMachine } from './kernels/webassembly.ts';
import type { Layout } from './layout.ts';
import { checkedLayout } from './layout.ts';
import { compile } from './plan.ts';
import type { Plan } from './plan.ts';
import { createProbes } from './probes.ts';
import type { NetworkSpec } from './spec.ts';

export type * from './history.ts';

/** Compiles and initialises a network. Throws only for a spec that `checkSpec` refuses, with its message. */
export function createRun(spec: NetworkSpec, options: RunOptions = {}): Run {
  const check = checkSpec(spec);
  if (!check.ok) throw new Error(check.problems.map(({ message }) => message).join('; '));
  const layout = checkedLayout(spec);
  const plan = compile(spec, layout, options.seed ?? 1, createMachine);
  return runOf(spec, layout, plan, options.probes ?? true);
}

function runOf(spec: NetworkSpec, layout: Layout, plan: Plan, probed: boolean): Run {
  const probes = createProbes(spec, layout, plan);
  const history: History = probes.history;
  const slices = Math.ceil(plan.samples / plan.batchSize);
  let step = 0;

  /** Forward over all samples: the loss, and what the probes see. Where nothing is sliced, the next step starts from it. */
  const look = (): void => {
    plan.load(0, plan.samples);
    plan.forward(plan.samples, false);
    history.loss.push(plan.loss(0, plan.samples));
    if (probed) probes.afterForward();
  };

  const update = (): void => {
    const first = (step % slices) * plan.batchSize;
    const count = Math.min(plan.batchSize, plan.samples - first);
    if (plan.separateLoss) {
      plan.load(first, count);
      plan.forward(count, true);
    }
    plan.backward(first, count);
    step += 1;
    if (probed) probes.afterBackward(step, count);
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
    history,
    parameters(): ParameterDump {
      return Object.fromEntries(
        plan.layers
          .filter(({ parameters }) => parameters.length > 0)
          .map(({ spec: { id }, parameters }) => [
            id,
            Object.fromEntries(parameters.map(({ name, shape, value }) => [name, nest(value.data, shape)])),
          ]),
      );
    },
    snapshot() {
      const layers: LayerSnapshot[] = probes.snapshot();
      return { step, loss: history.loss[step], layers };
    },
  };
}
