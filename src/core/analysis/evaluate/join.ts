// The least value that covers two: what is known after branches meet.
import type { Span } from '../../network/span.ts';
import { expanded } from './expand.ts';
import { flowIn, withFlow } from './flow.ts';
import type { Abstract, Flow, Item, List, Meeting, Slot } from './model.ts';
import { absent, listOf, unknownValue, undefinedValue } from './model.ts';

const maxCases = 5;

export function joinSlots(
  a: Slot['value'],
  b: Slot['value'],
  condition?: Span,
  meeting: Meeting = 'branches',
): Slot['value'] {
  if (a === b) return a;
  if (a.t === 'list' || b.t === 'list') {
    if (a.t === 'absent') return b;
    if (b.t === 'absent') return a;
    if (a.t === 'list' && b.t === 'list') return joinLists(a, b, condition, meeting);
    return unknownValue('branches leave different things here');
  }
  if (a.t === 'absent' && b.t === 'absent') return absent;
  if (meeting === 'loop' && hasGrown(b, a)) return a;
  return joinValues(
    a.t === 'absent' ? undefinedValue : a,
    b.t === 'absent' ? undefinedValue : b,
    condition,
    meeting,
  );
}

export function joinValues(
  a: Abstract,
  b: Abstract,
  condition?: Span,
  meeting: Meeting = 'branches',
): Abstract {
  const [f, g] = [flowIn(a), flowIn(b)];
  const joined = withoutFlows(a, b, condition);
  return f || g ? withFlow(joined, joinFlows(f, g, meeting)) : joined;
}

/** After a loop the number is what the loop made of it; after branches its curve is open where they differ. */
function joinFlows(f: Flow | undefined, g: Flow | undefined, meeting: Meeting): Flow | undefined {
  if (!f || !g) {
    const only = f ?? g;
    return meeting === 'loop' || !only ? only : { ...only, curve: null };
  }
  if (f.node === g.node)
    return f.curve === g.curve ? f : { ...f, curve: meeting === 'loop' ? f.curve : null };
  const larger = f.node.reaches.size >= g.node.reaches.size ? f : g;
  return meeting === 'loop' ? larger : { ...larger, curve: null };
}

function withoutFlows(a: Abstract, b: Abstract, condition?: Span): Abstract {
  if (sameValue(a, b)) return a;
  const cases: Abstract[] = [];
  for (const value of [...casesOf(a), ...casesOf(b)]) {
    if (value.t === 'unknown') return value;
    if (!cases.some((other) => sameValue(other, value))) cases.push(value);
  }
  const only = cases.at(0);
  if (cases.length === 1 && only) return only;
  if (cases.length > maxCases) return unknownValue('it depends on too many conditions', condition);
  const where =
    condition ?? (a.t === 'choice' ? a.condition : undefined) ?? (b.t === 'choice' ? b.condition : undefined);
  return { t: 'choice', cases, ...(where ? { condition: where } : {}) };
}

export const casesOf = (value: Abstract): readonly Abstract[] =>
  value.t === 'choice' ? value.cases : [value];

function sameValue(a: Abstract, b: Abstract): boolean {
  if (a === b) return true;
  if (a.t === 'constant' && b.t === 'constant') return Object.is(a.value, b.value);
  if (a.t === 'library' && b.t === 'library') {
    return a.library === b.library && a.path.join('.') === b.path.join('.');
  }
  if (a.t === 'function' && b.t === 'function')
    return a.node === b.node && a.scope === b.scope && a.self === b.self;
  return false;
}

/** `row = row.concat(x)` in a loop: it is the longer one that the loop leaves. */
function hasGrown(before: Abstract | Slot['value'], after: Abstract | Slot['value']): boolean {
  if (before.t !== 'array' || after.t !== 'array') return false;
  const { items, fill, rest } = listOf(before);
  return items.length === 0 && !fill && !rest && listOf(after).rest !== undefined;
}

/** Entries after the common beginning are kept, each as one that may be there. */
function joinLists(first: List, second: List, condition: Span | undefined, meeting: Meeting): List {
  const isSpelledOut = !first.fill || !second.fill;
  const [a, b] = isSpelledOut ? [expanded(first), expanded(second)] : [first, second];

  if (a.fill || b.fill) {
    if (a.fill && b.fill && (sameValue(a.fill.value, b.fill.value) || a.fill.length === b.fill.length)) {
      const value = joinFilled(a.fill.value, b.fill.value, condition, meeting);
      const length =
        a.fill.length === b.fill.length ? a.fill.length : unknownValue('the length depends on a condition');
      return { t: 'list', items: [], fill: { ...a.fill, ...b.fill, value, length } };
    }
    return { t: 'list', items: [], rest: unknownValue('the entries depend on a condition') };
  }
  if (isRewritten(a, b))
    return {
      t: 'list',
      items: a.items.map((item, index) => {
        const other = b.items[index] ?? item;
        return other === item
          ? item
          : { ...item, value: joinFilled(item.value, other.value, condition, meeting) };
      }),
      ...(a.rest && b.rest ? { rest: joinFilled(a.rest, b.rest, condition, meeting) } : {}),
    };
  if (a.items.length + b.items.length > maxItems) return collapsed([a, b], condition, meeting);
  let common = 0;
  while (common < a.items.length && common < b.items.length && sameItem(a.items[common], b.items[common]))
    common += 1;
  const maybe = (item: Item): Item => ({ ...item, maybe: item.maybe ?? condition ?? true });
  const rest = a.rest ?? b.rest;
  return {
    t: 'list',
    items: [
      ...a.items.slice(0, common),
      ...a.items.slice(common).map(maybe),
      ...b.items.slice(common).map(maybe),
    ],
    ...(rest ? { rest } : {}),
  };
}

/** Lists joined again and again would double each time: beyond this many entries they are summed up. */
const maxItems = 512;

function collapsed(lists: readonly List[], condition: Span | undefined, meeting: Meeting): List {
  const all = lists.flatMap(({ items, rest }) => [
    ...items.map(({ value }) => value),
    ...(rest ? [rest] : []),
  ]);
  const [first = unknownValue('the entries depend on a condition')] = all;
  const kinds = all.slice(1, 64);
  return { t: 'list', items: [], rest: kinds.reduce((x, y) => joinValues(x, y, condition, meeting), first) };
}

/** A loop that fills an array leaves no holes in it. */
function joinFilled(a: Abstract, b: Abstract, condition: Span | undefined, meeting: Meeting): Abstract {
  if (meeting === 'loop' && isHole(a)) return b;
  // A loop is believed to run: what its round leaves as it was, the round has joined already.
  if (meeting === 'loop' && (isHole(b) || (isNumeric(a) && isNumeric(b)))) return a;
  return joinValues(a, b, condition, meeting);
}

const isHole = (value: Abstract): boolean => value.t === 'constant' && value.value === undefined;

/** The same entries with other numbers in them. */
const isRewritten = (a: List, b: List): boolean =>
  a.items.length === b.items.length &&
  (a.rest === undefined) === (b.rest === undefined) &&
  a.items.length > 0 &&
  a.items.every((item, index) => {
    const other = b.items.at(index);
    return other !== undefined && (other === item || (isNumeric(item.value) && isNumeric(other.value)));
  });

const isNumeric = (value: Abstract): boolean =>
  value.t === 'draw' ||
  flowIn(value) !== undefined ||
  (value.t === 'constant' && (typeof value.value === 'number' || value.value === undefined));

const sameItem = (a: Item | undefined, b: Item | undefined): boolean =>
  a !== undefined && b !== undefined && (a === b || (a.maybe === b.maybe && sameValue(a.value, b.value)));
