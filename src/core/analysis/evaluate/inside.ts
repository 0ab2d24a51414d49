// What lies inside arrays and objects: their first number, the array around it, what they keep by name.
import { isScalar } from './flow.ts';
import type { Abstract, ArrayValue, List } from './model.ts';
import { asNumber, listOf, read } from './model.ts';

const maxDepth = 4;
const maxProperties = 12;
/** A longer list holds data, not the parameters of layers. */
const maxParts = 64;

/** A number deep inside an array or a matrix object. */
export function firstLeaf(value: Abstract, depth = 0): Abstract | undefined {
  if (isScalar(value)) return value;
  return firstIn(value, depth, firstLeaf);
}

/** The innermost first array in it. */
export function firstHolder(value: Abstract, depth = 0): ArrayValue | undefined {
  const inner = firstIn(value, depth, firstHolder);
  return inner ?? (value.t === 'array' && depth <= maxDepth ? value : undefined);
}

/** What is found in the first entry of an array, or in the first array that an object keeps. */
function firstIn<T>(
  value: Abstract,
  depth: number,
  find: (inner: Abstract, depth: number) => T | undefined,
): T | undefined {
  if (depth > maxDepth) return undefined;
  if (value.t === 'array') {
    const list = listOf(value);
    const inner = list.items.at(0)?.value ?? list.fill?.value ?? list.rest;
    return inner && find(inner, depth + 1);
  }
  if (value.t !== 'object' || value.model) return undefined;
  for (const slot of [...value.props.values()].slice(0, maxProperties)) {
    const inner = read(slot);
    const found = inner?.t === 'array' ? find(inner, depth + 1) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** What an object of the program or a list keeps, by name. */
export function partsOf(
  value: Abstract,
): readonly { readonly name: string; readonly value: Abstract }[] | undefined {
  if (value.t === 'array') {
    const { items, fill, rest } = listOf(value);
    return fill || rest || items.length > maxParts
      ? undefined
      : items.map((item, index) => ({ name: String(index), value: item.value }));
  }
  if (value.t !== 'object' || value.model) return undefined;
  return [...value.props].flatMap(([name, slot]) => {
    const inner = read(slot);
    return inner ? [{ name, value: inner }] : [];
  });
}

/** `[]` and `new Array(n)`: nothing is in it yet. */
export const isRoom = ({ items, fill, rest }: List): boolean =>
  items.length === 0 && !rest && (!fill || (fill.value.t === 'constant' && fill.value.value === undefined));

/** Typed arrays of one length side by side are rows; others are buffers, each for itself. */
export function isMatrix(list: List): boolean {
  if (list.fill ?? list.rest) return true;
  const lengths = list.items.map(({ value }) =>
    value.t === 'array' ? listOf(value).fill?.length : undefined,
  );
  const known = lengths.map((length) => length && asNumber(length));
  return known[0] !== undefined && known.every((length) => length === known[0]);
}
