// Layer definitions, their sugar taken apart as `makeLayers` does it: a loss brings a full connection of its own, an
// activation and a dropout are layers of their own.
import type { Abstract, Call, Located, Machine } from '../../evaluate/model.ts';
import { asString, constant, isNullish, undefinedValue } from '../../evaluate/model.ts';
import type { Description } from '../../volumes/stages.ts';
import { fieldOf } from '../../volumes/stages.ts';

export interface Defined {
  readonly what: Description;
  readonly at: Located;
}

export function described(machine: Machine, def: Abstract, at: Located, call: Call): Defined[] {
  const field = (fallback: Abstract, ...names: string[]): Abstract =>
    fieldOf(machine, def, names, fallback, call);
  const type = asString(field(undefinedValue, 'type')) ?? 'a layer that is not known';
  const zero = constant(0);
  const one = constant(1);
  const plain = (units: Abstract): Description => ({
    type: 'fc',
    units,
    bias: { value: zero, node: undefined },
    saved: false,
  });
  const window = (stride: number) => {
    const sx = field(undefinedValue, 'sx');
    return { sx, sy: field(sx, 'sy'), stride: field(constant(stride), 'stride'), pad: field(zero, 'pad') };
  };
  const made = ((): Description[] => {
    switch (type) {
      case 'input':
        return [
          {
            type: 'input',
            sx: field(one, 'out_sx', 'sx', 'width'),
            sy: field(one, 'out_sy', 'sy', 'height'),
            depth: field(zero, 'out_depth', 'depth'),
          },
        ];
      case 'fc':
        return [
          {
            type: 'fc',
            units: field(undefinedValue, 'num_neurons', 'filters'),
            bias: biasOf(machine, def, call),
            saved: false,
          },
        ];
      case 'conv':
        return [
          {
            type: 'conv',
            units: field(undefinedValue, 'filters'),
            ...window(1),
            bias: biasOf(machine, def, call),
            saved: false,
          },
        ];
      case 'pool':
        return [{ type: 'pool', ...window(2) }];
      case 'dropout':
        return [{ type: 'dropout', rate: field(constant(0.5), 'drop_prob') }];
      case 'relu':
      case 'sigmoid':
      case 'tanh':
        return [{ type: 'activation', name: type }];
      case 'softmax':
        return [plain(field(undefinedValue, 'num_classes')), { type: 'activation', name: 'softmax' }];
      case 'svm':
        return [plain(field(undefinedValue, 'num_classes'))];
      case 'regression':
        return [plain(field(undefinedValue, 'num_neurons'))];
      default:
        return [{ type: 'opaque', name: type }];
    }
  })();
  return [...made, ...sugar(machine, def, type, call)].map((what) => ({ what, at }));
}

/** 0.1 where a relu is asked for in the same definition, so that its units start alive; else 0. */
function biasOf(
  machine: Machine,
  def: Abstract,
  call: Call,
): { readonly value: Abstract; readonly node: Located | undefined } {
  const given = machine.get(def, 'bias_pref', call.frame);
  if (!isNullish(given))
    return { value: given, node: def.t === 'object' ? def.props.get('bias_pref')?.node : undefined };
  const relu = asString(machine.get(def, 'activation', call.frame)) === 'relu';
  return { value: constant(relu ? 0.1 : 0), node: undefined };
}

function sugar(machine: Machine, def: Abstract, type: string, call: Call): Description[] {
  const activation = machine.get(def, 'activation', call.frame);
  const dropped = machine.get(def, 'drop_prob', call.frame);
  const layers: Description[] = [];
  if (!(activation.t === 'constant' && activation.value === undefined)) {
    const name = asString(activation);
    layers.push(
      name === 'relu' || name === 'sigmoid' || name === 'tanh'
        ? { type: 'activation', name }
        : { type: 'opaque', name: name ?? 'an activation that is not known' },
    );
  }
  if (type !== 'dropout' && !isNullish(dropped)) layers.push({ type: 'dropout', rate: dropped });
  return layers;
}
