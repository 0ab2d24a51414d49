// Maps whose keys are written out: what is set under one is got under it again. Keys that are computed leave the map open.
import type { Abstract, Call, Machine, ObjectValue } from '../model.ts';
import { asString, listOf, makeObject, native, undefinedValue, unknownValue } from '../model.ts';

export function makeMap(machine: Machine, call: Call): ObjectValue {
  const map = makeObject(machine, { made: call.at });
  map.open.value = unknownValue('the contents of a Map');
  if (!machine.flows) return map;
  const contents = makeObject(machine, { made: call.at });
  machine.flows.keep(contents, map, 'data');
  const put = (key: Abstract, value: Abstract, at: Call): void => {
    const name = nameOf(key);
    const node = at.nodes.at(1);
    const site = node ? { node, module: at.at.module } : at.at;
    if (name === undefined) machine.write(contents.open, unknownValue('a key that is computed'));
    else machine.set(contents, name, value, site);
  };
  const first = call.args.at(0);
  for (const { value: entry } of first?.t === 'array' ? listOf(first).items : []) {
    const pair = entry.t === 'array' ? listOf(entry).items : [];
    put(pair.at(0)?.value ?? undefinedValue, pair.at(1)?.value ?? undefinedValue, call);
  }
  if (first && first.t !== 'array') contents.open.value = unknownValue('the contents of a Map');
  const methods = {
    get: native('get', (_, { args: [key = undefinedValue], frame }) => {
      const name = nameOf(key);
      return name === undefined ? unknownValue('a key that is computed') : machine.get(contents, name, frame);
    }),
    set: native('set', (_, at) => {
      put(at.args.at(0) ?? undefinedValue, at.args.at(1) ?? undefinedValue, at);
      return map;
    }),
  };
  for (const [name, method] of Object.entries(methods)) machine.set(map, name, method, call.at);
  return map;
}

const nameOf = (key: Abstract): string | undefined =>
  key.t === 'constant' && typeof key.value === 'number' ? String(key.value) : asString(key);
