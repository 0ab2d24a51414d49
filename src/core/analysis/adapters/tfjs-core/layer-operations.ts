// Operations that are layers, by name, and what their arguments say of the layer.
import type { Layer, LayerKind, Setting } from '../../../network/graph.ts';
import type { Value } from '../../../network/value.ts';
import { known, unknown } from '../../../network/value.ts';
import type { Abstract } from '../../evaluate/model.ts';
import { asNumber, isNullish } from '../../evaluate/model.ts';
import { toValue } from '../../evaluate/settings.ts';
import { shapeOf } from '../../evaluate/shapes.ts';

type Settings = Layer['settings'];

/** With a variable as the second operand. */
export const products: Readonly<Partial<Record<string, LayerKind>>> = {
  matMul: 'dense',
  dot: 'dense',
  conv1d: 'conv1d',
  conv2d: 'conv2d',
  depthwiseConv2d: 'depthwiseConv2d',
};

export const activations: Readonly<Partial<Record<string, string>>> = {
  relu: 'relu',
  relu6: 'relu6',
  sigmoid: 'sigmoid',
  tanh: 'tanh',
  softmax: 'softmax',
  logSoftmax: 'logSoftmax',
  elu: 'elu',
  selu: 'selu',
  softplus: 'softplus',
};

export const lengthSetting = (given: number | null | undefined): Value<Setting> =>
  typeof given === 'number' ? known(given) : unknown('the shape of the kernel is not known');

/** What a kernel's shape and the operation's arguments say of the layer. */
export function productSettings(
  kind: LayerKind,
  shape: readonly (number | null)[] | null,
  [, , strides, padding]: readonly Abstract[],
): Settings {
  const last = shape?.at(-1);
  if (kind === 'dense') return { units: shape?.length === 1 ? known(1) : lengthSetting(last) };
  const kernelSize: Value<Setting> = shape?.every((side) => side !== null)
    ? known(shape.slice(0, -2))
    : unknown('the shape of the kernel is not known');
  return {
    ...(kind === 'depthwiseConv2d'
      ? { depthMultiplier: lengthSetting(last) }
      : { filters: lengthSetting(last) }),
    kernelSize,
    strides: given(strides, 'strides'),
    padding: paddingOf(padding),
  };
}

const given = (value: Abstract | undefined, what: string): Value<Setting> =>
  value && !isNullish(value) ? toValue(value, what) : unknown(`${what} is not given`);

/** A number of pixels is no padding that a layer has; none at all is one. */
function paddingOf(value: Abstract | undefined): Value<Setting> {
  const number = asNumber(value);
  if (number === 0) return known('valid');
  return number === undefined ? given(value, 'padding') : unknown('padding by a number of pixels');
}

/** Operations without weights; undefined for those that are no layer, or not surely one. */
export function plainLayer(
  name: string,
  inputs: readonly Abstract[],
): { readonly kind: LayerKind; readonly settings: Settings } | undefined {
  const [first, second, third] = [inputs.at(1), inputs.at(2), inputs.at(3)];
  switch (name) {
    case 'leakyRelu':
      return {
        kind: 'leakyReLU',
        settings: { alpha: first && !isNullish(first) ? toValue(first, 'alpha') : known(0.2) },
      };
    case 'dropout':
      return { kind: 'dropout', settings: { rate: given(first, 'rate'), seed: known(null) } };
    case 'maxPool':
    case 'avgPool':
      return {
        kind: name === 'maxPool' ? 'maxPooling2d' : 'averagePooling2d',
        settings: {
          poolSize: given(first, 'poolSize'),
          strides: given(second, 'strides'),
          padding: paddingOf(third),
        },
      };
    case 'flatten':
      return { kind: 'flatten', settings: {} };
    // One row a sample: [batch, everything].
    case 'as2D':
      return { kind: 'flatten', settings: {} };
    case 'reshape':
      return first && shapeOf(first)?.length === 2 ? { kind: 'flatten', settings: {} } : undefined;
    default:
      return undefined;
  }
}
