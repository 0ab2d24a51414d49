// The variables behind a layer's weights: `layer.getWeights()[0].assign(…)`, `layer.kernel.write(…)` change the layer.
import { noteDiscarded } from '../../evaluate/discarded.ts';
import { expanded } from '../../evaluate/expand.ts';
import type {
  Abstract,
  ArrayValue,
  Item,
  Located,
  Machine,
  ObjectModel,
  ObjectValue,
  TensorContent,
  TensorValue,
} from '../../evaluate/model.ts';
import { listOf, makeArray, makeObject, read, undefinedValue } from '../../evaluate/model.ts';
import { putProperty } from '../../evaluate/patterns.ts';
import type { Layer, LayerFacts } from './layer-facts.ts';
import { parameterRows, slots } from './layer-facts.ts';
import { parametersOf } from './parameters.ts';

interface Live {
  readonly layer: ObjectValue;
  readonly index: number;
}

/** Methods that are no arithmetic. */
const others = new Set([
  'read',
  'val',
  'dispose',
  'print',
  'data',
  'dataSync',
  'array',
  'arraySync',
  'variable',
]);

const liveModel: ObjectModel = {
  name: 'a weight of a layer',
  call(machine, self, method, call) {
    if (method === 'read') return self;
    if (method !== 'assign' && method !== 'write') {
      if (!others.has(method)) noteDiscarded(machine, self, call, 'a new tensor');
      return undefined;
    }
    const { layer, index } = self.data as Live;
    const before = read(layer.props.get(slots.weights));
    const held: readonly Item[] = before?.t === 'array' ? expanded(listOf(before)).items : [];
    const items: Item[] = parameterRows(layer.data as LayerFacts).map(
      (_, at) => held.at(at) ?? { value: undefinedValue },
    );
    const node = call.nodes.at(0);
    items[index] = {
      value: call.args.at(0) ?? undefinedValue,
      ...(node ? { node: { node, module: call.at.module } } : {}),
    };
    setWeights(machine, layer, makeArray(machine, items), call.at);
    return undefinedValue;
  },
  get: (_machine, self, name) => (name === 'val' ? self : undefined),
};

/** In the order of creation, trainable ones first; undefined where it is not known what the layer holds. */
export function liveWeights(machine: Machine, layer: ObjectValue): ArrayValue | undefined {
  const facts = layer.data as LayerFacts;
  if (facts.row.wraps) return undefined;
  const count = parameterRows(facts).length;
  const known = read(layer.props.get(slots.live));
  const items: readonly Item[] =
    known?.t === 'array'
      ? listOf(known).items
      : Array.from({ length: count }, (_, index) => ({
          value: makeObject(machine, { model: liveModel, data: { layer, index } satisfies Live }),
        }));
  if (!known) putProperty(machine, layer, slots.live, makeArray(machine, items), facts.call.at);
  return makeArray(machine, items);
}

const fields: Readonly<Partial<Record<string, string>>> = {
  kernel: 'kernel',
  bias: 'bias',
  recurrentKernel: 'recurrent',
  depthwiseKernel: 'depthwise',
  pointwiseKernel: 'pointwise',
  embeddings: 'embeddings',
  gamma: 'gamma',
  beta: 'beta',
  alpha: 'alpha',
};

/** `layer.kernel` and its like. */
export function liveWeightNamed(machine: Machine, layer: ObjectValue, name: string): Abstract | undefined {
  const parameter = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (parameter === undefined) return undefined;
  const index = parameterRows(layer.data as LayerFacts).findIndex((row) => row.name === parameter);
  const live = index < 0 ? undefined : liveWeights(machine, layer);
  return live && listOf(live).items[index]?.value;
}

const isTrue = (value: Abstract | undefined): boolean => value?.t === 'constant' && value.value === true;

/** Weights set after training has started do not count: what matters is the start. */
export function setWeights(machine: Machine, layer: ObjectValue, weights: Abstract, node: Located): void {
  if (isTrue(read(layer.props.get(slots.started)))) return;
  putProperty(machine, layer, slots.weights, copied(machine, layer, weights), node);
}

/** Weights of a layer among them are copied as they are now. */
function copied(machine: Machine, target: ObjectValue, weights: Abstract): Abstract {
  if (weights.t !== 'array') return weights;
  const list = expanded(listOf(weights));
  if (!list.items.some(({ value }) => isLive(value))) return weights;
  const before = read(target.props.get(slots.weights));
  const held = before?.t === 'array' ? expanded(listOf(before)).items : [];
  const items = list.items.map((item, index): Item => {
    if (!isLive(item.value)) return item;
    const { layer, index: from } = item.value.data as Live;
    return layer === target && from === index
      ? (held.at(index) ?? { value: undefinedValue })
      : { ...item, value: presentWeight(machine, layer as Layer, from) };
  });
  const copy = makeArray(machine, items);
  machine.write(copy.content, { ...list, items });
  return copy;
}

const isLive = (value: Abstract): value is ObjectValue => value.t === 'object' && value.model === liveModel;

function presentWeight(machine: Machine, layer: Layer, index: number): TensorValue {
  const start = parametersOf(machine, layer).at(index)?.start;
  const isTrained = isTrue(read(layer.props.get(slots.started)));
  const content: TensorContent =
    isTrained || (start?.is === 'known' && start.value.kind === 'loaded')
      ? { is: 'loaded' }
      : start?.is === 'known'
        ? { is: 'start', start: start.value }
        : { is: 'unknown', why: start?.is === 'unknown' ? start.why : 'it depends on a condition' };
  return { t: 'tensor', shape: null, content };
}
