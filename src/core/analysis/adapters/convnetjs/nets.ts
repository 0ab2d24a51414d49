// `new convnetjs.Net()` and what is done with it.
import type { Network } from '../../../network/graph.ts';
import { known, unknown } from '../../../network/value.ts';
import { expanded } from '../../evaluate/expand.ts';
import type { Abstract, Call, Located, Machine, ObjectModel, ObjectValue } from '../../evaluate/model.ts';
import {
  asString,
  constant,
  listOf,
  makeArray,
  makeObject,
  makeSlot,
  methodOf,
  read,
  undefinedValue,
  unknownValue,
} from '../../evaluate/model.ts';
import { putProperty } from '../../evaluate/patterns.ts';
import { mayChangeTensors } from '../../evaluate/words.ts';
import { layersOf } from '../../volumes/networks.ts';
import type { Stage } from '../../volumes/stages.ts';
import { isStage, makeStages } from '../../volumes/stages.ts';
import { volSlots } from '../../volumes/vol.ts';
import { described } from './definitions.ts';
import { netSlots, optimizerOf } from './trainer-facts.ts';

export function makeNet(machine: Machine, call: Call): ObjectValue {
  const net = makeObject(machine, { model: netModel, made: call.at, data: call });
  for (const slot of Object.values(netSlots)) net.props.set(slot, makeSlot(machine));
  machine.made.push({ object: net, run: machine.run });
  return net;
}

export const isNet = (value: Abstract): value is ObjectValue =>
  value.t === 'object' && value.model === netModel;

/** The layers of a net as far as they are known; undefined where not all are. */
export function stagesOf(net: ObjectValue): Stage[] | undefined {
  const value = read(net.props.get('layers'));
  if (value?.t !== 'array') return undefined;
  const { items, rest } = expanded(listOf(value));
  const stages = items.flatMap((item) => (!item.maybe && isStage(item.value) ? [item.value] : []));
  return rest === undefined && stages.length === items.length ? stages : undefined;
}

/** `makeLayers(defs)`: a list of definitions that is not wholly known leaves a net of which nothing is known. */
function makeLayers(machine: Machine, net: ObjectValue, call: Call): void {
  const defs = call.args.at(0);
  const list = defs?.t === 'array' ? expanded(listOf(defs)) : undefined;
  if (!list || list.rest !== undefined || list.items.some(({ maybe }) => maybe !== undefined)) {
    putProperty(
      machine,
      net,
      'layers',
      unknownValue('the definitions of the layers are not all known'),
      call.at,
    );
    return;
  }
  const definitions = list.items.flatMap(({ value, node }) =>
    described(machine, value, placeOf(value) ?? node ?? call.at, call),
  );
  const stages = makeStages(machine, definitions, call);
  const layers = makeArray(
    machine,
    stages.map((value) => ({ value })),
  );
  putProperty(machine, net, 'layers', layers, call.at);
  const last = list.items.at(-1)?.value;
  const loss = last ? machine.get(last, 'type', call.frame) : undefinedValue;
  putProperty(machine, net, netSlots.loss, loss, call.at);
}

const placeOf = (value: Abstract): Located | undefined => (value.t === 'object' ? value.made : undefined);

const netModel: ObjectModel = {
  name: 'a net',
  call(machine, self, method, call) {
    switch (method) {
      case 'makeLayers':
        makeLayers(machine, self, call);
        return undefinedValue;
      case 'fromJSON':
        putProperty(machine, self, 'layers', unknownValue('the layers of a saved net'), call.at);
        return undefinedValue;
      case 'backward':
        for (const stage of stagesOf(self) ?? [])
          putProperty(machine, stage, volSlots.started, constant(true), call.at);
        return unknownValue('the loss');
      default:
        return undefined;
    }
  },
  get(_machine, self, name) {
    return name === 'makeLayers' || name === 'fromJSON' ? methodOf(self, name) : undefined;
  },
  escape(machine, self, call) {
    if (!mayChangeTensors(call.callee)) return;
    const why = unknownValue(`${call.callee} may have set the weights`, machine.span(call.at));
    for (const stage of stagesOf(self) ?? [])
      if (stage.props.has('filters')) putProperty(machine, stage, 'filters', why, call.at);
  },
};

/** The library’s last layer is its loss. */
const losses: Readonly<Partial<Record<string, string>>> = {
  softmax: 'categoricalCrossentropy',
  regression: 'meanSquaredError',
};

export const networksOf = (machine: Machine): Network[] =>
  machine.made.flatMap(({ object }): Network[] => {
    const stages = isNet(object) ? stagesOf(object) : undefined;
    if (!stages || stages.length === 0) return [];
    const { layers, inputs, outputs } = layersOf(machine, stages, 'convnetjs’s own random weights');
    if (layers.length === 0) return [];
    const loss = asString(read(object.props.get(netSlots.loss)));
    return [
      {
        id: asString(read(object.name)) ?? 'net',
        library: 'convnetjs',
        at: machine.span((object.data as Call).at),
        inputs,
        layers,
        outputs,
        loss: loss === undefined ? unknown('the loss is not known') : known(losses[loss] ?? loss),
        ...optimizerOf(machine, object),
      },
    ];
  });
