// The least value that covers two: what is known after branches meet.
import type { Span } from '../../network/span.ts';
import type { Abstract, Item, List, Slot } from './model.ts';
import { absent, unknownValue, undefinedValue } from './model.ts';

const maxCases = 5;

export function joinSlots(a: Slot['value'], b: Slot['value'], condition?: Span): Slot['value'] {
  if (a === b) return a;
  if (a.t === 'list' || b.t === 'list') {
    if (a.t === 'absent') return b;
    if (b.t === 'absent') return a;
    if (a.t === 'list' && b.t === 'list') return joinLists(a, b, condition);
    return unknownValue('branches leave different things here');
  }
  if (a.t === 'absent' && b.t === 'absent') return absent;
  return joinValues(a.t === 'absent' ? undefinedValue : a, b.t === 'absent' ? undefinedValue : b, condition);
}

export function joinValues(a: Abstract, b: Abstract, condition?: Span): Abstract {
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

/** Entries after the common beginning are kept, each as one that may be there. */
function joinLists(a: List, b: List, condition?: Span): List {
  if (a.fill || b.fill) {
    if (a.fill && b.fill && sameValue(a.fill.value, b.fill.value))
      return {
        t: 'list',
        items: [],
        fill: { ...a.fill, length: unknownValue('the length depends on a condition') },
      };
    return { t: 'list', items: [], rest: unknownValue('the entries depend on a condition') };
  }
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

const sameItem = (a: Item | undefined, b: Item | undefined): boolean =>
  a !== undefined && b !== undefined && (a === b || (a.maybe === b.maybe && sameValue(a.value, b.value)));
