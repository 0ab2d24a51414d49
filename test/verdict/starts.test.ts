// The same network from other starts: which parameters they reach.
import { expect, test } from 'vitest';
import type { LayerSpec } from '../../src/core/engine/spec.ts';
import { startedFrom } from '../../src/core/verdict/starts.ts';
import { network } from '../engine/networks.ts';

const kernel = { kind: 'he-normal' } as const;
const zero = { kind: 'constant', value: 0 } as const;

type Loose = Parameters<typeof network>[0][number];
const changed = (layer: Loose, more: object = {}) => {
  const spec = network([layer]);
  const before = spec.layers[0] as LayerSpec & Record<string, unknown>;
  const after = startedFrom(spec, { kernel, ...more }).layers[0] as LayerSpec & Record<string, unknown>;
  return Object.keys(after).filter((field) => after[field] !== before[field]);
};

test.each<[Loose, string[]]>([
  [{ kind: 'dense', units: 2 }, ['kernel']],
  [{ kind: 'conv2d', filters: 2, kernelSize: 2 }, ['kernel']],
  [{ kind: 'depthwiseConv2d', kernelSize: 2 }, ['depthwise']],
  [{ kind: 'embedding', inputDim: 2, outputDim: 2 }, ['embeddings']],
  [{ kind: 'lstm', units: 2 }, ['kernel']],
  [{ kind: 'batchNormalization' }, []],
  [{ kind: 'prelu' }, []],
  [{ kind: 'flatten' }, []],
])('every kernel, and nothing else: %o', (layer, fields) => {
  expect(changed(layer)).toEqual(fields);
});

test('recurrent kernels and biases where they are asked for, and where there are any', () => {
  const all = { recurrent: kernel, bias: zero };
  expect(changed({ kind: 'gru', units: 2 }, all)).toEqual(['kernel', 'recurrent', 'bias']);
  expect(changed({ kind: 'dense', units: 2 }, all)).toEqual(['kernel', 'bias']);
  expect(changed({ kind: 'dense', units: 2, useBias: false }, all)).toEqual(['kernel']);
});

test('frozen layers keep theirs only where that is asked for', () => {
  const frozen: Loose = { kind: 'dense', units: 2, trainable: false };
  expect(changed(frozen)).toEqual(['kernel']);
  expect(changed(frozen, { keepFrozen: true })).toEqual([]);
});
