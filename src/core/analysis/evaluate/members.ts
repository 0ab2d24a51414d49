// Reading and writing properties of any value.
import ts from 'typescript';
import { arrayMember } from './builtins/arrays.ts';
import { textMember } from './builtins/text.ts';
import { findMember, foreignBase, methodOf } from './classes.ts';
import { runFunction } from './functions.ts';
import { joinValues } from './join.ts';
import type { Abstract, ArrayValue, Call, Frame, Item, Located, Machine, ObjectValue } from './model.ts';
import {
  asNumber,
  constant,
  isNullish,
  listOf,
  makeArray,
  makeObject,
  makeSlot,
  native,
  read,
  undefinedValue,
  unknownValue,
} from './model.ts';
import { putProperty, weakly } from './patterns.ts';
import { kept } from './entries.ts';
import { expanded } from './expand.ts';

export function getMember(machine: Machine, value: Abstract, name: string, frame: Frame): Abstract {
  if (!machine.step()) return unknownValue('the analysis gave up');
  switch (value.t) {
    case 'object':
      return memberOfObject(machine, value, name, frame);
    case 'array': {
      const entry = memberOfArray(value, name, machine.flows !== null);
      if (entry) return isIndex(name) ? (machine.flows?.entry(value, entry) ?? entry) : entry;
      return arrayMember(name) ?? undefinedValue;
    }
    case 'choice': {
      const cases = value.cases.filter((one) => !isNullish(one));
      if (cases.length === 0) return unknownValue(`${name} of something that is not there`);
      return cases
        .map((one) => getMember(machine, one, name, frame))
        .reduce((a, b) => joinValues(a, b, value.condition));
    }
    case 'function':
      return memberOfFunction(machine, value, name);
    case 'class': {
      for (
        let cls: Abstract | null = value, guard = 0;
        cls?.t === 'class' && guard < 50;
        cls = cls.base, guard += 1
      ) {
        const own = read(cls.props.get(name));
        if (own) return own;
        const getter = read(cls.props.get(`get ${name}`));
        if (getter?.t === 'function')
          return runFunction(machine, getter, value, plainCall(getter.node, frame));
      }
      if (name === 'name') return value.name === undefined ? undefinedValue : constant(value.name);
      return name === 'prototype' ? unknownValue('the prototype of a class') : undefinedValue;
    }
    case 'library':
      return machine.memberOfLibrary(value, name);
    case 'native':
      return ownProperty(value.props, name) ?? boundCall(value, name) ?? undefinedValue;
    case 'constant':
      if (typeof value.value === 'string') return textMember(value.value, name);
      return unknownValue(`${name} of ${String(value.value)}`);
    case 'tensor':
      if (name === 'shape' && value.shape)
        return makeArray(
          machine,
          value.shape.map((length) => ({ value: length === null ? constant(null) : constant(length) })),
        );
      return unknownValue(`${name} of a tensor`);
    case 'draw':
      return unknownValue(`${name} of a number`);
    case 'unknown':
      return value;
  }
}

/** Not what every object inherits: `__proto__` is no property of a library's function. */
const ownProperty = (
  props: Readonly<Record<string, Abstract>> | undefined,
  name: string,
): Abstract | undefined => (props && Object.hasOwn(props, name) ? props[name] : undefined);

function memberOfObject(machine: Machine, object: ObjectValue, name: string, frame: Frame): Abstract {
  const own = read(object.props.get(name));
  if (own) return object.model ? own : (machine.flows?.property(object, name, own) ?? own);
  const getter = read(object.props.get(`get ${name}`));
  if (getter?.t === 'function') return runFunction(machine, getter, object, plainCall(getter.node, frame));
  const special = object.model?.get?.(machine, object, name);
  if (special) return special;
  if (object.proto?.t === 'class') {
    const found = findMember(machine, object.proto, name);
    if (found) {
      const method = methodOf(machine, found);
      return ts.isGetAccessorDeclaration(found.member)
        ? runFunction(machine, method, object, plainCall(found.member, frame), found.owner)
        : method;
    }
    if (name === 'constructor') return object.proto;
    const base = foreignBase(object.proto);
    if (base) return unknownValue(`${name} comes from a base class outside this project`);
  } else if (object.proto?.t === 'function') {
    const proto = read(object.proto.props.get('prototype'));
    if (proto?.t === 'object') return memberOfObject(machine, proto, name, frame);
  } else if (object.proto) {
    return memberOfObject(machine, object.proto, name, frame);
  }
  if (object.open.value.t === 'unknown') return object.open.value;
  if (object.model) return unknownValue(`${name} of ${object.model.name}`);
  return name === 'hasOwnProperty' ? native(name, () => unknownValue('hasOwnProperty')) : undefinedValue;
}

const plainCall = (node: ts.Node, frame: Frame): Call => ({
  args: [],
  nodes: [],
  at: { node, module: frame.module },
  open: false,
  isNew: false,
  frame,
  callee: '',
});

function memberOfFunction(
  machine: Machine,
  value: Extract<Abstract, { t: 'function' }>,
  name: string,
): Abstract {
  const own = read(value.props.get(name));
  if (own) return own;
  if (name === 'prototype') {
    const slot = makeSlot(machine);
    value.props.set('prototype', slot);
    const proto = makeObject(machine);
    slot.value = proto;
    return proto;
  }
  return boundCall(value, name) ?? undefinedValue;
}

/** call, apply and bind of anything callable. */
function boundCall(callee: Abstract, name: string): Abstract | undefined {
  switch (name) {
    case 'call':
      return native(name, (machine, call) =>
        machine.call(callee, call.args[0] ?? undefinedValue, {
          ...call,
          args: call.args.slice(1),
          nodes: call.nodes.slice(1),
        }),
      );
    case 'apply':
      return native(name, (machine, call) => {
        const list = call.args.at(1);
        const items = list?.t === 'array' ? expanded(listOf(list)) : undefined;
        const args = items?.items.map((item) => item.value) ?? [];
        const open = list !== undefined && (!items || items.rest !== undefined);
        return machine.call(callee, call.args[0] ?? undefinedValue, { ...call, args, nodes: [], open });
      });
    case 'bind':
      return native(name, (_machine, bound) =>
        native('bound', (machine, call) =>
          machine.call(callee, bound.args[0] ?? undefinedValue, {
            ...call,
            args: [...bound.args.slice(1), ...call.args],
            nodes: [...bound.nodes.slice(1), ...call.nodes],
          }),
        ),
      );
    default:
      return undefined;
  }
}

const isIndex = (name: string): boolean => /^\d{1,10}$/.test(name);

/** `believing`: an entry that may be there is there, since somebody asks for it. */
function memberOfArray(array: ArrayValue, name: string, believing: boolean): Abstract | undefined {
  const list = listOf(array);
  const sure = list.rest === undefined && list.items.every((item) => item.maybe === undefined);
  if (name === 'length') {
    if (list.fill) return list.fill.length;
    return sure ? constant(list.items.length) : unknownValue('the length of the array is not known');
  }
  if (!isIndex(name)) return undefined;
  const index = Number(name);
  if (list.fill) {
    const length = asNumber(list.fill.length);
    return length !== undefined && index >= length ? undefinedValue : list.fill.value;
  }
  const before = list.items.slice(0, index + 1);
  const item = list.items.at(index);
  if (believing && item) return item.value;
  if (item && before.every((one) => one.maybe === undefined)) return item.value;
  if (!item) return list.rest ?? (sure ? undefinedValue : unknownValue('an entry that may not be there'));
  return unknownValue('an entry that may not be there');
}

export function setMember(
  machine: Machine,
  target: Abstract,
  name: string,
  value: Abstract,
  node: Located,
): void {
  switch (target.t) {
    case 'object':
      if (target.model?.set?.(machine, target, name, value, node)) return;
      if (name === '__proto__') return;
      setProperty(machine, target, name, value, node);
      return;
    case 'class':
    case 'function': {
      const slot = target.props.get(name) ?? makeSlot(machine);
      target.props.set(name, slot);
      machine.write(slot, value, node);
      return;
    }
    case 'array':
      setEntry(machine, target, name, value, node);
      return;
    case 'choice':
      machine.fork(
        target.cases.map((one) => () => {
          setMember(machine, one, name, value, node);
          return 'normal';
        }),
        null,
        target.condition,
      );
      return;
    case 'constant':
    case 'draw':
    case 'library':
    case 'native':
    case 'tensor':
    case 'unknown':
      return;
  }
}

function setProperty(
  machine: Machine,
  object: ObjectValue,
  name: string,
  value: Abstract,
  node: Located,
): void {
  const { flows } = machine;
  const slot = object.props.get(name);
  const before = read(slot);
  if (!flows || object.model || !slot || !before) {
    putProperty(machine, object, name, value, node);
    return;
  }
  if (flows.isTrained(before, value, node)) return;
  const stored = flows.stored(object, name, value, node, machine.isFromEarlierRun(slot));
  if (stored) putProperty(machine, object, name, stored, node);
}

function setEntry(machine: Machine, array: ArrayValue, name: string, given: Abstract, node: Located): void {
  const value = isIndex(name) ? kept(machine, array, Number(name), given, node) : given;
  if (value === null) return;
  const list = expanded(listOf(array));
  if (name === 'length') {
    const length = asNumber(value);
    if (length === 0) machine.write(array.content, { t: 'list', items: [] });
    else if (list.items.length === 0 && list.rest === undefined)
      machine.write(array.content, { t: 'list', items: [], fill: { length: value, value: undefinedValue } });
    return;
  }
  if (!isIndex(name)) return;
  const index = Number(name);
  const items: Item[] = [...list.items];
  if (list.rest !== undefined && index < items.length) {
    items[index] = { value, node };
    machine.write(array.content, { ...list, items });
    return;
  }
  if (list.rest !== undefined || index > items.length + 64) {
    machine.write(
      array.content,
      machine.flows
        ? weakly(listOf(array), value)
        : {
            t: 'list',
            items,
            rest: list.rest ? joinValues(list.rest, value) : unknownValue('a sparse array'),
          },
    );
    return;
  }
  while (items.length < index) items.push({ value: undefinedValue });
  items[index] = { value, node };
  machine.write(array.content, { ...list, items });
}
