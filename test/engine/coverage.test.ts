// The gradient check and the comparison with TensorFlow.js leave nothing out that a spec can say.
import { expect, test } from 'vitest';
import { layerChecks, lossNames, optimizerChecks } from '../../src/core/engine/check-fields.ts';
import { checkedLayout } from '../../src/core/engine/layout.ts';
import { elementwise } from '../../src/core/engine/activations.ts';
import { cases, ownCases } from './tensorflow-cases.ts';

const layers = cases.flatMap(({ spec }) => spec.layers);
const missing = (names: readonly string[], used: readonly unknown[]) =>
  names.filter((name) => !used.includes(name));

test('every layer kind is trained beside TensorFlow.js', () => {
  expect(
    missing(
      Object.keys(layerChecks),
      layers.map(({ kind }) => kind),
    ),
  ).toEqual([]);
});

test('every activation, in a layer and of a recurrent state or gate', () => {
  const used = layers.flatMap((layer) => ('activation' in layer ? [layer.activation] : []));
  expect(missing([...Object.keys(elementwise), 'softmax', 'logSoftmax'], used)).toEqual([]);
});

test('every loss and optimizer', () => {
  expect(
    missing(
      lossNames,
      cases.map(({ spec }) => spec.loss),
    ),
  ).toEqual([]);
  expect(
    missing(
      Object.keys(optimizerChecks),
      cases.map(({ spec }) => spec.optimizer.kind),
    ),
  ).toEqual([]);
});

/** Nothing to freeze, or nothing that shows: what only the other recurrent kinds have, moving averages, masks. */
const silent = new Set(['simpleRNN.recurrentActivation', 'layerNormalization.momentum', 'dropout.seed']);

test('every field of every kind is given a value somewhere', () => {
  const all = [...layers, ...ownCases.flatMap(({ spec }) => spec.layers)];
  const withParameters = new Set(
    [...cases]
      .flatMap(({ spec }) => checkedLayout(spec).layers)
      .flatMap(({ spec, parameters }) => (parameters.length > 0 ? [spec.kind] : [])) as string[],
  );
  const unused = Object.entries(layerChecks).flatMap(([kind, fields]) =>
    Object.keys(fields)
      .filter((field) => field !== 'trainable' || withParameters.has(kind))
      // at-zero.test.ts has it.
      .filter((field) => field !== 'atZero')
      .filter((field) => !all.some((layer) => layer.kind === kind && field in layer))
      .map((field) => `${kind}.${field}`),
  );
  expect(unused.filter((field) => !silent.has(field))).toEqual([]);
});
