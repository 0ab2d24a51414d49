// `model.inputs`, `model.output`, `layer.output`: the symbolic tensors at the ends of models and of the layers in them,
// from which other models are made.
import { expanded } from '../../evaluate/expand.ts';
import type { Abstract, Item, Machine, ObjectValue } from '../../evaluate/model.ts';
import { isNullish, listOf, makeArray, makeObject, read, unknownValue } from '../../evaluate/model.ts';
import { giveName, putProperty } from '../../evaluate/patterns.ts';
import { fieldOf, isLayer, slots } from './layer-facts.ts';
import type { Model } from './model-facts.ts';
import { isModel, modelSlots } from './model-facts.ts';
import { applied, endSlots, makeInput } from './symbols.ts';

/** `model.input`, `inputs`, `output` or `outputs`. */
export function endOfModel(machine: Machine, model: Model, name: string): Abstract {
  const { kind, config, call } = model.data;
  const isPlural = name.endsWith('s');
  const isInput = name.startsWith('input');
  const all =
    kind === 'functional'
      ? machine.get(config, isInput ? 'inputs' : 'outputs', call.frame)
      : symbolsAlong(machine, model).at(isInput ? 0 : -1)?.value;
  if (!all) return unknownValue(`${name} of a model`);
  if (isPlural) return all.t === 'array' ? all : makeArray(machine, [{ value: all }]);
  if (all.t !== 'array') return all;
  const list = expanded(listOf(all));
  return list.items.length === 1 ? (list.items[0]?.value ?? all) : all;
}

/** `layer.input` or `layer.output` */
export function endOfLayer(machine: Machine, layer: ObjectValue, name: 'input' | 'output'): Abstract {
  const own = read(layer.props.get(endSlots[name]));
  if (own) return own;
  const home = read(layer.props.get(slots.home));
  if (home && isModel(home)) {
    // Going along the model applies the layer.
    symbolsAlong(machine, home);
    const found = read(layer.props.get(endSlots[name]));
    if (found) return found;
  }
  return unknownValue(`the ${name} of a layer`);
}

/** The input of a sequential or loaded model, and what each of its layers makes of it. */
function symbolsAlong(machine: Machine, model: Model): readonly Item[] {
  const holder = read(model.props.get(modelSlots.layers));
  const layers = holder?.t === 'array' ? expanded(listOf(holder)).items : [];
  const before = read(model.props.get(modelSlots.symbols));
  const known = before?.t === 'array' ? expanded(listOf(before)).items : [];
  const wanted = model.data.kind === 'loaded' ? [{ value: model }] : layers;
  const symbols: Item[] = known.length > 0 ? [...known] : [{ value: inputOf(machine, model, wanted.at(0)) }];
  for (const { value, ...rest } of wanted.slice(symbols.length - 1)) {
    const source = symbols.at(-1)?.value;
    if (value.t !== 'object' || 'maybe' in rest || !source) return [];
    const isInput = isLayer(value) && value.data.row.className === 'InputLayer';
    const call = { ...model.data.call, args: [source], nodes: [] };
    symbols.push({ value: isInput ? source : applied(machine, value, call) });
  }
  putProperty(machine, model, modelSlots.symbols, makeArray(machine, symbols), model.data.call.at);
  return symbols;
}

/** An input of the shape that the first layer asks for. */
function inputOf(machine: Machine, { data: { call } }: Model, first: Item | undefined): ObjectValue {
  const config = makeObject(machine);
  if (first && isLayer(first.value)) {
    for (const [field, name] of [
      ['inputShape', 'shape'],
      ['batchInputShape', 'batchShape'],
    ] as const) {
      const value = fieldOf(first.value.data, field);
      if (value && !isNullish(value)) putProperty(machine, config, name, value, call.at);
    }
  }
  const input = makeInput(machine, { ...call, args: [config], nodes: [] });
  giveName(machine, input, 'input');
  return input;
}
