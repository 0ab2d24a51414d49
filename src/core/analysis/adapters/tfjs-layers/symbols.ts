// Symbolic tensors: what `tf.input` and `layer.apply` hand on. They remember the layer and what it was applied to.
import type { Abstract, Call, Machine, ObjectModel, ObjectValue } from '../../evaluate/model.ts';
import { makeArray, makeObject, undefinedValue, unknownValue } from '../../evaluate/model.ts';
import { putProperty } from '../../evaluate/patterns.ts';
import { build } from './custom.ts';

export interface SymbolFacts {
  readonly kind: 'symbol';
  /** null: an input. */
  readonly layer: ObjectValue | null;
  /** What the layer was applied to, or the config of an input. */
  readonly source: Abstract;
  readonly call: Call;
  /** One for each time a layer is applied; the outputs of a model share it. */
  readonly application: object;
  /** Which of the outputs, where there are several. */
  readonly output?: number;
}

export type SymbolValue = ObjectValue & { readonly data: SymbolFacts };

/** What a layer was applied to last, and what came of it. */
export const endSlots = { input: '@@input', output: '@@output' } as const;

const symbolModel: ObjectModel = { name: 'a symbolic tensor' };

export const isSymbol = (value: Abstract): value is SymbolValue =>
  value.t === 'object' && value.model === symbolModel;

function makeSymbol(machine: Machine, facts: Omit<SymbolFacts, 'kind'>): ObjectValue {
  const data: SymbolFacts = { kind: 'symbol', ...facts };
  return makeObject(machine, { model: symbolModel, data, made: facts.call.at });
}

/** `tf.input(config)` */
export const makeInput = (machine: Machine, call: Call): ObjectValue =>
  makeSymbol(machine, { layer: null, source: call.args[0] ?? undefinedValue, call, application: {} });

/** `layer.apply(x)`, also for a model of several outputs. Applied to a real tensor it computes, which is no concern of ours. */
export function applied(machine: Machine, layer: ObjectValue, call: Call, outputs = 1): Abstract {
  const source = call.args[0] ?? undefinedValue;
  if (source.t === 'tensor') return unknownValue('the output of a layer');
  build(machine, layer, call);
  const facts = { layer, source, call, application: {} };
  const result =
    outputs === 1
      ? makeSymbol(machine, facts)
      : makeArray(
          machine,
          Array.from({ length: outputs }, (_, output) => ({
            value: makeSymbol(machine, { ...facts, output }),
          })),
        );
  putProperty(machine, layer, endSlots.input, source, call.at);
  putProperty(machine, layer, endSlots.output, result, call.at);
  return result;
}
