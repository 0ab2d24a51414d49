// Maps whose keys are written out: what is set under one is got under it again. Keys that are computed leave the map open.
import type { Abstract, ArrayValue, Call, Machine, ObjectValue } from '../model.ts';
import {
  asString,
  constant,
  listOf,
  makeArray,
  makeList,
  makeObject,
  native,
  read,
  undefinedValue,
  unknownValue,
} from '../model.ts';

class Contents {
  readonly held: ObjectValue;
  readonly #machine: Machine;

  constructor(machine: Machine, call: Call) {
    this.#machine = machine;
    this.held = makeObject(machine, { made: call.at });
  }

  put(key: Abstract, value: Abstract, at: Call): void {
    const name = nameOf(key);
    const node = at.nodes.at(1);
    if (name === undefined) this.forget('a key that is computed');
    else this.#machine.set(this.held, name, value, node ? { node, module: at.at.module } : at.at);
  }

  get(key: Abstract, { frame }: Call): Abstract {
    const name = nameOf(key);
    if (name === undefined) return unknownValue('a key that is computed');
    // Beside a library it may be set by what nobody calls here.
    return this.#machine.flows || this.held.props.has(name)
      ? this.#machine.get(this.held, name, frame)
      : unknownValue('the contents of a Map');
  }

  forget(why: string): void {
    this.#machine.write(this.held.open, unknownValue(why));
  }

  /** In the order in which they were set first; keys are texts here, numbers or not. */
  list(part: (key: Abstract, value: Abstract) => Abstract): ArrayValue {
    const items = [...this.held.props].flatMap(([name, slot]) => {
      const value = read(slot);
      return value ? [{ value: part(constant(name), value), ...(slot.node ? { node: slot.node } : {}) }] : [];
    });
    const { value: open } = this.held.open;
    return open.t === 'absent'
      ? makeArray(this.#machine, items)
      : makeList(this.#machine, { t: 'list', items: [], rest: unknownValue('the contents of a Map') });
  }

  get entries(): ArrayValue {
    return this.list((key, value) => makeArray(this.#machine, [{ value: key }, { value }]));
  }
}

export function makeMap(machine: Machine, call: Call): ObjectValue {
  const contents = new Contents(machine, call);
  const map = makeObject(machine, { data: contents, made: call.at });
  map.open.value = unknownValue('the contents of a Map');
  machine.flows?.keep(contents.held, map, 'data');
  const first = call.args.at(0);
  const given = first?.t === 'array' ? listOf(first) : undefined;
  for (const { value: entry } of given?.items ?? []) {
    const pair = entry.t === 'array' ? listOf(entry).items : [];
    contents.put(pair.at(0)?.value ?? undefinedValue, pair.at(1)?.value ?? undefinedValue, call);
  }
  if ((first && !given) || given?.rest) contents.held.open.value = unknownValue('the contents of a Map');
  const methods = {
    get: native('get', (_, at) => contents.get(at.args.at(0) ?? undefinedValue, at)),
    set: native('set', (_, at) => {
      contents.put(at.args.at(0) ?? undefinedValue, at.args.at(1) ?? undefinedValue, at);
      return map;
    }),
    entries: native('entries', () => contents.entries),
    keys: native('keys', () => contents.list((key) => key)),
    values: native('values', () => contents.list((_, value) => value)),
    delete: native('delete', () => {
      contents.forget('a Map that something is taken out of');
      return unknownValue('whether a Map had something');
    }),
  };
  for (const [name, method] of Object.entries(methods)) machine.set(map, name, method, call.at);
  return map;
}

/** What a loop over the value goes through: a Map's entries. */
export const iterated = (value: Abstract): Abstract =>
  value.t === 'object' && value.data instanceof Contents ? value.data.entries : value;

const nameOf = (key: Abstract): string | undefined =>
  key.t === 'constant' && typeof key.value === 'number' ? String(key.value) : asString(key);
