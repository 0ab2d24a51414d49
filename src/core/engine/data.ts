// Training data in the shapes of the network at hand: generated from a seed, or given.
import { flattenInto } from './initializers.ts';
import type { Shape } from './layers/layer.ts';
import { sizeOf } from './layers/layer.ts';
import { losses } from './losses.ts';
import { createRandom } from './random.ts';
import type { Random } from './random.ts';
import type { DataSpec, LossName, NestedArray, NetworkSpec } from './spec.ts';

/** Where a data set is written, one array per input and per output, row-major [samples, ...shape]. */
export interface DataTarget {
  readonly inputs: readonly { readonly id: string; readonly shape: Shape; readonly values: Float64Array }[];
  readonly outputs: readonly { readonly id: string; readonly shape: Shape; readonly values: Float64Array }[];
}

const defaultSamples = 64;

const isNested = (value: NestedArray | Readonly<Record<string, NestedArray>>): value is NestedArray =>
  Array.isArray(value);

/** The list for one input or output of given data. */
export function givenFor(
  value: NestedArray | Readonly<Record<string, NestedArray>>,
  id: string,
): NestedArray | undefined {
  if (isNested(value)) return value;
  return Object.hasOwn(value, id) ? value[id] : undefined;
}

/** Number of samples of a data set. */
export function samplesOf(data: DataSpec): number {
  if (data.kind !== 'given') return data.samples ?? defaultSamples;
  const lists = isNested(data.x) ? [data.x] : Object.values(data.x);
  return lists.length === 0 ? 0 : lists[0].length;
}

/** Shape of one target for an output of the given shape: sparse labels have a last axis of 1. */
export const targetShape = (loss: LossName, shape: Shape): Shape => [
  ...shape.slice(0, -1),
  losses[loss].targetWidth(shape[shape.length - 1]),
];

/** For every network input that an embedding reads: the number of rows it may index. */
export function indexInputs(spec: NetworkSpec): ReadonlyMap<string, number> {
  const limits = new Map<string, number>();
  for (const layer of spec.layers) {
    if (layer.kind !== 'embedding') continue;
    for (const id of layer.from) limits.set(id, Math.min(layer.inputDim, limits.get(id) ?? Infinity));
  }
  return limits;
}

/** What a generator decides for one sample before it is put into the network's shapes. */
interface Points {
  /** Classes the generator distinguishes; 0 for targets that are numbers. */
  readonly classes: number;
  /** Fills one sample's features; returns its class, or the value of a numeric target. */
  sample(x: Float64Array, at: number, size: number, wanted: number): number;
}

const isClassLoss: Record<LossName, boolean> = {
  meanSquaredError: false,
  meanAbsoluteError: false,
  huberLoss: false,
  hinge: true,
  binaryCrossentropy: true,
  categoricalCrossentropy: true,
  sparseCategoricalCrossentropy: true,
};

/** Two coordinates spread over however many features there are: the rest is small noise around 0. */
function place(x: Float64Array, at: number, size: number, u: number, v: number, random: Random): void {
  for (let i = 0; i < size; i++) x[at + i] = 0.1 * random.normal();
  x[at] = size > 1 ? u : u + v;
  if (size > 1) x[at + 1] = v;
}

function plane(kind: 'xor' | 'circles' | 'spiral', noise: number, random: Random): Points {
  return {
    classes: 2,
    sample(x, at, size, wanted) {
      let u: number;
      let v: number;
      if (kind === 'xor') {
        const left = random.uniform() < 0.5;
        const low = wanted === 0 ? left : !left;
        u = (left ? -1 : 1) * (0.1 + 0.9 * random.uniform());
        v = (low ? -1 : 1) * (0.1 + 0.9 * random.uniform());
      } else {
        const turn = random.uniform();
        const radius = kind === 'circles' ? (wanted === 0 ? 1 : 0.4) : 0.1 + 0.9 * turn;
        const angle = kind === 'circles' ? 2 * Math.PI * turn : 3.5 * Math.PI * turn + wanted * Math.PI;
        u = radius * Math.cos(angle);
        v = radius * Math.sin(angle);
      }
      place(x, at, size, u + noise * random.normal(), v + noise * random.normal(), random);
      return wanted;
    },
  };
}

function blobs(classes: number, size: number, noise: number, random: Random): Points {
  const centres = Float64Array.from({ length: classes * size }, () => 1.5 * random.normal());
  return {
    classes,
    sample(x, at, _size, wanted) {
      for (let i = 0; i < size; i++) x[at + i] = centres[wanted * size + i] + noise * random.normal();
      return wanted;
    },
  };
}

/** Numbers of class 0, 1, …, in turn: equal shares, or shares that fall by half from class to class. */
function classAt(index: number, samples: number, classes: number, balanced: boolean): number {
  if (balanced) return index % classes;
  const position = (index + 0.5) / samples;
  const total = 2 - 2 ** (1 - classes);
  let upTo = 0;
  for (let c = 0; c < classes; c++) {
    upTo += 2 ** -c / total;
    if (position < upTo) return c;
  }
  return classes - 1;
}

interface Row {
  readonly features: Float64Array;
}

/** A fixed random network of one tanh layer: what a teacher answers. */
function teacher(
  size: number,
  outputs: number,
  linear: boolean,
  random: Random,
): (features: Float64Array) => Float64Array {
  const hidden = linear ? size : 8;
  const first = Float64Array.from({ length: size * hidden }, () => (1.5 * random.normal()) / Math.sqrt(size));
  const second = Float64Array.from({ length: hidden * outputs }, () => random.normal() / Math.sqrt(hidden));
  const offset = Float64Array.from({ length: outputs }, () => 0.5 * random.normal());
  const inner = new Float64Array(hidden);
  const answer = new Float64Array(outputs);
  return (features) => {
    for (let h = 0; h < hidden; h++) {
      if (linear) {
        inner[h] = features[h];
        continue;
      }
      let sum = 0.3;
      for (let i = 0; i < size; i++) sum += features[i] * first[i * hidden + h];
      inner[h] = Math.tanh(sum);
    }
    for (let o = 0; o < outputs; o++) {
      let sum = offset[o];
      for (let h = 0; h < hidden; h++) sum += inner[h] * second[h * outputs + o];
      answer[o] = sum;
    }
    return answer;
  };
}

/** Puts the class of each row of an output into the form the loss wants. */
function writeClass(
  loss: LossName,
  y: Float64Array,
  at: number,
  width: number,
  label: number,
  classes: number,
): void {
  if (loss === 'sparseCategoricalCrossentropy') {
    y[at] = label;
    return;
  }
  const low = loss === 'hinge' ? -1 : 0;
  for (let j = 0; j < width; j++) {
    // One unit tells two classes apart; several units get one class each.
    const hot = width === 1 ? label >= classes / 2 : j === label % width;
    y[at + j] = hot ? 1 : low;
  }
}

/** The least value that `share` of the values lie below. */
const quantile = (values: Float64Array, share: number) =>
  Float64Array.from(values).sort()[Math.min(values.length - 1, Math.floor(values.length * share))];

/** Numeric answers, or their classes: greatest of several, above a threshold for one. */
function writeAnswers(
  target: DataTarget,
  loss: LossName,
  rows: readonly Row[],
  linear: boolean,
  noise: number,
  balanced: boolean,
  random: Random,
): void {
  const size = rows[0]?.features.length ?? 0;
  for (const { shape, values } of target.outputs) {
    const width = shape[shape.length - 1];
    const ask = teacher(size, sizeOf(shape), linear, random);
    const answers = rows.map(({ features }) => ask(features).map((value) => value + noise * random.normal()));
    if (!isClassLoss[loss]) {
      answers.forEach((answer, row) => values.set(answer, row * answer.length));
      continue;
    }
    const wide = losses[loss].targetWidth(width);
    const positions = sizeOf(shape) / width;
    for (let position = 0; position < positions; position++) {
      for (let j = 0; j < width; j++) {
        const column = Float64Array.from(answers, (answer) => answer[position * width + j]);
        // Centred so that each class is met about equally often, or clearly not.
        const threshold = quantile(column, balanced ? 0.5 : 0.5 + 0.15 * (j % 2 === 0 ? 1 : -1));
        answers.forEach((answer) => (answer[position * width + j] -= threshold));
      }
      answers.forEach((answer, row) => {
        const entries = answer.subarray(position * width, (position + 1) * width);
        const best = entries.indexOf(Math.max(...entries));
        const label = width === 1 ? (entries[0] >= 0 ? 1 : 0) : best;
        writeClass(loss, values, (row * positions + position) * wide, wide, label, width === 1 ? 2 : width);
      });
    }
  }
}

function generate(spec: NetworkSpec, target: DataTarget, seed: number): void {
  const { data, loss } = spec;
  if (data.kind === 'given') return;
  const samples = samplesOf(data);
  const random = createRandom(data.seed ?? seed, `data/${data.kind}`);
  const balanced = data.balanced ?? false;
  const indices = indexInputs(spec);
  const sizes = target.inputs.map(({ shape }) => sizeOf(shape));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const widths = target.outputs.map(({ shape }) => shape[shape.length - 1]);
  const classes = Math.max(2, ...(isClassLoss[loss] ? widths : []));
  const noise = data.noise ?? (data.kind === 'blobs' ? 0.5 : data.kind === 'teacher' ? 0 : 0.05);

  let points: Points | null = null;
  if (data.kind === 'blobs') points = blobs(classes, total, noise, random);
  else if (data.kind === 'xor' || data.kind === 'circles' || data.kind === 'spiral')
    points = plane(data.kind, noise, random);

  const rows: Row[] = [];
  for (let s = 0; s < samples; s++) {
    const features = new Float64Array(total);
    let label = 0;
    if (points === null) {
      for (let i = 0; i < total; i++) features[i] = random.normal();
    } else {
      label = points.sample(features, 0, total, classAt(s, samples, points.classes, balanced));
    }
    let offset = 0;
    target.inputs.forEach(({ id, values }, index) => {
      const size = sizes[index];
      const limit = indices.get(id);
      for (let i = 0; i < size; i++) {
        if (limit !== undefined) {
          // Words, not numbers: a class prefers one end of the vocabulary.
          const lean = points === null ? random.uniform() : (random.uniform() + label / points.classes) / 2;
          features[offset + i] = Math.min(limit - 1, Math.floor(lean * limit));
        }
        values[s * size + i] = features[offset + i];
      }
      if (limit !== undefined)
        for (let i = 0; i < size; i++) features[offset + i] = features[offset + i] / limit - 0.5;
      offset += size;
    });
    rows.push({ features });
    if (points !== null) writeLabels(target, loss, s, label, points.classes);
  }
  if (points === null) {
    writeAnswers(target, loss, rows, data.kind === 'gaussian-linear', noise, balanced, random);
  }
}

function writeLabels(
  target: DataTarget,
  loss: LossName,
  sample: number,
  label: number,
  classes: number,
): void {
  for (const { shape, values } of target.outputs) {
    const width = losses[loss].targetWidth(shape[shape.length - 1]);
    const positions = sizeOf(shape) / shape[shape.length - 1];
    for (let position = 0; position < positions; position++) {
      writeClass(loss, values, (sample * positions + position) * width, width, label, classes);
    }
  }
}

/** Fills a data set. `seed` counts where the data have none of their own. */
export function fillData(spec: NetworkSpec, target: DataTarget, seed: number): void {
  const { data } = spec;
  if (data.kind !== 'given') {
    generate(spec, target, seed);
    return;
  }
  for (const { id, values } of target.inputs) flattenInto(givenFor(data.x, id) ?? [], values);
  for (const { id, values } of target.outputs) flattenInto(givenFor(data.y, id) ?? [], values);
}
