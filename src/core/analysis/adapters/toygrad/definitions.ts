// The layers that toygrad makes from its options.
import type { Abstract, Call, Located, Machine } from '../../evaluate/model.ts';
import { asNumber, asString, constant, isNullish, undefinedValue } from '../../evaluate/model.ts';
import type { Description } from '../../volumes/stages.ts';
import { fieldOf } from '../../volumes/stages.ts';

export function described(
  machine: Machine,
  options: Abstract,
  at: Located,
  call: Call,
): { readonly what: Description; readonly at: Located }[] {
  const field = (name: string, fallback: Abstract = undefinedValue): Abstract =>
    fieldOf(machine, options, [name], fallback, call);
  const what = descriptionOf(asString(field('type')) ?? 'a layer that is not known', field);
  const node = options.t === 'object' ? options.props.get('bias')?.node : undefined;
  const biased = what && 'bias' in what && what.bias ? { ...what, bias: { ...what.bias, node } } : what;
  return biased ? [{ what: biased, at }] : [];
}

/** undefined for what only measures. */
function descriptionOf(
  type: string,
  field: (name: string, fallback?: Abstract) => Abstract,
): Description | undefined {
  const bias = field('bias', constant(0));
  const weighted = {
    units: field('filters'),
    // −1 stands for no bias at all.
    bias: asNumber(bias) === -1 ? undefined : { value: bias, node: undefined },
    saved: !isNullish(field('_filters')),
  };
  const window = (stride: Abstract) => {
    const sx = field('sx');
    return { sx, sy: field('sy', sx), stride, pad: field('pad', constant(0)) };
  };
  switch (type) {
    case 'input':
      return { type: 'input', sx: field('sx'), sy: field('sy'), depth: field('sz') };
    case 'dense':
      return { type: 'fc', ...weighted };
    case 'conv':
      return { type: 'conv', ...weighted, ...window(field('stride')) };
    case 'pool':
      return { type: 'pool', ...window(field('stride', constant(2))) };
    case 'dropout':
      return { type: 'dropout', rate: field('probability', constant(0.5)) };
    case 'leakyrelu':
      return { type: 'activation', name: 'leakyReLU' };
    case 'relu':
    case 'sigmoid':
    case 'tanh':
    case 'softmax':
      return { type: 'activation', name: type };
    case 'regression':
      return undefined;
    default:
      return { type: 'opaque', name: type };
  }
}
