// What the three recurrent kinds share: shapes, parameters, and products step by step through time. Gates have buffers of
// their own, [step, sample, unit], so that each is an ordinary matrix with an ordinary activation.
import type { ActivationName, RecurrentSpec } from '../spec.ts';
import type { Activation } from '../activations.ts';
import { createActivation } from '../activations.ts';
import type {
  Block,
  InputTie,
  LayerKind,
  Node,
  Parameter,
  ParameterShape,
  Shape,
  Site,
  Slice,
  Ties,
} from './layer.ts';
import { kernelDefault, zeros } from './layer.ts';
import { weightsOf } from './weights.ts';
import { wrongRank } from './window.ts';

/** A recurrent kind whose kernels hold `gates` blocks of units side by side. */
export function recurrentKind(
  gates: number,
  build: (site: Site<RecurrentSpec>) => Node,
): LayerKind<RecurrentSpec> {
  return {
    shape(spec, [input]) {
      const misfit = wrongRank(input, 2, spec.kind);
      if (misfit !== null) return misfit;
      return spec.returnSequences === true ? [input[0], spec.units] : [spec.units];
    },
    parameters: (spec, [input]) => parameters(spec, input, gates),
    ties: (spec, [input]) => ties(spec, input[1], gates),
    cost: (spec, [input]) => input[0] * gates * spec.units * (input[1] + spec.units),
    build,
  };
}

function parameters(spec: RecurrentSpec, input: Shape, gates: number): ParameterShape[] {
  const wide = gates * spec.units;
  return [
    {
      name: 'kernel',
      shape: [input[1], wide],
      reads: 'input',
      blocks: gates,
      initializer: spec.kernel ?? kernelDefault,
    },
    {
      name: 'recurrent',
      shape: [spec.units, wide],
      reads: 'units',
      blocks: gates,
      initializer: spec.recurrent ?? { kind: 'orthogonal' },
    },
    ...(spec.useBias === false
      ? []
      : [{ name: 'bias', shape: [wide], blocks: gates, initializer: spec.bias ?? zeros }]),
  ];
}

function ties(spec: RecurrentSpec, inputs: number, gates: number): Ties {
  const { units } = spec;
  const wide = gates * units;
  const column = (parameter: string, rows: number): Slice => ({
    parameter,
    base: 0,
    stride: 1,
    loops: [
      { count: gates, step: units },
      { count: rows, step: wide },
    ],
  });
  const row = (parameter: string): Slice => ({
    parameter,
    base: 0,
    stride: wide,
    loops: [{ count: wide, step: 1 }],
  });
  const read: InputTie = { kind: 'read', slices: [row('kernel')] };
  // A unit reads all units and is read by all: its row of the recurrent kernel counts as well as its columns.
  const own = [column('kernel', inputs), column('recurrent', units), row('recurrent')];
  return { own: spec.useBias === false ? own : [column('bias', 1), ...own], inputs: [read] };
}

/** One gate: what goes into its activation, what comes out, and the derivative by what went in. */
export interface Gate {
  readonly activation: Activation;
  readonly before: Block;
  readonly after: Block;
  readonly gradient: Block;
}

/** The buffers and products of one recurrent layer. Offsets of step t are t · samples · units. */
export interface Sequence {
  readonly steps: number;
  readonly units: number;
  /** Distance between steps in a [step, sample, unit] buffer. */
  readonly stride: number;
  readonly gates: readonly Gate[];
  /** Hidden states, [step + 1, sample, unit]; state 0 is zero. */
  readonly states: Block;
  /** Derivative by the hidden state of the step at hand, [sample, unit]. */
  readonly stateGradient: Block;
  /** Before the first product of a pass. The derivative by the state is 0 then. */
  beginForward(): void;
  beginBackward(): void;
  /** before[t] = x[t]·W + b for gate g. */
  project(gate: number, step: number, batch: number): void;
  /** before[t] += source·R for gate g; the source is a [sample, unit] matrix at an element offset. */
  recur(gate: number, step: number, batch: number, source: number): void;
  /** Gradients of gate g's kernels at step t; true for the first step that is visited. */
  collect(gate: number, step: number, batch: number, source: number, first: boolean): void;
  /** target = (add ? target : 0) + gradient[t]·Rᵀ for gate g. */
  back(gate: number, step: number, batch: number, target: number, add: boolean): void;
  /** Writes or adds gradient[t]·Wᵀ of all gates to the input's gradient. */
  inputGradient(step: number, batch: number): void;
  /** Copies the states out: all of them or the last. */
  emit(batch: number): void;
  /** Adds the output's gradient at step t to the state's. */
  receive(step: number, batch: number): void;
}

export function sequenceOf(site: Site<RecurrentSpec>, activations: readonly Activation[]): Sequence {
  const { machine, output, samples, spec } = site;
  const [source] = site.sources;
  const [steps, features] = source.tensor.shape;
  const { units } = spec;
  const stride = samples * units;
  const gates: Gate[] = activations.map((activation) => ({
    activation,
    before: site.allocate(steps * stride),
    after: site.allocate(steps * stride),
    gradient: site.allocate(steps * stride),
  }));
  const wide = gates.length * units;
  const kernel = required(site.parameter('kernel'));
  const recurrent = required(site.parameter('recurrent'));
  const bias = site.parameter('bias');
  const states = site.allocate((steps + 1) * stride);
  const stateGradient = site.allocate(stride);
  const weights = { kernel: weightsOf(site, kernel), recurrent: weightsOf(site, recurrent) };
  let w = 0;
  let r = 0;
  const x = source.tensor.value.at;
  const all = spec.returnSequences === true;
  const row = steps * features;
  return {
    steps,
    units,
    stride,
    gates,
    states,
    stateGradient,
    beginForward() {
      w = weights.kernel.forward();
      r = weights.recurrent.forward();
    },
    beginBackward() {
      stateGradient.data.fill(0);
      w = weights.kernel.backward();
      r = weights.recurrent.backward();
    },
    project(gate, step, batch) {
      const to = gates[gate].before.at + step * stride;
      const start = bias === undefined ? -1 : bias.value.at + gate * units;
      machine.kernels.multiply(
        batch,
        units,
        features,
        x + step * features,
        row,
        1,
        w + gate * units,
        wide,
        1,
        to,
        units,
        start,
        0,
      );
    },
    recur(gate, step, batch, from) {
      const to = gates[gate].before.at + step * stride;
      const at = r + gate * units;
      machine.kernels.multiply(batch, units, units, from, units, 1, at, wide, 1, to, units, to, units);
    },
    collect(gate, step, batch, from, first) {
      const { kernels } = machine;
      const d = gates[gate].gradient.at + step * stride;
      const at = gate * units;
      if (kernel.gradient !== null) {
        const to = kernel.gradient.at + at;
        const start = first ? -1 : to;
        kernels.multiply(
          features,
          units,
          batch,
          x + step * features,
          1,
          row,
          d,
          units,
          1,
          to,
          wide,
          start,
          wide,
        );
      }
      if (recurrent.gradient !== null) {
        const to = recurrent.gradient.at + at;
        const start = first ? -1 : to;
        kernels.multiply(units, units, batch, from, 1, units, d, units, 1, to, wide, start, wide);
      }
      if (bias !== undefined && bias.gradient !== null) {
        kernels.columnSums(batch, units, d, bias.gradient.at + at, !first);
      }
    },
    back(gate, step, batch, target, add) {
      const d = gates[gate].gradient.at + step * stride;
      machine.kernels.multiply(
        batch,
        units,
        units,
        d,
        units,
        1,
        r + gate * units,
        1,
        wide,
        target,
        units,
        add ? target : -1,
        units,
      );
    },
    inputGradient(step, batch) {
      const dx = source.tensor.gradient;
      if (dx === null) return;
      const to = dx.at + step * features;
      for (let gate = 0; gate < gates.length; gate++) {
        const d = gates[gate].gradient.at + step * stride;
        const at = w + gate * units;
        const start = gate > 0 || source.add ? to : -1;
        machine.kernels.multiply(batch, features, units, d, units, 1, at, 1, wide, to, row, start, row);
      }
    },
    emit(batch) {
      const f = machine.memory;
      const count = all ? steps : 1;
      for (let b = 0; b < batch; b++) {
        for (let s = 0; s < count; s++) {
          const from = states.at + (all ? s + 1 : steps) * stride + b * units;
          f.copyWithin(output.value.at + (b * count + s) * units, from, from + units);
        }
      }
    },
    receive(step, batch) {
      const dy = output.gradient;
      if (dy === null || (!all && step !== steps - 1)) return;
      const count = all ? steps : 1;
      for (let b = 0; b < batch; b++) {
        const from = (b * count + (all ? step : 0)) * units;
        for (let u = 0; u < units; u++) stateGradient.data[b * units + u] += dy.data[from + u];
      }
    },
  };
}

function required(parameter: Parameter | undefined): Parameter {
  if (parameter === undefined) throw new Error('a recurrent layer has a kernel and a recurrent kernel');
  return parameter;
}

/** The two activations of a recurrent layer: of the state, and of the gates. */
export function activationsOf(site: Site<RecurrentSpec>): { state: Activation; gate: Activation } {
  const { machine, counts, spec } = site;
  const of = (name: ActivationName) => createActivation(name, machine, counts?.output, spec.atZero);
  return { state: of(spec.activation ?? 'tanh'), gate: of(spec.recurrentActivation ?? 'hardSigmoid') };
}
