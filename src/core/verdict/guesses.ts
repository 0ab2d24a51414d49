// What is taken where the source does not say: the smallest honest guess for each thing, and which of several alternatives.
import type { InitializerSpec } from '../engine/spec.ts';
import type { Layer, Start } from '../network/graph.ts';
import type { Value } from '../network/value.ts';
import { constantOf } from './start.ts';

/** Units of a hidden layer of unknown size: enough to see twins, few enough to draw. */
export const assumedUnits = 8;

/** For an axis whose length the source leaves open. */
export const freeLength = 6;

/** Of two or more alternatives the first; undefined for unknown. */
export function firstOf<T>(value: Value<T> | undefined): T | undefined {
  if (value === undefined || value.is === 'unknown') return undefined;
  return value.is === 'known' ? value.value : value.cases[0].value;
}

/** Of two or more alternatives the first that is not constant: where the source leaves a choice, the milder case is believed. */
export function mildestStart(start: Value<Start>): Start | undefined {
  if (start.is !== 'one-of') return firstOf(start);
  const mild = start.cases.find(({ value }) => value.kind === 'loaded' || constantOf(value) === undefined);
  return (mild ?? start.cases[0]).value;
}

/** Without the batch axis: what a first layer of this kind may read. */
export function guessedInput(reader: Layer | undefined): number[] {
  const kind = reader?.kind ?? 'dense';
  switch (kind) {
    case 'conv2d':
    case 'depthwiseConv2d':
    case 'maxPooling2d':
    case 'averagePooling2d':
    case 'globalAveragePooling2d':
      return [16, 16, 3];
    case 'conv1d':
    case 'globalAveragePooling1d':
      return [16, 4];
    case 'simpleRNN':
    case 'gru':
    case 'lstm':
      return [freeLength, 4];
    case 'embedding':
      return [freeLength];
    case 'dense':
    case 'batchNormalization':
    case 'layerNormalization':
    case 'activation':
    case 'prelu':
    case 'leakyReLU':
    case 'dropout':
    case 'flatten':
    case 'reshape':
    case 'add':
    case 'multiply':
    case 'average':
    case 'concatenate':
    case 'dot':
    case 'opaque':
      return [4];
  }
}

export function initializerOf(start: Start, parameter: string): InitializerSpec {
  return start.kind === 'loaded' ? randomStart(parameter) : start;
}

/** For a start that is not known. */
export function randomStart(parameter: string): InitializerSpec {
  switch (parameter) {
    case 'kernel':
    case 'depthwise':
      return { kind: 'glorot-normal' };
    case 'recurrent':
      return { kind: 'orthogonal', gain: 1 };
    case 'gamma':
    case 'movingVariance':
      return { kind: 'constant', value: 1 };
    default:
      return { kind: 'random-normal', mean: 0, stddev: 0.05 };
  }
}
