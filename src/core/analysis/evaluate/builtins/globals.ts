// What the language itself provides: Math, Object, Array, typed arrays, Promise, timers.
import { arrayMember, onEach } from './arrays.ts';
import { makeMap } from './maps.ts';
import { rawTemplate } from './text.ts';
import { expanded } from '../expand.ts';
import { truncatedEntry, truncatedList } from '../entries.ts';
import type {
  Abstract,
  ArrayValue,
  Call,
  Constant,
  Draw,
  Item,
  Machine,
  NativeFunction,
  Typed,
} from '../model.ts';
import {
  asNumber,
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
import { copyProperties, putProperty } from '../patterns.ts';
import { truthiness } from '../operators.ts';

const argument = (call: Call, index: number): Abstract => call.args[index] ?? undefinedValue;

const namespace = (name: string, members: Readonly<Record<string, Abstract>>): NativeFunction =>
  native(name, () => unknownValue(`${name} is not a function`), members);

/** Functions of numbers alone. */
const numeric: Readonly<Record<string, (...args: number[]) => number>> = {
  abs: Math.abs,
  ceil: Math.ceil,
  floor: Math.floor,
  round: Math.round,
  trunc: Math.trunc,
  sign: Math.sign,
  sqrt: Math.sqrt,
  cbrt: Math.cbrt,
  exp: Math.exp,
  log: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  pow: Math.pow,
  min: Math.min,
  max: Math.max,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  tanh: Math.tanh,
  hypot: Math.hypot,
};

/** Of a random draw these give a constant where the whole range falls on one value. */
const monotone = new Set(['floor', 'ceil', 'round', 'trunc']);

const mathFunctions = Object.fromEntries(
  Object.entries(numeric).map(([name, compute]) => [
    name,
    native(`Math.${name}`, (machine, call) => {
      const value = mathResult(machine, name, compute, call);
      return machine.flows?.apply(value, call.args, compute, name) ?? value;
    }),
  ]),
);

function mathResult(
  machine: Machine,
  name: string,
  compute: (...args: number[]) => number,
  call: Call,
): Abstract {
  const numbers = call.args.map(asNumber);
  const at = machine.span(call.at);
  if (!call.open && numbers.every((value) => value !== undefined)) return constant(compute(...numbers), at);
  const first = call.args.at(0);
  if (first?.t === 'draw') return roundedDraw(name, compute, first, at);
  const unknown = call.args.find((arg) => arg.t === 'unknown');
  if (unknown) return unknown;
  const random = call.args.some((arg) => arg.t === 'draw');
  return {
    ...unknownValue(`Math.${name} of something that is not known`, at),
    ...(random ? { kind: 'random' as const } : {}),
  };
}

function roundedDraw(
  name: string,
  compute: (value: number) => number,
  first: Draw,
  at: { start: number; end: number },
): Abstract {
  const { low, high } = first;
  if (!monotone.has(name) || first.isNormal)
    return { ...unknownValue('it depends on a random number', at), kind: 'random' };
  // A draw never reaches its upper end.
  const top = high > low ? high - Math.abs(high - low) * 1e-12 : high;
  const [a, b] = [compute(low), compute(top)];
  return a === b ? { ...constant(a, at), truncated: at } : { ...first, low: a, high: b, at };
}

const mathNamespace = namespace('Math', {
  ...mathFunctions,
  imul: native('Math.imul', () => ({ ...unknownValue('a generator with a seed gives it'), kind: 'random' })),
  PI: constant(Math.PI),
  E: constant(Math.E),
  SQRT2: constant(Math.SQRT2),
  LN2: constant(Math.LN2),
  random: native('Math.random', (machine, call) => ({
    t: 'draw',
    low: 0,
    high: 1,
    at: machine.span(call.at),
    born: machine.clock,
  })),
});

/** An array of `length` entries that are all `value`; nothing of that size is ever made. */
function filled(length: Abstract, value: Abstract, machine: Machine, call: Call, typed: Typed): Abstract {
  const array = makeArray(machine, [], call.at, typed);
  machine.write(array.content, { t: 'list', items: [], fill: { length, value } });
  return array;
}

function newArray(machine: Machine, call: Call): Abstract {
  const first = argument(call, 0);
  if (call.open && call.args.length === 0) {
    // Array.apply(null, Array(n)): an array of unknown length.
    const rest = unknownValue('entries of unknown number');
    return makeList(machine, { t: 'list', items: [], rest }, call.at);
  }
  if (call.args.length === 1 && !(first.t === 'constant' && typeof first.value !== 'number')) {
    return filled(first, undefinedValue, machine, call, false);
  }
  return makeArray(
    machine,
    call.args.map((value) => ({ value })),
    call.at,
  );
}

const newTypedArray =
  (typed: Exclude<Typed, false>): NativeFunction['call'] =>
  (machine, call) => {
    const first = call.args.at(0) ?? constant(0);
    if (first.t === 'array') {
      const array = makeArray(machine, [], call.at, typed);
      machine.write(array.content, typed === 'integer' ? truncatedList(listOf(first)) : listOf(first));
      return array;
    }
    if (first.t === 'unknown' && machine.flows) {
      // A length or an array to copy: nobody knows.
      const array = makeArray(machine, [], call.at, typed);
      const isLength =
        !call.callee.endsWith('From') &&
        /length|^len|size|count|units|num|^n|dim|width|\*|input|output|hidden|cols|columns|rows|features|taps/i.test(
          call.nodes[0]?.getText(call.at.module.source) ?? '',
        );
      machine.write(array.content, {
        t: 'list',
        items: [],
        ...(isLength ? { fill: { length: first, value: constant(0) } } : { rest: first }),
      });
      return array;
    }
    return filled(first, constant(0), machine, call, typed);
  };

function arrayFrom(machine: Machine, call: Call): Abstract {
  const source = argument(call, 0);
  const callback = call.args.at(1);
  let list: Item[] | undefined;
  let fill: { length: Abstract; value: Abstract } | undefined;
  if (source.t === 'array') {
    const known = expanded(listOf(source));
    if (known.rest === undefined) list = [...known.items];
    else fill = { length: unknownValue('the length of the array is not known'), value: known.rest };
  } else if (source.t === 'object' && source.props.has('length')) {
    fill = { length: read(source.props.get('length')) ?? undefinedValue, value: undefinedValue };
    const short = expanded({ t: 'list', items: [], fill });
    if (short.rest === undefined) list = [...short.items];
  }
  if (list) {
    const items = callback
      ? list.map((item, index) => ({
          ...item,
          value: machine.callBack(callback, [item.value, constant(index)], call),
        }))
      : list;
    return makeArray(machine, items, call.at);
  }
  if (!fill) return unknownValue('an array made from something that is not known');
  const given = fill.value;
  const value = callback
    ? onEach(machine, () => machine.callBack(callback, [given, unknownValue('any index')], call))
    : given;
  const array = makeArray(machine, [], call.at);
  // With a callback every entry is computed anew, so the entries need not be one value.
  machine.write(array.content, {
    t: 'list',
    items: [],
    fill: { ...fill, value, ...(callback ? { each: true } : {}) },
  });
  return array;
}

function typedFrom(machine: Machine, call: Call, typed: Exclude<Typed, false>): Abstract {
  const array = arrayFrom(machine, call);
  if (array.t !== 'array') return array;
  const list = listOf(array);
  const copy = makeArray(machine, [], call.at, typed);
  machine.write(copy.content, typed === 'integer' ? truncatedList(list) : list);
  return copy;
}

const arrayConstructor = native('Array', newArray, {
  from: native('Array.from', arrayFrom),
  of: native('Array.of', (machine, call) =>
    makeArray(
      machine,
      call.args.map((value) => ({ value })),
      call.at,
    ),
  ),
  isArray: native('Array.isArray', (_machine, call) => {
    const value = argument(call, 0);
    return value.t === 'unknown' || value.t === 'choice'
      ? unknownValue('whether it is an array')
      : constant(value.t === 'array');
  }),
  prototype: namespace('Array.prototype', {
    slice: arrayMember('slice') ?? undefinedValue,
    concat: arrayMember('concat') ?? undefinedValue,
    forEach: arrayMember('forEach') ?? undefinedValue,
    map: arrayMember('map') ?? undefinedValue,
  }),
});

function listed(machine: Machine, call: Call, entry: (name: string, value: Abstract) => Abstract): Abstract {
  const object = argument(call, 0);
  if (object.t !== 'object' || object.open.value.t !== 'absent' || object.model)
    return unknownValue('the properties are not known');
  const items: Item[] = [];
  for (const [name, slot] of object.props) {
    const value = read(slot);
    if (value !== undefined && !name.startsWith('@@') && !name.startsWith('#'))
      items.push({ value: entry(name, value) });
  }
  return makeArray(machine, items, call.at);
}

const same = (_machine: Machine, call: Call): Abstract => argument(call, 0);

const objectConstructor = native('Object', same, {
  assign: native('Object.assign', (machine, call) => {
    const target = argument(call, 0);
    if (target.t !== 'object') return target;
    for (const source of call.args.slice(1)) {
      if (source.t === 'object') copyProperties(machine, source, target);
      else if (source.t !== 'constant') {
        machine.flows?.escaped(target, 'assign');
        machine.write(target.open, unknownValue('it was assigned something that is not known'));
      }
    }
    return target;
  }),
  keys: native('Object.keys', (machine, call) => listed(machine, call, (name) => constant(name))),
  values: native('Object.values', (machine, call) => listed(machine, call, (_name, value) => value)),
  entries: native('Object.entries', (machine, call) =>
    listed(machine, call, (name, value) => makeArray(machine, [{ value: constant(name) }, { value }])),
  ),
  fromEntries: native('Object.fromEntries', (machine, call) => {
    const object = makeObject(machine, { made: call.at });
    const source = argument(call, 0);
    const list = source.t === 'array' ? expanded(listOf(source)) : undefined;
    for (const { value } of list?.items ?? []) {
      const pair = value.t === 'array' ? expanded(listOf(value)).items : [];
      const [name, content] = [pair.at(0), pair.at(1)];
      if (name?.value.t === 'constant' && content)
        putProperty(machine, object, String(name.value.value), content.value, content.node);
    }
    if (!list || list.rest !== undefined)
      machine.write(object.open, unknownValue('entries that are not known'));
    return object;
  }),
  freeze: native('Object.freeze', same),
  seal: native('Object.seal', same),
  create: native('Object.create', (machine, call) => {
    const proto = argument(call, 0);
    return makeObject(machine, { made: call.at, proto: proto.t === 'object' ? proto : null });
  }),
  defineProperty: native('Object.defineProperty', same),
});

const runLater: NativeFunction['call'] = (machine, call) => {
  machine.callBack(argument(call, 0), [], call);
  return unknownValue('a timer');
};

const promiseConstructor = native(
  'Promise',
  (machine, call) => {
    const results: Abstract[] = [];
    const resolve = native('resolve', (_machine, done) => {
      results.push(argument(done, 0));
      return undefinedValue;
    });
    machine.callBack(argument(call, 0), [resolve, native('reject', () => undefinedValue)], call);
    return results[0] ?? unknownValue('what a promise brings');
  },
  {
    resolve: native('Promise.resolve', same),
    reject: native('Promise.reject', () => unknownValue('a rejected promise')),
    all: native('Promise.all', same),
    allSettled: native('Promise.allSettled', () => unknownValue('settled promises')),
    race: native('Promise.race', () => unknownValue('the first promise')),
  },
);

const convert = (
  name: string,
  compute: (value: string | number | boolean) => string | number | boolean,
): NativeFunction =>
  native(name, (_machine, call) => {
    const given = argument(call, 0);
    const value = given.t === 'draw' && name === 'parseInt' ? truncatedEntry(given) : given;
    if (
      value.t !== 'constant' ||
      value.value === null ||
      value.value === undefined ||
      typeof value.value === 'bigint'
    ) {
      return value.t === 'unknown' || value.t === 'draw'
        ? value
        : unknownValue(`${name} of something that is not known`);
    }
    return { ...constant(compute(value.value), value.at), ...cutFrom(value) };
  });

const cutFrom = ({ truncated }: Constant): Pick<Constant, 'truncated'> => (truncated ? { truncated } : {});

const numberConstructor: NativeFunction = {
  ...convert('Number', Number),
  props: {
    EPSILON: constant(Number.EPSILON),
    MAX_VALUE: constant(Number.MAX_VALUE),
    parseFloat: convert('parseFloat', (value) => Number.parseFloat(String(value))),
    parseInt: convert('parseInt', (value) => Number.parseInt(String(value), 10)),
  },
};

/** Texts that hold a value, until they are parsed again. */
const serialized = new WeakMap<Abstract, Abstract>();

const jsonNamespace = namespace('JSON', {
  stringify: native('JSON.stringify', (_machine, call) => {
    const text = unknownValue('a text');
    if (call.args.length === 1) serialized.set(text, argument(call, 0));
    return text;
  }),
  parse: native('JSON.parse', (machine, call) => {
    const value = serialized.get(argument(call, 0));
    return value?.t === 'array' ? copyOf(machine, value, 0) : unknownValue('what JSON.parse gives');
  }),
});

/** An array of arrays entry by entry. */
function copyOf(machine: Machine, array: ArrayValue, depth: number): ArrayValue {
  const { items, fill, rest } = listOf(array);
  const inner = (value: Abstract): Abstract =>
    value.t === 'array' && depth < 4 ? copyOf(machine, value, depth + 1) : value;
  return makeList(machine, {
    t: 'list',
    items: items.map((item) => ({ ...item, value: inner(item.value) })),
    ...(fill ? { fill: { ...fill, value: inner(fill.value) } } : {}),
    ...(rest ? { rest: inner(rest) } : {}),
  });
}

const silent = native('console', () => undefinedValue);
const consoleNamespace = namespace(
  'console',
  Object.fromEntries(
    ['log', 'warn', 'error', 'info', 'debug', 'time', 'timeEnd', 'table', 'assert'].map((name) => [
      name,
      silent,
    ]),
  ),
);

const typedArrays: Readonly<Record<string, Exclude<Typed, false>>> = {
  Float32Array: 'float',
  Float64Array: 'float',
  Int8Array: 'integer',
  Int16Array: 'integer',
  Int32Array: 'integer',
  Uint8Array: 'integer',
  Uint8ClampedArray: 'integer',
  Uint16Array: 'integer',
  Uint32Array: 'integer',
};

const collection = (name: string): NativeFunction =>
  native(name, (machine, call) => {
    const object = makeObject(machine, { made: call.at });
    object.open.value = unknownValue(`the contents of a ${name}`);
    return object;
  });

const globals: Readonly<Record<string, Abstract>> = {
  Math: mathNamespace,
  Array: arrayConstructor,
  Object: objectConstructor,
  Promise: promiseConstructor,
  Number: numberConstructor,
  String: { ...convert('String', String), props: { raw: native('String.raw', rawTemplate) } },
  Boolean: native('Boolean', (_machine, call) => {
    const truth = truthiness(argument(call, 0));
    return truth === undefined ? unknownValue('a condition that is not known') : constant(truth);
  }),
  parseInt: convert('parseInt', (value) => Number.parseInt(String(value), 10)),
  parseFloat: convert('parseFloat', (value) => Number.parseFloat(String(value))),
  console: consoleNamespace,
  setTimeout: native('setTimeout', runLater),
  setInterval: native('setInterval', runLater),
  setImmediate: native('setImmediate', runLater),
  requestAnimationFrame: native('requestAnimationFrame', runLater),
  queueMicrotask: native('queueMicrotask', runLater),
  structuredClone: native('structuredClone', same),
  JSON: jsonNamespace,
  Infinity: constant(Infinity),
  NaN: constant(NaN),
  Map: native('Map', makeMap),
  Set: collection('Set'),
  WeakMap: collection('WeakMap'),
  Error: collection('Error'),
  ...Object.fromEntries(
    Object.entries(typedArrays).map(([name, typed]) => [
      name,
      native(name, newTypedArray(typed), {
        from: native(`${name}.from`, (machine, call) => typedFrom(machine, call, typed)),
        of: native(`${name}.of`, (machine, call) =>
          makeArray(
            machine,
            call.args.map((value) => ({ value })),
            call.at,
            typed,
          ),
        ),
      }),
    ]),
  ),
};

export const globalValueOf = (name: string): Abstract | undefined =>
  Object.hasOwn(globals, name) ? globals[name] : undefined;
