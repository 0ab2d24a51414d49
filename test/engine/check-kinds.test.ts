// For every kind of layer: each of its fields with a wrong value, and each way of not fitting in, is refused by name.
import { describe, expect, test } from 'vitest';
import { layerChecks } from '../../src/core/engine/check-fields.ts';
import { checkSpec } from '../../src/core/engine/check-spec.ts';
import type { LayerKindName } from '../../src/core/engine/spec.ts';

interface Sample {
  readonly shape: readonly number[];
  /** Fields that must be there. */
  readonly fields?: object;
  readonly from?: readonly string[];
  /** An input that the kind cannot read, and the field that the message names. */
  readonly misfit: { readonly shape?: readonly number[]; readonly fields?: object; readonly field: string } | null;
  /** A field that makes it too large. */
  readonly size?: string;
} // prettier-ignore

const image = [6, 6, 2];
const sequence = [4, 3];
const both = ['x', 'x'];

const samples: Record<LayerKindName, Sample> = {
  // Anything with an axis can be read by these.
  dense: { shape: [3], fields: { units: 2 }, misfit: null, size: 'units' },
  embedding: { shape: [3], fields: { inputDim: 5, outputDim: 2 }, misfit: null, size: 'outputDim' },
  batchNormalization: { shape: [3], misfit: null },
  layerNormalization: { shape: [3], misfit: null },
  activation: { shape: [3], fields: { activation: 'relu' }, misfit: null },
  prelu: { shape: [3], misfit: null },
  leakyReLU: { shape: [3], misfit: null },
  dropout: { shape: [3], fields: { rate: 0.5 }, misfit: null },
  flatten: { shape: [3], misfit: null },
  conv1d: { shape: sequence, fields: { filters: 2, kernelSize: 2 }, misfit: { shape: [3], field: 'from' }, size: 'filters' },
  conv2d: { shape: image, fields: { filters: 2, kernelSize: 2 }, misfit: { shape: sequence, field: 'from' }, size: 'filters' },
  depthwiseConv2d: { shape: image, fields: { kernelSize: 2 }, misfit: { shape: [3], field: 'from' }, size: 'depthMultiplier' },
  simpleRNN: { shape: sequence, fields: { units: 2 }, misfit: { shape: [3], field: 'from' }, size: 'units' },
  gru: { shape: sequence, fields: { units: 2 }, misfit: { shape: image, field: 'from' }, size: 'units' },
  lstm: { shape: sequence, fields: { units: 2 }, misfit: { shape: [3], field: 'from' }, size: 'units' },
  reshape: { shape: [6], fields: { targetShape: [2, 3] }, misfit: { fields: { targetShape: [4, 2] }, field: 'targetShape' } },
  maxPooling2d: { shape: image, misfit: { fields: { poolSize: 7 }, field: 'poolSize' } },
  averagePooling2d: { shape: image, misfit: { shape: sequence, field: 'from' } },
  globalAveragePooling1d: { shape: sequence, misfit: { shape: image, field: 'from' } },
  globalAveragePooling2d: { shape: image, misfit: { shape: sequence, field: 'from' } },
  add: { shape: [3], from: both, misfit: null },
  multiply: { shape: [3], from: both, misfit: null },
  average: { shape: [3], from: both, misfit: null },
  concatenate: { shape: [3], from: both, misfit: { fields: { axis: 2 }, field: 'axis' } },
  dot: { shape: [3], fields: { axes: 1 }, from: both, misfit: { fields: { axes: 2 }, field: 'axes' } },
}; // prettier-ignore

/** A value that is wrong for a field of that name, whatever the kind. */
const wrong: Record<string, readonly unknown[]> = {
  trainable: ['no', 0],
  units: [0, -1, 1.5, NaN, Infinity, '8', null, [3]],
  filters: [0, -1, 1.5, NaN, '8', undefined],
  outputDim: [0, 0.5, NaN, '8', undefined],
  inputDim: [0, -3, NaN, null],
  kernelSize: [0, [2, 2, 2, 2], [NaN], '3', undefined],
  strides: [0, -1, [1, 1, 1, 1], 'two'],
  padding: ['full', 1],
  poolSize: [0, [1, 2, 3], NaN],
  depthMultiplier: [0, 1.5, '2'],
  activation: ['silu', 3, null],
  recurrentActivation: ['hard', 0],
  atZero: [1, null, [], { relu: 1 }, { relu: { value: 0 } }, { relu: { value: NaN, slope: 1 } }, { softmax: { value: 0, slope: 0 } }, { Relu: { value: 0, slope: 0 } }],
  useBias: [1, 'yes'],
  returnSequences: [1, 'yes'],
  kernel: ['zeros', 0, { kind: 'zeros' }, { kind: 'constant', value: NaN }, { kind: 'values', data: 3 }, { kind: 'values', data: [[[['x']]]] }],
  recurrent: [null, { kind: 'constant' }, { kind: 'values', data: [1] }],
  depthwise: [7, { kind: 'random-uniform', min: 0 }, { kind: 'values', data: [] }],
  embeddings: [[], { kind: 'random-normal', mean: 0, stddev: -1 }, { kind: 'values', data: [[1]] }],
  bias: ['ones', { kind: 'orthogonal' }, { kind: 'values', data: [1, 2, 3, 4, 5, NaN] }],
  gamma: [1, { kind: 'identity' }],
  beta: [0, { kind: 'truncated-normal', mean: 0 }],
  alpha: ['0.3', NaN, [0.3]],
  epsilon: [0, -1, NaN],
  momentum: ['0.9', NaN],
  center: [0],
  scale: ['no'],
  rate: [1, -0.1, NaN, '0.5', undefined],
  seed: [0.5, '7'],
  targetShape: [[], 'flat', [0], [1.5], [-1, -1], undefined],
  axis: [0.5, 'last', 0],
  axes: [0.5, 'last', [1], undefined],
}; // prettier-ignore

function specOf(kind: LayerKindName, more: { shape?: readonly number[]; fields?: object; from?: unknown } = {}) {
  const { shape, fields, from } = samples[kind];
  return {
    inputs: [{ id: 'x', shape: more.shape ?? shape }],
    layers: [
      { id: 'before', kind: 'activation', activation: 'linear', from: ['x'] },
      { id: 'seen', kind, from: more.from ?? from ?? ['before'], ...fields, ...more.fields },
      { id: 'after', kind: 'activation', activation: 'linear', from: ['seen'] },
    ],
    outputs: ['after'],
    loss: 'meanSquaredError',
    optimizer: { kind: 'sgd', learningRate: 0.1 },
    data: { kind: 'teacher', samples: 4 },
  };
} // prettier-ignore

function expectRefused(spec: unknown, field: string, message = /./): void {
  const check = checkSpec(spec);
  const problems = check.ok ? [] : check.problems;
  expect(problems, JSON.stringify(spec)).toHaveLength(1);
  expect(problems[0]).toMatchObject({ layer: 'seen', field });
  expect(problems[0].message).toMatch(new RegExp(`^layer "seen", ${field}: .{8}`));
  expect(problems[0].message).toMatch(message);
}

describe.each(Object.keys(samples) as LayerKindName[])('%s', (kind) => {
  const { from, misfit, size } = samples[kind];

  test('is accepted as it should be', () => {
    expect(checkSpec(specOf(kind))).toMatchObject({ ok: true });
  });

  test.each(Object.keys(layerChecks[kind]))('%s of a wrong type, or no number', (field) => {
    expect(wrong[field], `no wrong values for ${field}`).toBeDefined();
    for (const value of wrong[field]) {
      // Fine where it may be left out.
      if (value === undefined && !(field in (samples[kind].fields ?? {}))) continue;
      expectRefused(specOf(kind, { fields: { [field]: value } }), field);
    }
  });

  test('reads what is not there, comes later, or is itself', () => {
    const sources = (id: unknown) => (from === undefined ? [id] : ['x', id]);
    expectRefused(specOf(kind, { from: sources('nothing') }), 'from', /there is no input or layer "nothing"/);
    expectRefused(specOf(kind, { from: sources('after') }), 'from', /"after" comes later or makes a cycle/);
    expectRefused(specOf(kind, { from: sources('seen') }), 'from', /"seen" comes later or makes a cycle/);
    expectRefused(specOf(kind, { from: sources(3) }), 'from', /holds 3, not an id/);
    expectRefused(specOf(kind, { from: [] }), 'from', /needs the ids of what the layer reads/);
    expectRefused(specOf(kind, { from: 'x' }), 'from', /needs the ids of what the layer reads/);
  });

  test('reads too many, or too few', () => {
    if (from === undefined) expectRefused(specOf(kind, { from: both }), 'from', /reads one input, not 2/);
    else expectRefused(specOf(kind, { from: ['x'] }), 'from', /needs (at least|exactly) two inputs/);
  });

  if (misfit !== null) {
    test('does not fit its input', () => {
      expectRefused(specOf(kind, misfit), misfit.field);
    });
  }

  if (size !== undefined) {
    test('is larger than any memory', () => {
      for (const value of [1e8, 1e12, Number.MAX_SAFE_INTEGER]) {
        expectRefused(specOf(kind, { fields: { [size]: value } }), size, /needs [\d,]+ MB/);
      }
    });
  }
});

test('inputs of different shapes are not merged', () => {
  for (const kind of ['add', 'multiply', 'average', 'concatenate'] as const) {
    const spec = specOf(kind, { from: ['before', 'y'] });
    const inputs = [...spec.inputs, { id: 'y', shape: [2, 2] }];
    expectRefused({ ...spec, inputs }, 'from', /needs inputs/);
  }
});
