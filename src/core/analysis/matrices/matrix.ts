// Matrices of libraries: objects that keep nested arrays of numbers, as a matrix class of the program would, so that what
// is computed with them is followed like everything that is written by hand.
import type { LibraryId, Network } from '../../network/graph.ts';
import { anyEntry, truncatedEntry } from '../evaluate/entries.ts';
import { isScalar } from '../evaluate/flow.ts';
import type {
  Abstract,
  ArrayValue,
  Call,
  List,
  Located,
  Machine,
  ObjectModel,
  ObjectValue,
  Typed,
} from '../evaluate/model.ts';
import {
  asNumber,
  constant,
  listOf,
  makeArray,
  makeList,
  makeObject,
  native,
  read,
  unknownValue,
} from '../evaluate/model.ts';
import { putProperty } from '../evaluate/patterns.ts';

/** What an operation is given; of a method, the matrix itself is the first argument. */
export interface Given {
  readonly machine: Machine;
  readonly kind: MatrixKind;
  readonly args: readonly Abstract[];
  readonly call: Call;
}

export type Operation = (given: Given) => Abstract;

export type Operations = Readonly<Partial<Record<string, Operation>>>;

/** The matrices of one library. */
export interface MatrixKind {
  readonly library: LibraryId;
  /** What its own derivatives give at 0, by activation, where that is not what most give. */
  readonly atZero?: Network['atZero'];
  /** The property in which its arrays are. */
  readonly slot: string;
  readonly methods: Operations;
  /** What operations give is a matrix even where all that they are given is arrays. */
  readonly isAlways: boolean;
  /** A single number that they give is a matrix as well. */
  readonly wrapsNumbers?: true;
  /** Its further properties, as functions of the matrix. */
  readonly properties: Operations;
  /** The expression that makes a matrix of `rows` by `columns` draws, in place of the call that made it. */
  readonly drawn: (made: Call, text: string, sides: readonly string[], draw: string) => string | undefined;
}

/** What is kept with a matrix. */
export class MatrixFacts {
  readonly kind: MatrixKind;
  /** The call that made it, of one number, of draws or of an array. */
  readonly made: Call | undefined;
  /** Texts of its sides, where the call spells them out. */
  readonly texts: readonly string[];
  /** Which side runs over the inputs, as soon as it is multiplied with them. */
  inputs: 'outer' | 'inner' | undefined;
  /** The library computes gradients for it. */
  readonly isTrainable: boolean;
  /** Where its numbers were last written in place, as a whole. */
  written: Located | undefined;
  /** A number that the library wants as a matrix: no weight, and not followed as one. */
  isNumber = false;

  constructor(kind: MatrixKind, made?: Call, texts: readonly string[] = [], isTrainable = false) {
    this.kind = kind;
    this.made = made;
    this.texts = texts;
    this.isTrainable = isTrainable;
  }
}

export const factsOf = (value: Abstract | undefined): MatrixFacts | undefined =>
  value?.t === 'object' && value.data instanceof MatrixFacts ? value.data : undefined;

const protos = new WeakMap<Machine, Map<MatrixKind, ObjectValue>>();

/** The object on which a library's matrices find their methods. */
function protoOf(machine: Machine, kind: MatrixKind): ObjectValue {
  const known = protos.get(machine) ?? new Map<MatrixKind, ObjectValue>();
  protos.set(machine, known);
  const made = known.get(kind);
  if (made) return made;
  const proto = makeObject(machine);
  for (const [name, operation] of Object.entries(kind.methods)) {
    if (!operation) continue;
    const value = native(name, (inner, call, self) =>
      operation({ machine: inner, kind, args: [self, ...call.args], call }),
    );
    proto.props.set(name, { born: 0, value });
  }
  known.set(kind, proto);
  return proto;
}

/** What a matrix answers that has neither the property nor the method: through what is not known here, it may be written. */
const modelOf = (kind: MatrixKind, call: Call, matrix: () => ObjectValue): ObjectModel => ({
  name: 'a matrix',
  get(machine, _self, name) {
    if (Object.hasOwn(kind.methods, name)) return undefined;
    const property = Object.hasOwn(kind.properties, name) ? kind.properties[name] : undefined;
    if (property) return property({ machine, kind, args: [matrix()], call });
    machine.flows?.escaped(matrix(), '');
    return unknownValue(`${name} of a matrix`);
  },
});

const matrices = new WeakMap<ArrayValue, ObjectValue>();

/** The matrix whose numbers these arrays were made for. */
export const matrixAround = (data: ArrayValue): ObjectValue | undefined => matrices.get(data);

export function makeMatrix(machine: Machine, data: ArrayValue, facts: MatrixFacts, call: Call): ObjectValue {
  const { kind } = facts;
  const seen = makeObject(machine, {
    proto: protoOf(machine, kind),
    model: modelOf(kind, call, () => matrix),
  });
  const matrix = makeObject(machine, { proto: seen, made: call.at, data: facts });
  putProperty(machine, matrix, kind.slot, data);
  matrices.set(data, matrix);
  return matrix;
}

/** The arrays inside a matrix, or the array itself. */
export function arrayOf(value: Abstract | undefined): ArrayValue | undefined {
  if (value?.t === 'array') return value;
  const facts = factsOf(value);
  const data = value?.t === 'object' && facts ? read(value.props.get(facts.kind.slot)) : undefined;
  return data?.t === 'array' ? data : undefined;
}

const maxDepth = 6;

/** The number that stands for all numbers of the value, as the program reads it. */
export function numberIn(machine: Machine, value: Abstract | undefined): Abstract {
  let at = value ?? unknownValue('a number that is not given');
  for (let depth = 0; depth < maxDepth; depth += 1) {
    const array = arrayOf(at);
    if (!array) break;
    if (factsOf(at)?.isNumber) return listOf(array).fill?.value ?? at;
    at = anyEntry(machine, array) ?? unknownValue('an array without entries');
  }
  return isScalar(at) ? at : unknownValue('numbers that are not known');
}

/** Its lengths, the outermost first; none for a number, and for what is not known. */
export function sidesOf(value: Abstract | undefined): Abstract[] {
  const sides: Abstract[] = [];
  for (let at = arrayOf(value); at && sides.length < maxDepth;) {
    const { items, fill, rest } = listOf(at);
    const isSure = rest === undefined && items.every(({ maybe }) => maybe === undefined);
    sides.push(
      fill?.length ?? (isSure ? constant(items.length) : unknownValue('a length that is not known')),
    );
    at = arrayOf(fill?.value ?? items.at(0)?.value ?? rest);
  }
  return sides;
}

/** Rows up to this many are arrays of their own; more are one that stands for all. */
const maxRows = 32;

/** Nested arrays whose numbers are all made alike. */
export function filled(
  machine: Machine,
  sides: readonly Abstract[],
  make: () => Abstract,
  typed: Typed = false,
): ArrayValue {
  const [length = constant(0), ...inner] = sides;
  if (inner.length === 0) {
    const number = typed === 'integer' ? truncatedEntry(make()) : make();
    return makeList(
      machine,
      { t: 'list', items: [], fill: { length, value: number, each: true } },
      undefined,
      typed,
    );
  }
  const row = (): ArrayValue => filled(machine, inner, make, typed);
  const count = asNumber(length);
  if (count !== undefined && count >= 0 && count <= maxRows)
    return makeArray(
      machine,
      Array.from({ length: Math.floor(count) }, () => ({ value: row() })),
    );
  return makeList(machine, { t: 'list', items: [], fill: { length, value: row(), each: true } });
}

/** Arrays of their own with the same numbers. */
export function copied(machine: Machine, array: ArrayValue, depth = 0): ArrayValue {
  const inner = (value: Abstract): Abstract =>
    value.t === 'array' && depth < maxDepth ? copied(machine, value, depth + 1) : value;
  const list = listOf(array);
  const copy: List = {
    t: 'list',
    items: list.items.map((item) => ({ ...item, value: inner(item.value) })),
    ...(list.fill ? { fill: { ...list.fill, value: inner(list.fill.value) } } : {}),
    ...(list.rest ? { rest: inner(list.rest) } : {}),
  };
  return makeList(machine, copy, undefined, array.typed);
}
