// Methods of arrays and typed arrays. Long arrays are never spelled out: a filled one is a length and a value.
import ts from 'typescript';
import { expanded } from '../expand.ts';
import { noteSpread, truncatedList } from '../entries.ts';
import { joinValues } from '../join.ts';
import type { Abstract, ArrayValue, Call, Item, List, Machine, NativeFunction } from '../model.ts';
import {
  asNumber,
  asString,
  constant,
  listOf,
  makeArray,
  makeList,
  native,
  undefinedValue,
  unknownValue,
} from '../model.ts';
import { binary, truthiness } from '../operators.ts';

/** Callbacks are not followed entry by entry once they have taken this many steps. */
const maxSteps = 2500;

type ArrayMethod = (machine: Machine, array: ArrayValue, call: Call) => Abstract;

const argument = (call: Call, index: number): Abstract => call.args[index] ?? undefinedValue;

const isSure = (list: List): boolean =>
  list.rest === undefined && list.items.every((item) => item.maybe === undefined);

/** What one call gives that stands for the calls on all entries. */
export function onEach(machine: Machine, call: () => Abstract): Abstract {
  return machine.repeat(() => {
    const value = call();
    machine.flows?.spread(value, machine.rounds.slice(-1));
    return value;
  });
}

/** `fill(value, 0, length)` */
function isWhole({ args }: Call, length: Abstract): boolean {
  const [start, end] = [args.at(1), args.at(2)];
  const isFromStart = start === undefined || (asNumber(start) ?? -1) === 0;
  const isToEnd =
    end === undefined || end === length || (asNumber(end) ?? -1) >= (asNumber(length) ?? Infinity);
  return isFromStart && isToEnd;
}

/** Calls a callback for every entry, as far as they are known; a filled array once, since its entries are one value. */
function mapped(machine: Machine, array: ArrayValue, call: Call, from = 0): List {
  const list = listOf(array);
  const callback = argument(call, from);
  const each = (value: Abstract, index: Abstract): Abstract =>
    machine.callBack(callback, [seen(machine, array, value), index, array], call);
  const short = expanded(list);
  if (list.fill && short.items.length === 0) {
    const filled = list.fill.value;
    return {
      t: 'list',
      items: [],
      fill: {
        length: list.fill.length,
        value: onEach(machine, () => each(filled, unknownValue('any index'))),
        each: true,
      },
    };
  }
  const items: Item[] = [];
  const before = machine.spent;
  for (const [index, item] of short.items.entries()) {
    if (machine.spent - before > maxSteps) {
      return {
        t: 'list',
        items,
        rest: each(unknownValue('an entry of a long list'), unknownValue('any index')),
      };
    }
    items.push({ ...item, value: each(item.value, constant(index)) });
  }
  return { t: 'list', items, ...(short.rest ? { rest: each(short.rest, unknownValue('any index')) } : {}) };
}

/** An entry as a callback gets it. */
const seen = (machine: Machine, array: ArrayValue, value: Abstract): Abstract =>
  machine.flows?.entry(array, value) ?? value;

/** A round of forEach, which takes no result. */
function eachOf(machine: Machine, args: readonly Abstract[], call: Call): void {
  const callback = argument(call, 0);
  const result = machine.callBack(callback, args, call);
  if (callback.t === 'function' && callback.node.body)
    machine.flows?.discard(result, { node: callback.node.body, module: callback.scope.frame.module });
}

/** `row = row.concat(x)` in a loop of unknown length: some entries like x. */
function grown(machine: Machine, array: ArrayValue, call: Call): ArrayValue | undefined {
  const { items, fill, rest } = listOf(array);
  const value = call.args.at(0);
  if (!machine.flows || items.length > 0 || fill || rest || call.args.length !== 1 || !value)
    return undefined;
  const born = array.content.born;
  if (!machine.rounds.some((began) => began > born)) return undefined;
  const list = value.t === 'array' ? expanded(listOf(value)) : undefined;
  const one = list ? list.items.at(0)?.value : value;
  if (!one || list?.rest || (list && list.items.length > 1)) return undefined;
  machine.flows.spread(
    one,
    machine.rounds.filter((began) => began > born),
  );
  const longer = makeList(machine, { t: 'list', items: [], rest: one });
  const node = call.nodes.at(0);
  machine.flows.keep(one, longer, null, node && { node, module: call.at.module });
  return longer;
}

/** Sums over what is not known: one round, with the total as it is in the middle of it. */
function summed(machine: Machine, array: ArrayValue, call: Call): Abstract {
  const list = expanded(listOf(array));
  const any = [...list.items.map((item) => item.value), ...(list.rest ? [list.rest] : [])]
    .map((value) => seen(machine, array, value))
    .reduce<Abstract | undefined>((a, b) => (a ? joinValues(a, b, undefined, 'loop') : b), undefined);
  if (!any) return unknownValue('a reduction of a list that is not known');
  const first = argument(call, 1);
  const total: Abstract =
    first.t === 'constant' && (typeof first.value === 'number' || first.value === undefined)
      ? {
          ...unknownValue('a sum over a list that is not known'),
          kind: 'counter',
          ...(first.flow ? { flow: first.flow } : {}),
        }
      : first;
  const result = machine.callBack(argument(call, 0), [total, any, unknownValue('any index'), array], call);
  return result.t === 'unknown' && result.kind === 'counter' ? unknownValue(result.why) : result;
}

const methods: Readonly<Record<string, ArrayMethod>> = {
  /** Of what a generator yields, which has been run to its end. */
  next: () => unknownValue('what a generator yields next'),
  push: (machine, array, call) => {
    const list = expanded(listOf(array));
    call.args.forEach((value, index) => {
      const node = call.nodes[index];
      machine.flows?.keep(value, array, null, node && { node, module: call.at.module });
      noteSpread(machine, array, value);
    });
    if (list.rest !== undefined) {
      const rest = call.args.reduce((a, b) => joinValues(a, b), list.rest);
      machine.write(array.content, { ...list, rest });
      return unknownValue('the length of the array is not known');
    }
    if (list.items.length > 5000) {
      machine.write(array.content, {
        t: 'list',
        items: [],
        rest: unknownValue('the array is too long to follow'),
      });
      return unknownValue('the length of the array is not known');
    }
    const items = [
      ...list.items,
      ...call.args.map((value, index): Item => {
        const node = call.nodes[index];
        return node ? { value, node: { node, module: call.at.module } } : { value };
      }),
    ];
    machine.write(array.content, {
      t: 'list',
      items,
      ...(call.open ? { rest: unknownValue('entries of unknown number') } : {}),
    });
    return constant(items.length);
  },
  unshift: (machine, array, call) => {
    const list = expanded(listOf(array));
    machine.write(array.content, {
      ...list,
      items: [...call.args.map((value) => ({ value })), ...list.items],
    });
    return unknownValue('the length of the array is not known');
  },
  pop: (machine, array) => {
    const list = expanded(listOf(array));
    const last = list.items.at(-1);
    if (list.rest !== undefined || !last) return unknownValue('the last entry is not known');
    machine.write(array.content, { ...list, items: list.items.slice(0, -1) });
    return last.maybe ? unknownValue('the last entry is not known') : last.value;
  },
  shift: (machine, array) => {
    const list = expanded(listOf(array));
    const first = list.items.at(0);
    if (!first || first.maybe) return unknownValue('the first entry is not known');
    machine.write(array.content, { ...list, items: list.items.slice(1) });
    return first.value;
  },
  fill: (machine, array, call) => {
    const list = listOf(array);
    const value = argument(call, 0);
    const length = list.fill
      ? list.fill.length
      : isSure(list)
        ? constant(list.items.length)
        : unknownValue('the length of the array is not known');
    if (!isWhole(call, length)) {
      machine.write(array.content, { t: 'list', items: [], rest: unknownValue('an array filled in part') });
      return array;
    }
    if (machine.flows) machine.flows.keep(value, array, null, call.at);
    machine.write(array.content, { t: 'list', items: [], fill: { length, value } }, call.at);
    return array;
  },
  map: (machine, array, call) =>
    makeList(
      machine,
      array.typed === 'integer' ? truncatedList(mapped(machine, array, call)) : mapped(machine, array, call),
      machine.flows ? call.at : undefined,
      array.typed,
    ),
  forEach: (machine, array, call) => {
    const list = expanded(listOf(array));
    const before = machine.spent;
    for (const [index, item] of list.items.entries()) {
      if (machine.spent - before > maxSteps) break;
      const round = (): 'normal' => {
        eachOf(machine, [seen(machine, array, item.value), constant(index), array], call);
        return 'normal';
      };
      if (item.maybe)
        machine.fork([round, () => 'normal'], null, item.maybe === true ? undefined : item.maybe);
      else round();
    }
    const { rest } = list;
    if (rest) {
      machine.fork(
        [
          () => {
            eachOf(machine, [seen(machine, array, rest), unknownValue('any index'), array], call);
            return 'normal';
          },
          () => 'normal',
        ],
        null,
        machine.span(call.at),
        'loop',
      );
    }
    return undefinedValue;
  },
  filter: (machine, array, call) => {
    const list = expanded(listOf(array));
    const items = list.items.flatMap((item, index): Item[] => {
      const keep = truthiness(
        machine.callBack(argument(call, 0), [item.value, constant(index), array], call),
      );
      if (keep === false) return [];
      return [keep === true ? item : { ...item, maybe: machine.span(call.at) }];
    });
    return makeList(machine, { t: 'list', items, ...(list.rest ? { rest: list.rest } : {}) });
  },
  reduce: (machine, array, call) => {
    const list = expanded(listOf(array));
    if (!isSure(list))
      return machine.flows
        ? summed(machine, array, call)
        : unknownValue('a reduction of a list that is not known');
    const values = list.items.map((item) => seen(machine, array, item.value));
    let total = call.args.length > 1 ? argument(call, 1) : (values.shift() ?? undefinedValue);
    const before = machine.spent;
    for (const [index, value] of values.entries()) {
      if (machine.spent - before > maxSteps)
        return machine.flows ? total : unknownValue('a reduction of a long list');
      total = machine.callBack(argument(call, 0), [total, value, constant(index), array], call);
    }
    return total;
  },
  concat: (machine, array, call) => {
    const items: Item[] = [];
    const growing = grown(machine, array, call);
    if (growing) return growing;
    for (const part of [array, ...call.args]) {
      if (part.t !== 'array') {
        items.push({ value: part });
        continue;
      }
      const list = expanded(listOf(part));
      items.push(...list.items);
      if (list.rest !== undefined) return makeList(machine, { t: 'list', items, rest: list.rest });
    }
    return makeList(machine, { t: 'list', items });
  },
  slice: (machine, array, call) => {
    const list = expanded(listOf(array));
    const [from, to] = [asNumber(argument(call, 0)) ?? 0, asNumber(argument(call, 1))];
    const known = call.args.every((arg) => arg.t === 'constant');
    if (!known || (!isSure(list) && call.args.length > 0))
      return makeList(machine, { t: 'list', items: [], rest: unknownValue('a slice of unknown bounds') });
    return makeList(machine, { ...list, items: list.items.slice(from, to) });
  },
  reverse: (machine, array) => {
    const list = expanded(listOf(array));
    if (isSure(list)) machine.write(array.content, { t: 'list', items: [...list.items].reverse() });
    else machine.write(array.content, { t: 'list', items: [], rest: unknownValue('a reversed list') });
    return array;
  },
  join: (_machine, array, call) => {
    const list = expanded(listOf(array));
    const by = asString(argument(call, 0)) ?? ',';
    const parts = list.items.map((item) =>
      item.value.t === 'constant' ? String(item.value.value) : undefined,
    );
    return isSure(list) && parts.every((part) => part !== undefined)
      ? constant(parts.join(by))
      : unknownValue('a text that is not known');
  },
  at: (_machine, array, call) => {
    const list = expanded(listOf(array));
    const index = asNumber(argument(call, 0));
    if (index === undefined || !isSure(list)) return unknownValue('an entry that is not known');
    return list.items.at(index)?.value ?? undefinedValue;
  },
  includes: (_machine, array, call) => found(array, argument(call, 0)),
  flat: (machine, array) => flattened(machine, array),
  flatMap: (machine, array, call) => flattened(machine, makeList(machine, mapped(machine, array, call))),
  keys: (machine, array) => {
    const list = expanded(listOf(array));
    if (isSure(list))
      return makeArray(
        machine,
        list.items.map((_, index) => ({ value: constant(index) })),
      );
    const { fill } = listOf(array);
    if (!fill || !machine.flows) return unknownValue('keys of a list that is not known');
    const value = unknownValue('any index');
    return makeList(machine, { t: 'list', items: [], fill: { length: fill.length, value, each: true } });
  },
  values: (_machine, array) => array,
  entries: (machine, array) => {
    const list = expanded(listOf(array));
    if (!isSure(list)) return unknownValue('entries of a list that is not known');
    return makeArray(
      machine,
      list.items.map((item, index) => ({
        value: makeArray(machine, [{ value: constant(index) }, { value: item.value }]),
      })),
    );
  },
  set: (machine, array) => {
    machine.write(array.content, {
      t: 'list',
      items: [],
      rest: unknownValue('entries copied from elsewhere'),
    });
    return undefinedValue;
  },
  splice: (machine, array) => {
    machine.write(array.content, { t: 'list', items: [], rest: unknownValue('a spliced list') });
    return unknownValue('what was spliced out');
  },
  sort: (machine, array) => {
    const list = expanded(listOf(array));
    machine.write(array.content, {
      t: 'list',
      items: [],
      rest: list.items
        .map((item) => item.value)
        .reduce((a, b) => joinValues(a, b), list.rest ?? unknownValue('a sorted list')),
    });
    return array;
  },
  find: (machine, array, call) => {
    machine.callBack(argument(call, 0), [unknownValue('any entry'), unknownValue('any index'), array], call);
    return expanded(listOf(array))
      .items.map((item) => item.value)
      .reduce<Abstract>((a, b) => joinValues(a, b), undefinedValue);
  },
};

function found(array: ArrayValue, wanted: Abstract): Abstract {
  const list = expanded(listOf(array));
  const tests = list.items.map((item) =>
    truthiness(binary(ts.SyntaxKind.EqualsEqualsEqualsToken, item.value, wanted)),
  );
  if (tests.includes(true)) return constant(true);
  return isSure(list) && tests.every((test) => test === false)
    ? constant(false)
    : unknownValue('whether the list holds it');
}

function flattened(machine: Machine, array: ArrayValue): Abstract {
  const list = expanded(listOf(array));
  const items: Item[] = [];
  for (const item of list.items) {
    if (item.value.t !== 'array') items.push(item);
    else {
      const inner = expanded(listOf(item.value));
      if (inner.rest !== undefined) return makeList(machine, { t: 'list', items, rest: inner.rest });
      items.push(...inner.items);
    }
  }
  return makeList(machine, {
    t: 'list',
    items,
    ...(list.rest ? { rest: unknownValue('entries of unknown number') } : {}),
  });
}

/** A method of every array; undefined for names arrays do not have. */
export function arrayMember(name: string): NativeFunction | undefined {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (!method) return undefined;
  return native(name, (machine, call, self) =>
    self.t === 'array'
      ? method(machine, self, call)
      : unknownValue(`${name} of something that is not an array`),
  );
}
