// Checks the data set: its fields, and that given numbers have the network's shapes.
import { nestedFits } from './check-fields.ts';
import { atLeastZero, bool, count, integer, isRecord, optional, text } from './checks.ts';
import { givenFor, indexInputs, samplesOf, targetShape } from './data.ts';
import type { Layout, SpecProblem } from './layout.ts';
import type { Shape } from './layers/layer.ts';
import type { GeneratorName, NestedArray, NetworkSpec } from './spec.ts';

const generators: Record<GeneratorName, true> = {
  teacher: true,
  blobs: true,
  xor: true,
  circles: true,
  spiral: true,
  'gaussian-linear': true,
};

const fields = {
  samples: optional(count),
  seed: optional(integer),
  noise: optional(atLeastZero),
  balanced: optional(bool),
};

const at = (field: string, message: string): SpecProblem => ({ field, message: `${field}: ${message}` });

export function checkData(data: unknown): SpecProblem[] {
  if (!isRecord(data)) return [at('data', `needs an object with a kind, not ${text(data)}`)];
  if (data.kind === 'given') {
    return ['x', 'y'].flatMap((field) => {
      const lists = isRecord(data[field])
        ? Object.entries(data[field]).map(([id, list]): [string, unknown] => [`data.${field}.${id}`, list])
        : [[`data.${field}`, data[field]] as const];
      return lists.flatMap(([name, list]) =>
        Array.isArray(list) ? [] : [at(name, `needs one entry per sample, not ${text(list)}`)],
      );
    });
  }
  if (typeof data.kind !== 'string' || !Object.hasOwn(generators, data.kind)) {
    return [at('data.kind', `${text(data.kind)} is not one of ${Object.keys(generators).join(', ')}, given`)];
  }
  return Object.entries(fields).flatMap(([field, check]) => {
    const problem = check(data[field]);
    return problem === null ? [] : [at(`data.${field}`, problem)];
  });
}

/** Given data against the shapes of inputs and outputs. */
export function checkDataShapes(spec: NetworkSpec, layout: Layout): SpecProblem | null {
  const { data } = spec;
  if (data.kind !== 'given') return null;
  const samples = samplesOf(data);
  if (samples === 0) return at('data.x', 'needs at least one sample');
  const limits = indexInputs(spec);
  const single = spec.inputs.length === 1;
  for (const { id, shape } of spec.inputs) {
    const list = single || isRecord(data.x) ? givenFor(data.x, id) : undefined;
    const field = single ? 'data.x' : `data.x.${id}`;
    const problem = checkList(list, samples, shape, `input "${id}"`);
    if (problem !== null) return at(field, problem);
    const limit = limits.get(id);
    if (limit !== undefined && !indicesFit(list ?? [], limit)) {
      return at(field, `input "${id}" is read by an embedding: needs whole numbers from 0 to below ${limit}`);
    }
  }
  const one = spec.outputs.length === 1;
  for (const id of spec.outputs) {
    const output = layout.shapes.get(id) ?? [];
    const list = one || isRecord(data.y) ? givenFor(data.y, id) : undefined;
    const field = one ? 'data.y' : `data.y.${id}`;
    const problem = checkList(list, samples, targetShape(spec.loss, output), `output "${id}"`);
    if (problem !== null) return at(field, problem);
    if (spec.loss === 'sparseCategoricalCrossentropy' && !indicesFit(list ?? [], output[output.length - 1])) {
      return at(field, `sparse labels are whole numbers from 0 to below ${output[output.length - 1]}`);
    }
  }
  return null;
}

function checkList(
  list: NestedArray | undefined,
  samples: number,
  shape: Shape,
  name: string,
): string | null {
  if (list === undefined) return `${name} has no list of its own`;
  const problem = nestedFits(list, [samples, ...shape]);
  return problem === null ? null : `${name}: ${problem}`;
}

const indicesFit = (list: NestedArray, limit: number): boolean =>
  list.every((entry) =>
    typeof entry === 'number'
      ? Number.isInteger(entry) && entry >= 0 && entry < limit
      : indicesFit(entry, limit),
  );
