// Compiles a spec once: every buffer reserved, every layer bound to its numbers. Afterwards nothing allocates.
import { createArena } from './arena.ts';
import type { Arena } from './arena.ts';
import { fillData, samplesOf, targetShape } from './data.ts';
import { initialize } from './initializers.ts';
import type { Machine } from './kernels/kernels.ts';
import { kindOf } from './layers/kinds.ts';
import type { Node, Shape, Source, Tensor } from './layers/layer.ts';
import { sizeOf } from './layers/layer.ts';
import type { Layout } from './layout.ts';
import { losses } from './losses.ts';
import type { Multiplicities } from './lump.ts';
import { createMeasures } from './measures.ts';
import type { Measures } from './measures.ts';
import { createOptimizer, statesOf } from './optimizers.ts';
import { createPasses } from './pass.ts';
import type { PlanLayer } from './plan-layer.ts';
import { createRandom } from './random.ts';
import type { LayerSpec, NetworkSpec } from './spec.ts';

/** A network ready to train. Sample counts are those of one pass. */
export interface Plan {
  readonly machine: Machine;
  readonly layers: readonly PlanLayer[];
  readonly samples: number;
  readonly batchSize: number;
  /** Of a lumped network: as if each unit stood for itself. */
  readonly measures: Measures;
  /** The forward pass in training is not the one the loss is measured with: slices or dropout. */
  readonly separateLoss: boolean;
  /** Copies `count` samples from `first` on into the inputs. */
  load(first: number, count: number): void;
  forward(count: number, training: boolean): void;
  /** Loss of the last forward pass against the targets of samples from `first` on. */
  loss(first: number, count: number): number;
  /** Derivatives of that loss by everything. */
  backward(first: number, count: number): void;
  /** One update of all parameters. */
  readonly update: () => void;
  /**
   * `backward` over all samples, `update` and `forward` in one crossing into the machine, with what the measures look at
   * where they are wanted; gives the loss after it. Null where some of it is not calls of kernels, or slices come between.
   */
  readonly step: ((measured: boolean) => number) | null;
}

interface Draft {
  readonly arena: Arena;
  readonly plan: Plan;
  /** Fills inputs, targets and parameters once the memory is there. */
  readonly fill: (seed: number) => void;
}

/** Element count of everything a run of this spec holds. Allocates no buffers. */
export function memoryNeeded(spec: NetworkSpec, layout: Layout): number {
  // A first estimate, so that absurd numbers never reach the layers' own arithmetic.
  const samples = samplesOf(spec.data);
  const states = 2 + statesOf(spec.optimizer);
  let least = 0;
  for (const { shape, parameters } of layout.layers) {
    least += samples * sizeOf(shape);
    for (const parameter of parameters) least += states * sizeOf(parameter.shape);
  }
  return least > 2 ** 32 ? least : draft(spec, layout, 0, null).arena.length();
}

/** Compiles a checked spec on a machine of the needed size; `sizes` for a lumped one. */
export function compile(
  spec: NetworkSpec,
  layout: Layout,
  seed: number,
  createMachine: (length: number) => Machine,
  sizes: Multiplicities | null = null,
): Plan {
  const { arena, plan, fill } = draft(spec, layout, seed, sizes);
  arena.attach(createMachine(arena.length()));
  fill(seed);
  return plan;
}

/** Layers from which some output can be reached: only they take part in the backward pass. */
function liveLayers(spec: NetworkSpec): ReadonlySet<string> {
  const live = new Set(spec.outputs);
  for (const layer of [...spec.layers].reverse()) {
    if (live.has(layer.id)) for (const id of layer.from) live.add(id);
  }
  return live;
}

function countsOf(sizes: Multiplicities | null, { id, from }: LayerSpec) {
  const input = sizes?.get(from[0]);
  const output = sizes?.get(id);
  return input === undefined || output === undefined ? null : { input, output };
}

function draft(spec: NetworkSpec, layout: Layout, seed: number, sizes: Multiplicities | null): Draft {
  const arena = createArena();
  const { machine } = arena;
  const samples = samplesOf(spec.data);
  const batchSize = Math.min(spec.batchSize ?? samples, samples);
  const sliced = batchSize < samples;
  const live = liveLayers(spec);
  const tensors = new Map<string, Tensor>();
  const addTensor = (id: string, shape: Shape, needsGradient: boolean): Tensor => {
    const size = sizeOf(shape);
    const value = arena.allocate(samples * size);
    const gradient = needsGradient ? arena.allocate(samples * size) : null;
    const tensor = { id, shape, size, units: shape[shape.length - 1] ?? 1, value, gradient };
    tensors.set(id, tensor);
    return tensor;
  };
  const tensorOf = (id: string): Tensor => {
    const tensor = tensors.get(id);
    if (tensor === undefined) throw new Error(`no tensor ${id}`);
    return tensor;
  };

  const inputs = spec.inputs.map(({ id, shape }) => {
    const tensor = addTensor(id, shape, false);
    return { tensor, all: sliced ? arena.allocate(samples * tensor.size) : tensor.value };
  });
  const layers: PlanLayer[] = layout.layers.map((layer) => {
    const { id, from, trainable } = layer.spec;
    const parameters = layer.parameters.map((parameter) => {
      const length = sizeOf(parameter.shape);
      const value = arena.allocate(length);
      return {
        ...parameter,
        layer: id,
        value,
        gradient: trainable === false ? null : arena.allocate(length),
      };
    });
    const learns = parameters.length > 0 || from.some((source) => tensorOf(source).gradient !== null);
    return { spec: layer.spec, output: addTensor(id, layer.shape, learns), parameters };
  });

  // Backwards, the first to write a gradient overwrites what the last step left, and the others add: the loss comes
  // first, then consumers from the last layer to the first.
  const written = new Set(spec.outputs);
  const sources = new Map<string, readonly Source[]>();
  for (const { spec: layer } of [...layers].reverse()) {
    if (!live.has(layer.id)) {
      sources.set(
        layer.id,
        layer.from.map((id) => ({ tensor: tensorOf(id), add: false })),
      );
      continue;
    }
    const uses = layer.from.map((id) => {
      const add = written.has(id);
      written.add(id);
      return { tensor: tensorOf(id), add };
    });
    sources.set(layer.id, uses);
  }

  const nodes: Node[] = layers.map(({ spec: layer, output, parameters }) =>
    kindOf(layer).build({
      spec: layer,
      sources: sources.get(layer.id) ?? [],
      output,
      machine,
      samples,
      counts: countsOf(sizes, layer),
      random: createRandom(layer.kind === 'dropout' ? (layer.seed ?? seed) : seed, `${layer.id}/mask`),
      parameter: (name) => parameters.find((parameter) => parameter.name === name),
      allocate: arena.allocate,
      constant: arena.constant,
    }),
  );
  const outputs = spec.outputs.map((id) => {
    const tensor = tensorOf(id);
    const size = sizeOf(targetShape(spec.loss, tensor.shape));
    const target = arena.allocate(samples * size);
    return { tensor, size, rows: tensor.size / tensor.units, target, loss: arena.allocate(1) };
  });
  const optimizer = createOptimizer(
    spec.optimizer,
    layers.flatMap(({ parameters }) => parameters),
    machine,
    arena.allocate,
  );
  const update = optimizer.pure ? arena.program(optimizer.step) : optimizer.step;
  const loss = losses[spec.loss];
  const downwards = nodes.filter((_, index) => live.has(layers[index].spec.id)).reverse();
  const lastSlice = samples % batchSize;
  const batches = [samples, batchSize, ...(lastSlice === 0 ? [] : [lastSlice])];
  const passes = createPasses(arena, nodes, downwards, batches);

  const measures = createMeasures(arena, layers, samples, batches);
  const lossGradient = (first: number, count: number) => {
    for (const { tensor, size, rows, target } of outputs) {
      if (tensor.gradient === null) continue;
      const t = target.at + first * size;
      loss.gradient(machine, count * rows, tensor.units, tensor.value.at, t, tensor.gradient.at);
    }
  };
  const lossValue = (first: number, count: number) => {
    for (const { tensor, size, rows, target, loss: out } of outputs) {
      loss.value(machine, count * rows, tensor.units, tensor.value.at, target.at + first * size, out.at);
    }
  };
  const lossOfAll = () => {
    let sum = 0;
    for (const output of outputs) sum += output.loss.data[0];
    return sum;
  };
  const separateLoss = sliced || spec.layers.some(({ kind }) => kind === 'dropout');
  const isProgram = !separateLoss && optimizer.pure && nodes.every(({ pure }) => pure === true);
  const stepWith = (measured: boolean) =>
    arena.program(() => {
      if (loss.pure) lossGradient(0, samples);
      for (const node of downwards) node.backward(samples);
      if (measured) measures.calls.backward(samples);
      optimizer.step();
      for (const node of nodes) node.forward(samples, true);
      if (measured) measures.calls.forward();
      if (loss.pure) lossValue(0, samples);
    });
  const steps = isProgram ? { measured: stepWith(true), plain: stepWith(false) } : null;

  const plan: Plan = {
    machine,
    measures,
    layers,
    samples,
    batchSize,
    separateLoss,
    load(first, count) {
      if (!sliced) return;
      for (const { tensor, all } of inputs) {
        const from = all.at + first * tensor.size;
        machine.memory.copyWithin(tensor.value.at, from, from + count * tensor.size);
      }
    },
    forward: passes.forward,
    loss(first, count) {
      lossValue(first, count);
      return lossOfAll();
    },
    backward(first, count) {
      lossGradient(first, count);
      passes.backward(count);
    },
    update,
    step:
      steps === null
        ? null
        : (measured) => {
            if (!loss.pure) lossGradient(0, samples);
            if (measured) steps.measured();
            else steps.plain();
            if (!loss.pure) lossValue(0, samples);
            return lossOfAll();
          },
  };

  return {
    arena,
    plan,
    fill: (runSeed) => {
      fillData(
        spec,
        {
          inputs: inputs.map(({ tensor, all }) => ({ id: tensor.id, shape: tensor.shape, values: all.data })),
          outputs: outputs.map(({ tensor, target }) => ({
            id: tensor.id,
            shape: tensor.shape,
            values: target.data,
          })),
        },
        runSeed,
      );
      for (const { parameters } of layers) {
        for (const { name, layer, shape, initializer, value } of parameters) {
          const own = 'seed' in initializer ? initializer.seed : undefined;
          const random = createRandom(own ?? runSeed, own === undefined ? `${layer}/${name}` : 'initializer');
          initialize(value.data, shape, initializer, random);
        }
      }
    },
  };
}
