// Symbolic tensors: what `tf.input` and `layer.apply` hand on. They remember the layer and what it was applied to.
import type { Abstract, Call, Machine, ObjectModel, ObjectValue } from '../../evaluate/model.ts';
import { makeObject, undefinedValue, unknownValue } from '../../evaluate/model.ts';

export interface SymbolFacts {
  readonly kind: 'symbol';
  /** null: an input. */
  readonly layer: ObjectValue | null;
  /** What the layer was applied to, or the config of an input. */
  readonly source: Abstract;
  readonly call: Call;
}

const symbolModel: ObjectModel = { name: 'a symbolic tensor' };

export const isSymbol = (value: Abstract): value is ObjectValue & { readonly data: SymbolFacts } =>
  value.t === 'object' && value.model === symbolModel;

/** `tf.input(config)` */
export const makeInput = (machine: Machine, call: Call): ObjectValue =>
  makeObject(machine, {
    model: symbolModel,
    data: { kind: 'symbol', layer: null, source: call.args[0] ?? undefinedValue, call } satisfies SymbolFacts,
    made: call.at,
  });

/** `layer.apply(x)`. Applied to a real tensor it computes, which is no concern of ours. */
export function applied(machine: Machine, layer: ObjectValue, call: Call): Abstract {
  const source = call.args[0] ?? undefinedValue;
  if (source.t === 'tensor') return unknownValue('the output of a layer');
  return makeObject(machine, {
    model: symbolModel,
    data: { kind: 'symbol', layer, source, call } satisfies SymbolFacts,
    made: call.at,
  });
}
