// Bad specs are refused with a message that names the layer and the field; nothing throws, nothing large is allocated.
import { describe, expect, test } from 'vitest';
import { checkSpec } from '../../src/core/engine/check-spec.ts';
import { createRun } from '../../src/core/engine/run.ts';
import type { NetworkSpec } from '../../src/core/engine/spec.ts';
import { constant, multilayer, network, normal } from './networks.ts';

const good = multilayer([3, 8, 2], 'tanh', normal(0.5));

const withLayer = (index: number, fields: object): unknown => ({
  ...good,
  layers: good.layers.map((layer, i) => (i === index ? { ...layer, ...fields } : layer)),
});

const images = (layer: object) => network([layer as never], { shape: [8, 8, 3] });

const bad: readonly (readonly [string, unknown, RegExp])[] = [
  ['null', null, /object, not null/],
  ['a list', [], /not an empty list/],
  ['no inputs', { ...good, inputs: [] }, /inputs: needs at least one/],
  ['an input without id', { ...good, inputs: [{ shape: [3] }] }, /inputs: entry 0 has no id/],
  ['an input of shape [0]', { ...good, inputs: [{ id: 'x', shape: [0] }] }, /input "x", shape: .*not 0/],
  ['an input of free length', { ...good, inputs: [{ id: 'x', shape: [null, 3] }] }, /input "x", shape: .*not null/],
  ['no layers', { ...good, layers: 'none' }, /layers: needs at least one layer, not "none"/],
  ['a layer that is no object', { ...good, layers: [7] }, /layers: entry 0 is 7/],
  ['a layer without id', withLayer(0, { id: 3 }), /entry 0, id: needs a text, not 3/],
  ['two layers of one id', withLayer(1, { id: 'l1' }), /layer "l1", id: is taken/],
  ['an unknown kind', withLayer(0, { kind: 'attention' }), /layer "l1", kind: "attention" is not a kind/],
  ['a missing source', withLayer(1, { from: ['y'] }), /layer "l2", from: there is no input or layer "y"/],
  ['a cycle', withLayer(0, { from: ['l2'] }), /layer "l1", from: "l2" comes later or makes a cycle/],
  ['a layer that reads itself', withLayer(0, { from: ['l1'] }), /layer "l1", from: "l1" comes later or makes a cycle/],
  ['no sources', withLayer(0, { from: [] }), /layer "l1", from: needs the ids/],
  ['two sources of a dense layer', withLayer(1, { from: ['l1', 'x'] }), /layer "l2", from: dense reads one input, not 2/],
  ['units -1', withLayer(0, { units: -1 }), /layer "l1", units: .*not -1/],
  ['units 1.5', withLayer(0, { units: 1.5 }), /layer "l1", units: .*not 1.5/],
  ['units NaN', withLayer(0, { units: NaN }), /layer "l1", units: .*not NaN/],
  ['units "8"', withLayer(0, { units: '8' }), /layer "l1", units: .*not "8"/],
  ['units 1e9', withLayer(0, { units: 1e9 }), /layer "l1", units: the network needs [\d,]+ MB .* more than 256 MB/],
  ['units 2^53 - 1', withLayer(0, { units: Number.MAX_SAFE_INTEGER }), /layer "l1", units: the network needs/],
  ['an unknown activation', withLayer(0, { activation: 'silu' }), /layer "l1", activation: "silu" is not one of/],
  ['useBias "no"', withLayer(0, { useBias: 'no' }), /layer "l1", useBias: needs true or false/],
  ['trainable 0', withLayer(0, { trainable: 0 }), /layer "l1", trainable: needs true or false/],
  ['an unknown initializer', withLayer(0, { kernel: { kind: 'zeros' } }), /layer "l1", kernel: "zeros" is not one of/],
  ['an initializer as text', withLayer(0, { kernel: 'zeros' }), /layer "l1", kernel: needs an initializer/],
  ['a constant of NaN', withLayer(0, { kernel: constant(NaN) }), /layer "l1", kernel: value of constant: .*not NaN/],
  ['values of another shape', withLayer(0, { kernel: { kind: 'values', data: [[1]] } }), /layer "l1", kernel: needs 3 entries/],
  ['values that are no numbers', withLayer(1, { bias: { kind: 'values', data: [1, 'x'] } }), /layer "l2", bias: .*not "x"/],
  ['an identity that is not square', withLayer(0, { kernel: { kind: 'identity' } }), /layer "l1", kernel: identity needs a square/],
  ['an orthogonal bias', withLayer(0, { bias: { kind: 'orthogonal' } }), /layer "l1", bias: orthogonal needs/],
  ['dropout of rate 1', network([{ kind: 'dropout', rate: 1 }]), /layer "l1", rate: .*not 1/],
  ['no outputs', { ...good, outputs: [] }, /outputs: needs the id/],
  ['an output that is no layer', { ...good, outputs: ['x'] }, /outputs: "x" is not a layer/],
  ['an output twice', { ...good, outputs: ['l2', 'l2'] }, /outputs: names a layer twice/],
  ['an unknown loss', { ...good, loss: 'mse' }, /loss: "mse" is not one of/],
  ['no optimizer', { ...good, optimizer: 'adam' }, /optimizer: needs an object/],
  ['an unknown optimizer', { ...good, optimizer: { kind: 'nadam' } }, /optimizer.kind: "nadam"/],
  ['sgd without a rate', { ...good, optimizer: { kind: 'sgd' } }, /optimizer.learningRate: .*not nothing/],
  ['a rate of Infinity', { ...good, optimizer: { kind: 'sgd', learningRate: Infinity } }, /optimizer.learningRate: .*not Infinity/],
  ['batchSize 0', { ...good, batchSize: 0 }, /batchSize: .*not 0/],
  ['no data', { ...good, data: undefined }, /data: needs an object/],
  ['unknown data', { ...good, data: { kind: 'mnist' } }, /data.kind: "mnist" is not one of/],
  ['too many samples', { ...good, data: { kind: 'teacher', samples: 1e9 } }, /the network needs/],
  ['given data of another width', { ...good, data: { kind: 'given', x: [[1, 2]], y: [[1, 2]] } }, /data.x: input "x": needs 3 entries where there are 2/],
  ['given data of two lengths', { ...good, data: { kind: 'given', x: [[1, 2, 3]], y: [[1, 2], [1, 2]] } }, /data.y: output "l2": needs 1 entries where there are 2/],
  ['given data without samples', { ...good, data: { kind: 'given', x: [], y: [] } }, /data.x: needs at least one sample/],
  ['a conv2d on a vector', network([{ kind: 'conv2d', filters: 2, kernelSize: 3 }]), /layer "l1", from: conv2d reads inputs with 3 axes/],
  ['a kernel larger than the image', images({ kind: 'conv2d', filters: 2, kernelSize: 9 }), /layer "l1", kernelSize: a window of 9 × 9 does not fit/],
  ['a kernelSize of three', images({ kind: 'conv2d', filters: 2, kernelSize: [1, 1, 1] }), /layer "l1", kernelSize: needs 2 numbers, not 3/],
  ['a reshape that does not hold', network([{ kind: 'reshape', targetShape: [2, 2] }]), /layer "l1", targetShape: \[2, 2\] does not hold the 3 numbers/],
  ['an axis that is not there', network([{ kind: 'dense', units: 2, id: 'a' }, { kind: 'concatenate', axis: 3, from: ['a', 'x'] }]), /layer "l2", axis: 3 is not an axis/],
  ['a sum of two shapes', network([{ kind: 'dense', units: 2, id: 'a' }, { kind: 'add', from: ['a', 'x'] }]), /layer "l2", from: add needs inputs of one shape, not \[2\] and \[3\]/],
  ['a sum of one', network([{ kind: 'add', from: ['x'] }]), /layer "l1", from: add needs at least two inputs/],
]; // prettier-ignore

describe('refused', () => {
  test.each(bad)('%s', (_, spec, message) => {
    const check = checkSpec(spec);
    expect(check.ok ? 'accepted' : check.problems.map((problem) => problem.message).join('\n')).toMatch(
      message,
    );
    expect(() => createRun(spec as NetworkSpec)).toThrow(message);
  });

  test('names the layer and the field as data too', () => {
    const check = checkSpec(withLayer(0, { units: 0 }));
    expect(check).toMatchObject({ ok: false, problems: [{ layer: 'l1', field: 'units' }] });
  });

  test('all wrong fields at once', () => {
    const check = checkSpec({
      ...(withLayer(0, { units: 0, activation: 1 }) as object),
      loss: 'x',
      batchSize: -1,
    });
    expect(check.ok ? 0 : check.problems.length).toBe(4);
  });

  test('within a moment, whatever the sizes', () => {
    const start = performance.now();
    checkSpec(multilayer([1e6, 1e7, 1e8, 1], 'relu', constant(0)));
    checkSpec(multilayer([1e6, 1e7, 1e8, 1], 'relu', normal(1)));
    expect(performance.now() - start).toBeLessThan(500);
  });
});

describe('accepted', () => {
  test('a good network', () => {
    expect(checkSpec(good)).toEqual({ ok: true, spec: good });
  });

  test('after a trip through JSON', () => {
    expect(checkSpec(JSON.parse(JSON.stringify(good))).ok).toBe(true);
  });

  test('reshape works out one free axis', () => {
    const spec = network(
      [{ kind: 'reshape', targetShape: [2, -1] }, { kind: 'flatten' }, { kind: 'dense', units: 1 }],
      { shape: [6] },
    );
    expect(checkSpec(spec).ok).toBe(true);
    expect(createRun(spec).history.layers[0].units).toBe(3);
  });

  test.each(['teacher', 'blobs', 'xor', 'circles', 'spiral', 'gaussian-linear'] as const)(
    'data %s for any shapes',
    (kind) => {
      const spec: NetworkSpec = {
      inputs: [{ id: 'p', shape: [4, 3] }, { id: 'q', shape: [5] }],
      layers: [
        { kind: 'gru', id: 'g', from: ['p'], units: 4 },
        { kind: 'embedding', id: 'e', from: ['q'], inputDim: 7, outputDim: 2 },
        { kind: 'flatten', id: 'f', from: ['e'] },
        { kind: 'concatenate', id: 'c', from: ['g', 'f'] },
        { kind: 'dense', id: 'o', from: ['c'], units: 3, activation: 'softmax' },
        { kind: 'dense', id: 'r', from: ['c'], units: 4, activation: 'softmax' },
      ],
      outputs: ['o', 'r'],
      loss: 'categoricalCrossentropy',
      optimizer: { kind: 'adam', learningRate: 0.01 },
      data: { kind, samples: 20 },
    }; // prettier-ignore
      for (const loss of [
        'categoricalCrossentropy',
        'sparseCategoricalCrossentropy',
        'hinge',
        'meanSquaredError',
      ] as const) {
        const run = createRun({ ...spec, loss });
        run.tick(30);
        expect(run.history.loss[30], loss).toBeLessThan(run.history.loss[0]);
      }
    },
  );
});
