// Numbers that a library draws and a program may write over: handed out as lists the evaluator can write into, and read
// back as what a parameter starts from. Knows no library.
import type { NestedNumbers, Start, Surprise } from '../../network/graph.ts';
import type { Known, Value } from '../../network/value.ts';
import { known, unknown } from '../../network/value.ts';
import type { Abstract, ArrayValue, Draw, Item, Located, Machine, UnknownValue } from '../evaluate/model.ts';
import {
  asNumber,
  constant,
  isNullish,
  listOf,
  makeArray,
  makeList,
  unknownValue,
} from '../evaluate/model.ts';

/** An entry that nobody wrote: it is as the library made it. */
export const untouched: UnknownValue = unknownValue('the library draws it');

/** What somebody trained or saved elsewhere. */
export const loaded = constant('loaded');

/** Longer lists are a length and one value: writes to single entries of them are not followed. */
const maxSpelledOut = 512;

/** Numbers as the library draws them; undefined: nobody knows how many. */
export function untouchedList(machine: Machine, length: number | undefined): ArrayValue {
  if (length !== undefined && length >= 0 && length <= maxSpelledOut)
    return makeArray(machine, new Array<Item>(Math.floor(length)).fill({ value: untouched }));
  const size = length === undefined ? unknownValue('the size of the layer is not known') : constant(length);
  return makeList(machine, { t: 'list', items: [], fill: { length: size, value: untouched } });
}

/** What the parameter is where nobody writes it, and how single numbers fill it. */
export interface Made {
  readonly start: Value<Start>;
  /** The numbers in the order in which they lie, as nested arrays in the parameter's shape; undefined if they do not fill it. */
  readonly arrange: (numbers: readonly number[]) => NestedNumbers | undefined;
  /** Where the numbers are written, if that is not where each of them is. */
  readonly site?: Located | undefined;
}

export interface Reading {
  readonly start: Value<Start>;
  /** The expression that decides; absent where the library draws. */
  readonly site?: Located;
  /** The expression at the site is evaluated once for every weight, and no other writes one. */
  readonly forEach?: boolean;
  readonly surprises: readonly Surprise[];
}

interface Leaf {
  readonly value: Abstract;
  readonly node: Located | undefined;
  /** How many entries hold this very value; undefined: nobody knows. */
  readonly copies: number | undefined;
}

/** Larger tables are data, not weights written by hand. */
const maxNumbers = 4096;

/** What a parameter starts from whose numbers are `value`: one for all of them, or (nested) lists of them. */
export function readNumbers(
  machine: Machine,
  value: Abstract | undefined,
  made: Made,
  node?: Located,
): Reading {
  if (value === undefined || isNullish(value)) return { start: made.start, surprises: [] };
  if (value.t === 'choice') {
    const cases: Known<Start>[] = [];
    for (const one of value.cases) {
      const { start } = readNumbers(machine, one, made, node);
      if (start.is !== 'known')
        return { start: unknown('the weights depend on a condition', value.condition), surprises: [] };
      cases.push(start);
    }
    const start: Value<Start> = {
      is: 'one-of',
      cases,
      ...(value.condition ? { condition: value.condition } : {}),
    };
    return { start, ...(node ? { site: node } : {}), surprises: [] };
  }
  const leaves: Leaf[] = [];
  collect(value, node, value.t === 'array' ? 1 : undefined, leaves);
  return readLeaves(machine, leaves, made);
}

/** The same for numbers that are kept apart. What is absent is as the library draws it. */
export function readItems(
  machine: Machine,
  items: readonly { readonly value: Abstract | undefined; readonly node: Located | undefined }[],
  made: Made,
): Reading {
  const leaves: Leaf[] = [];
  for (const { value, node } of items)
    collect(value === undefined || isNullish(value) ? untouched : value, node, 1, leaves);
  return readLeaves(machine, leaves, made);
}

function collect(value: Abstract, node: Located | undefined, copies: number | undefined, into: Leaf[]): void {
  if (into.length > maxNumbers) return;
  if (value.t !== 'array') {
    into.push({ value, node, copies });
    return;
  }
  const list = listOf(value);
  if (list.fill) {
    const length = asNumber(list.fill.length);
    const all = length === undefined || copies === undefined ? undefined : length * copies;
    collect(list.fill.value, value.content.node ?? node, all, into);
    return;
  }
  for (const item of list.items) {
    const entry = item.maybe ? unknownValue('some of the weights are set under a condition') : item.value;
    collect(entry, item.node ?? node, copies, into);
  }
  if (list.rest !== undefined) into.push({ value: list.rest, node, copies: undefined });
}

function readLeaves(machine: Machine, leaves: readonly Leaf[], made: Made): Reading {
  const nothing = (why: string): Reading => ({ start: unknown(why), surprises: [] });
  if (leaves.every(({ value }) => value === untouched)) return { start: made.start, surprises: [] };
  if (leaves.length > maxNumbers) return nothing('the weights are too many to be listed');
  if (leaves.some(({ value }) => value === untouched)) return nothing('only some of the weights are set');
  const written = leaves.find(({ node }) => node !== undefined)?.node;
  const site = made.site ?? written;
  const forEach =
    made.site === undefined &&
    leaves.every(({ node, copies }) => copies === 1 && node?.node === written?.node);
  const at = site ? { site, forEach } : {};
  if (leaves.every(({ value }) => value.t === 'constant' && value.value === 'loaded'))
    return { start: known({ kind: 'loaded' }), ...(site ? { site } : {}), surprises: [] };
  const draws = leaves.flatMap(({ value }) => (value.t === 'draw' ? [value] : []));
  if (draws.length === leaves.length) return { ...drawn(machine, leaves, draws, site), ...at };
  const numbers = leaves.flatMap(({ value }) => asNumber(value) ?? []);
  if (numbers.length !== leaves.length) {
    const stranger = leaves.find(({ value }) => asNumber(value) === undefined)?.value;
    return nothing(
      stranger?.t === 'unknown' ? stranger.why : 'the weights are computed in a way that is not followed',
    );
  }
  const first = numbers.at(0) ?? 0;
  if (numbers.every((number) => number === first))
    return { start: known({ kind: 'constant', value: first }), ...at, surprises: [] };
  const data = spelledOut(leaves, numbers);
  const shaped = data && made.arrange(data);
  if (!shaped) return nothing('the weights are not as many as the layer has');
  return { start: known({ kind: 'values', data: shaped }), ...at, surprises: [] };
}

/** Every number as often as it occurs. */
function spelledOut(leaves: readonly Leaf[], numbers: readonly number[]): number[] | undefined {
  let left = maxNumbers;
  const all: number[] = [];
  for (const [index, { copies }] of leaves.entries()) {
    left -= copies ?? Infinity;
    if (copies === undefined || left < 0) return undefined;
    for (let k = 0; k < copies; k += 1) all.push(numbers[index] ?? 0);
  }
  return all;
}

/** Random numbers: one for each entry, or one copied to all of them. */
function drawn(
  machine: Machine,
  leaves: readonly Leaf[],
  draws: readonly Draw[],
  site: Located | undefined,
): Reading {
  const [first] = draws;
  const single = leaves.length === 1 && leaves.at(0)?.copies === 1;
  const copied = draws.every((draw) => draw === first);
  if (copied && !single) {
    const at = site ? machine.span(site) : first.at;
    const surprise: Surprise = {
      rule: 'one-draw',
      what: 'One random number is drawn and copied to every entry.',
      at,
      replacements: [],
    };
    return { start: known({ kind: 'constant', value: (first.low + first.high) / 2 }), surprises: [surprise] };
  }
  if (leaves.some(({ copies }) => copies !== 1))
    return { start: unknown('random numbers, each copied to a part of the weights'), surprises: [] };
  return {
    start: known({
      kind: 'random-uniform',
      min: Math.min(...draws.map(({ low }) => low)),
      max: Math.max(...draws.map(({ high }) => high)),
    }),
    surprises: [],
  };
}

/** Numbers that lie unit by unit (`units` rows of `inputs`) or input by input, as a kernel [inputs][units]. */
export function kernelOf(
  numbers: readonly number[],
  inputs: number | undefined,
  units: number | undefined,
  order: 'units-first' | 'inputs-first',
): NestedNumbers | undefined {
  if (inputs === undefined || units === undefined || numbers.length !== inputs * units) return undefined;
  return Array.from({ length: inputs }, (_, i) =>
    Array.from(
      { length: units },
      (__, u) => numbers[order === 'units-first' ? u * inputs + i : i * units + u] ?? 0,
    ),
  );
}
