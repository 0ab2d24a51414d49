// Decides whether any value is a network that can run. Everything is checked before anything is allocated, and every
// problem names the layer and the field.
import { checkData, checkDataShapes } from './check-data.ts';
import { initializerFits, layerChecks, lossNames, optimizerChecks } from './check-fields.ts';
import { isRecord, shapeOfSizes, text } from './checks.ts';
import { samplesOf } from './data.ts';
import { isProblem, layoutOf, multiplyAdds, problemAt, stepCost } from './layout.ts';
import type { LayerLayout, Layout, SpecProblem } from './layout.ts';
import { lump } from './lump.ts';
import { memoryNeeded } from './plan.ts';
import type { LayerSpec, NetworkSpec } from './spec.ts';

export type { SpecProblem } from './layout.ts';

/** Bytes that a run may use. */
export const memoryLimit = 256 * 1024 * 1024;
/** Multiply-adds that a step may take: about a second. */
export const stepLimit = 1e10;
/** Layers and inputs at most: what is deeper is not a network somebody wrote. */
const layerLimit = 2000;
/** Units of a layer at most, where only its lumped form fits. */
const unitLimit = 65536;

export type SpecCheck =
  | { readonly ok: true; readonly spec: NetworkSpec }
  | { readonly ok: false; readonly problems: readonly SpecProblem[] };

const whole = (field: string, message: string): SpecProblem => ({ field, message: `${field}: ${message}` });

/** Checks a value of any kind, e.g. parsed JSON. Collects all problems of single fields, then the first of shapes and sizes. */
export function checkSpec(input: unknown): SpecCheck {
  if (!isRecord(input))
    return { ok: false, problems: [{ message: `a network is an object, not ${text(input)}` }] };
  const problems = [...checkInputs(input.inputs), ...checkLayers(input), ...checkTraining(input)];
  if (problems.length > 0) return { ok: false, problems };
  // Every field that is read below has been checked by now.
  const spec = input as unknown as NetworkSpec;
  const problem = checkWhole(spec);
  return problem === null ? { ok: true, spec } : { ok: false, problems: [problem] };
}

function checkInputs(inputs: unknown): SpecProblem[] {
  if (!Array.isArray(inputs) || inputs.length === 0) {
    return [whole('inputs', `needs at least one input, not ${text(inputs)}`)];
  }
  return inputs.flatMap((input: unknown, index): SpecProblem[] => {
    if (!isRecord(input)) return [whole('inputs', `entry ${index} is ${text(input)}, not an object`)];
    if (typeof input.id !== 'string' || input.id === '') return [whole('inputs', `entry ${index} has no id`)];
    const problem = shapeOfSizes(input.shape);
    return problem === null ? [] : [{ field: 'shape', message: `input "${input.id}", shape: ${problem}` }];
  });
}

function checkLayers(input: Record<string, unknown>): SpecProblem[] {
  const { inputs, layers, outputs } = input;
  if (!Array.isArray(layers) || layers.length === 0) {
    return [whole('layers', `needs at least one layer, not ${text(layers)}`)];
  }
  if (layers.length > layerLimit) return [whole('layers', `${layers.length} are more than ${layerLimit}`)];
  const problems: SpecProblem[] = [];
  const known = new Set<string>();
  for (const entry of Array.isArray(inputs) ? (inputs as unknown[]) : []) {
    if (!isRecord(entry) || typeof entry.id !== 'string') continue;
    if (known.has(entry.id)) problems.push(whole('inputs', `two inputs have the id "${entry.id}"`));
    known.add(entry.id);
  }
  const all = new Set((layers as unknown[]).map((layer) => (isRecord(layer) ? layer.id : undefined)));
  (layers as unknown[]).forEach((layer, index) => {
    if (!isRecord(layer)) {
      problems.push(whole('layers', `entry ${index} is ${text(layer)}, not an object`));
      return;
    }
    const { id, kind, from } = layer;
    if (typeof id !== 'string' || id === '') {
      problems.push(whole('layers', `entry ${index}, id: needs a text, not ${text(id)}`));
      return;
    }
    if (known.has(id)) problems.push(problemAt(id, 'id', 'is taken by another layer or input'));
    problems.push(...checkSources(id, from, known, all), ...checkFields(id, kind, layer));
    known.add(id);
  });
  return [...problems, ...checkOutputs(outputs, new Set([...known].filter((id) => all.has(id))))];
}

function checkSources(
  id: string,
  from: unknown,
  known: ReadonlySet<string>,
  all: ReadonlySet<unknown>,
): SpecProblem[] {
  if (!Array.isArray(from) || from.length === 0) {
    return [problemAt(id, 'from', `needs the ids of what the layer reads, not ${text(from)}`)];
  }
  return (from as unknown[]).flatMap((source) => {
    if (typeof source !== 'string') return [problemAt(id, 'from', `holds ${text(source)}, not an id`)];
    if (known.has(source)) return [];
    return [
      problemAt(
        id,
        'from',
        all.has(source)
          ? `"${source}" comes later or makes a cycle; layers stand after what they read`
          : `there is no input or layer "${source}"`,
      ),
    ];
  });
}

/** Kinds that read more than one input. */
const merging = new Set(['add', 'multiply', 'average', 'concatenate', 'dot']);

function checkFields(id: string, kind: unknown, layer: Record<string, unknown>): SpecProblem[] {
  const checks = typeof kind === 'string' && Object.hasOwn(layerChecks, kind) ? layerChecks[kind] : undefined;
  if (checks === undefined) return [problemAt(id, 'kind', `${text(kind)} is not a kind of layer`)];
  const problems = Object.entries(checks).flatMap(([field, check]) => {
    const problem = check(layer[field]);
    return problem === null ? [] : [problemAt(id, field, problem)];
  });
  const { from } = layer;
  if (!merging.has(kind as string) && Array.isArray(from) && from.length > 1) {
    problems.push(problemAt(id, 'from', `${String(kind)} reads one input, not ${from.length}`));
  }
  return problems;
}

function checkOutputs(outputs: unknown, layers: ReadonlySet<string>): SpecProblem[] {
  if (!Array.isArray(outputs) || outputs.length === 0) {
    return [whole('outputs', `needs the id of at least one layer, not ${text(outputs)}`)];
  }
  const list = outputs as unknown[];
  const problems = list
    .filter((id) => typeof id !== 'string' || !layers.has(id))
    .map((id) => whole('outputs', `${text(id)} is not a layer`));
  if (new Set(list).size !== list.length) problems.push(whole('outputs', 'names a layer twice'));
  return problems;
}

function checkTraining(input: Record<string, unknown>): SpecProblem[] {
  const problems: SpecProblem[] = [];
  if (typeof input.loss !== 'string' || !(lossNames as readonly string[]).includes(input.loss)) {
    problems.push(whole('loss', `${text(input.loss)} is not one of ${lossNames.join(', ')}`));
  }
  const { optimizer, batchSize } = input;
  if (!isRecord(optimizer)) {
    problems.push(whole('optimizer', `needs an object with a kind, not ${text(optimizer)}`));
  } else if (typeof optimizer.kind !== 'string' || !Object.hasOwn(optimizerChecks, optimizer.kind)) {
    problems.push(
      whole(
        'optimizer.kind',
        `${text(optimizer.kind)} is not one of ${Object.keys(optimizerChecks).join(', ')}`,
      ),
    );
  } else {
    for (const [field, check] of Object.entries(optimizerChecks[optimizer.kind])) {
      const problem = check(optimizer[field]);
      if (problem !== null) problems.push(whole(`optimizer.${field}`, problem));
    }
  }
  if (
    batchSize !== undefined &&
    batchSize !== null &&
    !(Number.isSafeInteger(batchSize) && (batchSize as number) > 0)
  ) {
    problems.push(whole('batchSize', `needs a whole number of at least 1 or null, not ${text(batchSize)}`));
  }
  return [...problems, ...checkData(input.data)];
}

/** What needs the shapes: fitting layers, parameters' own data, the data set's shapes, and the memory of it all. */
function checkWhole(spec: NetworkSpec): SpecProblem | null {
  const layout = layoutOf(spec);
  if (isProblem(layout)) return layout;
  for (const layer of layout.layers) {
    const problem = startProblem(layer);
    if (problem !== null) return problem;
  }
  const bytes = 8 * memoryFor(spec, layout);
  if (!(bytes <= memoryLimit)) {
    const widest = layout.layers.reduce((a, b) => (weight(b) > weight(a) ? b : a));
    const megabytes = (count: number) => `${Math.ceil(count / 1048576).toLocaleString('en-US')} MB`;
    return problemAt(
      widest.spec.id,
      sizeField(widest.spec),
      `the network needs ${megabytes(bytes)} with ${samplesOf(spec.data)} samples, more than ${megabytes(memoryLimit)}; this layer has the largest part`,
    );
  }
  return checkStep(spec, layout) ?? checkDataShapes(spec, layout);
}

/** A step that takes too long is refused; a network that is cheap when lumped is not. */
function checkStep(spec: NetworkSpec, layout: Layout): SpecProblem | null {
  const step = stepOf(spec, layout, stepLimit);
  if (step <= stepLimit) return null;
  const dearest = layout.layers.reduce((a, b) => (stepCost(b) > stepCost(a) ? b : a));
  const millions = (count: number) => Math.ceil(count / 1e6).toLocaleString('en-US');
  return problemAt(
    dearest.spec.id,
    sizeField(dearest.spec),
    `a step takes ${millions(step)} million multiply-adds with ${samplesOf(spec.data)} samples, more than ${millions(stepLimit)}; this layer has the largest part`,
  );
}

/** Multiply-adds of a step; where the whole network takes more than `limit`, those of its lumped form. */
export function stepOf(spec: NetworkSpec, layout: Layout, limit: number): number {
  const whole = multiplyAdds(spec, layout);
  const lumped = whole <= limit || isTooWide(layout) ? null : lump(spec);
  return lumped === null ? whole : multiplyAdds(lumped.spec, lumped.layout);
}

/** Sums over single units would take as much memory as what they are to save. */
const isTooWide = ({ shapes }: Layout): boolean =>
  [...shapes.values()].some((shape) => (shape[shape.length - 1] ?? 1) > unitLimit);

/** The first parameter whose given numbers, or whose kind of draw, do not have its shape. */
export function startProblem({ spec, parameters }: LayerLayout): SpecProblem | null {
  for (const { name, shape, initializer } of parameters) {
    const problem = initializerFits(initializer, shape);
    if (problem !== null) return problemAt(spec.id, name, problem);
  }
  return null;
}

/** Elements that a run takes; where the whole network is too large, its lumped form may do. */
export function memoryFor(spec: NetworkSpec, layout: Layout): number {
  const whole = memoryNeeded(spec, layout);
  if (8 * whole <= memoryLimit) return whole;
  if (isTooWide(layout)) return whole;
  const lumped = lump(spec);
  return lumped === null ? whole : memoryNeeded(lumped.spec, lumped.layout);
}

const weight = ({
  parameters,
  shape,
}: {
  parameters: readonly { shape: readonly number[] }[];
  shape: readonly number[];
}) => parameters.reduce((sum, parameter) => sum + product(parameter.shape), product(shape));

const product = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

function sizeField(layer: LayerSpec): string {
  for (const field of ['units', 'filters', 'outputDim', 'depthMultiplier']) if (field in layer) return field;
  return 'from';
}
