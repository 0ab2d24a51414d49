// The table of flows of one analysis: equal ones are one object, and what the program does to each place is noted.
import ts from 'typescript';
import type { Sampling } from './curves.ts';
import { followed } from './curves.ts';
import {
  flowIn,
  grid,
  isLevel,
  isScalar,
  withFlow,
  identity,
  isShift,
  isStraight,
  mapCurve,
  termsOf,
  zipCurves,
} from './flow.ts';
import type {
  Abstract,
  ArrayValue,
  Call,
  Curve,
  DataNode,
  Draw,
  Flow,
  FlowNode,
  FlowTable,
  FunctionValue,
  Located,
  Machine,
  ObjectValue,
  Place,
  UnknownValue,
} from './model.ts';
import { asNumber, listOf, read } from './model.ts';
import { firstHolder, firstLeaf, isMatrix, isRoom, partsOf } from './inside.ts';

/** Sums of more terms, and more nodes than this, are not followed. */
const maxTerms = 160;
const maxNodes = 20_000;
/** Places that all nodes together may reach. */
const maxReach = 1_000_000;
const maxDiscarded = 2000;
/** How deep parameters lie in objects and lists that a step of training makes anew. */
const maxTree = 3;

type Without<T> = T extends T ? Omit<T, 'id'> : never;

export class Flows implements FlowTable {
  readonly nodes: FlowNode[] = [];
  /** Curves seen over each node, by the node's number. */
  readonly curves = new Map<number, Flow[]>();
  /** What a value was first kept as: the names it goes by. */
  readonly homes = new WeakMap<ArrayValue | ObjectValue, Home[]>();
  /** The calls that gave an array or an object, the innermost first. */
  readonly calls = new WeakMap<ArrayValue | ObjectValue, Calling[]>();
  /** Arrays and objects that an expression gave and nobody took. */
  readonly discarded: Discarded[] = [];
  readonly #sampling: Sampling = { known: new Map(), isOn: false };

  readonly #interned = new Map<string, FlowNode>();
  readonly #places = new WeakMap<ArrayValue | ObjectValue, Map<string, Place>>();
  readonly #parents = new WeakMap<ArrayValue, ArrayValue>();
  readonly #data = new WeakMap<UnknownValue, DataNode>();
  readonly #spread = new WeakMap<Draw | ArrayValue, boolean>();
  #placeCount = 0;
  #reach = 0;

  /** What is computed grows beyond what is worth following: nothing more is noted, and nothing is to be concluded. */
  get isSpent(): boolean {
    return this.nodes.length >= maxNodes || this.#reach >= maxReach;
  }

  /** An entry of `array` as the program reads it. */
  entry(array: ArrayValue, value: Abstract): Abstract {
    if (value.t === 'array') {
      if (!this.#parents.has(value) && !this.#isProperty(value)) this.#parents.set(value, array);
      if (value.typed !== false) this.keep(value, array, null);
      return value;
    }
    if (value.t === 'object') this.keep(value, array, null);
    if (!isScalar(value) || (value.flow !== undefined && !isCopy(value)) || this.isSpent) return value;
    return { ...value, flow: this.#entryOf(this.placeOf(array)) };
  }

  /** A property of an object of the program as it is read. */
  property(object: ObjectValue, name: string, value: Abstract): Abstract {
    if (!isScalar(value) || (value.flow !== undefined && !isCopy(value))) return value;
    if (value.t === 'constant' && typeof value.value !== 'number') return value;
    return { ...value, flow: this.#entryOf(this.#place(object, name)) };
  }

  /** The place an array's entries belong to: that of the array of arrays it is a row of. */
  placeOf(array: ArrayValue): Place {
    const parent = this.#parents.get(array);
    return this.#place(parent && (array.typed === false || isMatrix(listOf(parent))) ? parent : array, null);
  }

  /** What a property holds is listed elsewhere only to be passed on: `[this.w1, this.w2].forEach(…)`. */
  #isProperty(array: ArrayValue): boolean {
    return (this.homes.get(array) ?? []).some(({ owner, name }) => owner?.t === 'object' && name !== null);
  }

  #place(holder: ArrayValue | ObjectValue, property: string | null): Place {
    const places = this.#places.get(holder) ?? new Map<string, Place>();
    this.#places.set(holder, places);
    const key = property ?? '';
    const known = places.get(key);
    if (known) return known;
    const made: Place = {
      id: (this.#placeCount += 1),
      holder,
      property,
      multiplied: [],
      updated: [],
      updatedFrom: new Set(),
      mayBeReplaced: false,
    };
    places.set(key, made);
    return made;
  }

  /** Notes that `owner` keeps the value under a name (null: as an entry). */
  keep(value: Abstract, owner: ArrayValue | ObjectValue | null, name: string | null, node?: Located): void {
    if (value.t !== 'array' && value.t !== 'object') return;
    if (value.t === 'array' && owner?.t === 'array' && node && !isRoom(listOf(value)))
      this.placeOf(owner).written ??= { ...node, depth: 1 };
    const homes = this.homes.get(value) ?? [];
    this.homes.set(value, homes);
    if (homes.length < 6 && !homes.some((home) => home.owner === owner && home.name === name))
      homes.push({ owner, name, ...(node ? { node } : {}) });
  }

  called(result: Abstract, self: Abstract, call: Call): void {
    if (result.t !== 'array' && result.t !== 'object') return;
    const calls = this.calls.get(result) ?? [];
    this.calls.set(result, calls);
    if (calls.length < 4) calls.push({ self, call });
  }

  discard(value: Abstract, node: Located): void {
    if ((value.t === 'array' || value.t === 'object') && this.discarded.length < maxDiscarded)
      this.discarded.push({ value, node });
  }

  #entryOf(place: Place): Flow {
    return {
      node: this.#node(`e${place.id}`, { op: 'entry', place, reaches: new Set([place.id]) }),
      curve: identity,
    };
  }

  #node(key: string, content: Without<FlowNode>): FlowNode {
    const known = this.#interned.get(key);
    if (known) return known;
    const made = { ...content, id: this.nodes.length } as FlowNode;
    this.#reach += content.reaches.size;
    this.#interned.set(key, made);
    this.nodes.push(made);
    return made;
  }

  /** The flow of any number: of its own, or that of data nobody knows. */
  #flowOf(value: Abstract): Flow | undefined {
    if (!isScalar(value)) return undefined;
    if (value.flow) return value.flow;
    if (value.t !== 'unknown' || value.kind === 'counter') return undefined;
    const known = this.#data.get(value);
    const node: DataNode = known ?? this.#dataNode(value);
    return { node, curve: identity };
  }

  #dataNode(value: UnknownValue): DataNode {
    const node = this.#node(`d${this.nodes.length}`, {
      op: 'data',
      from: value,
      reaches: new Set(),
    }) as DataNode;
    this.#data.set(value, node);
    return node;
  }

  /** The result of an operator with the flow that its operands give it. */
  combine(
    machine: Machine,
    operator: ts.SyntaxKind,
    a: Abstract,
    b: Abstract,
    result: Abstract,
    node: Located,
  ): Abstract {
    const [has, hasToo] = [flowIn(a), flowIn(b)];
    if (!has && !hasToo) return result;
    if (this.isSpent) return withFlow(result, undefined);
    const flow = this.#combined(machine, operator, a, b, node);
    return withFlow(result, flow, a, b);
  }

  #combined(
    machine: Machine,
    operator: ts.SyntaxKind,
    a: Abstract,
    b: Abstract,
    node: Located,
  ): Flow | undefined {
    const compute = arithmetic[operator];
    if (!compute) return undefined;
    const [x, y] = [
      a.t === 'constant' && !flowIn(a) ? asNumber(a) : undefined,
      b.t === 'constant' && !flowIn(b) ? asNumber(b) : undefined,
    ];
    // A draw times √(2 / inputs) is a draw: what scales it is a setting, nothing that flows.
    if ((isNoise(a) && isSetting(flowIn(b))) || (isNoise(b) && isSetting(flowIn(a)))) return undefined;
    const [f, g] = [this.#flowOf(a), this.#flowOf(b)];
    if (f && y !== undefined)
      return this.#curved(
        f,
        mapCurve(f.curve, (value) => compute(value, y)),
      );
    if (g && x !== undefined)
      return this.#curved(
        g,
        mapCurve(g.curve, (value) => compute(x, value)),
      );
    if (!f || !g) {
      const adds = operator === ts.SyntaxKind.PlusToken || operator === ts.SyntaxKind.MinusToken;
      return adds && (isNoise(a) || isNoise(b)) ? undefined : (f ?? g);
    }
    if (f.node === g.node) {
      const exponential = f.exponential ?? g.exponential;
      return this.#curved(exponential ? { ...f, exponential } : f, zipCurves(f.curve, g.curve, compute));
    }
    if (operator === ts.SyntaxKind.PlusToken || operator === ts.SyntaxKind.MinusToken) return this.#sum(f, g);
    if (operator === ts.SyntaxKind.AsteriskToken) return this.#product(machine, f, g, node);
    return operator === ts.SyntaxKind.SlashToken ? this.#quotient(f, g) : undefined;
  }

  /** A division by data scales; one of exponentials by a sum of them is a softmax. */
  #quotient(f: Flow, g: Flow): Flow {
    if (g.node.op === 'data' || (g.node.op === 'entry' && isStraight(g.curve) && f.node.op !== 'entry'))
      return f;
    if (f.exponential && g.exponential) return this.#curved(f, f.curve && f.curve.map(() => 1));
    return this.#mixed([f, g]);
  }

  #curved(flow: Flow, curve: Curve): Flow {
    const curved: Flow = { ...flow, curve };
    this.#note(curved);
    return curved;
  }

  #note(flow: Flow): void {
    const seen = this.curves.get(flow.node.id) ?? [];
    if (seen.length === 0) this.curves.set(flow.node.id, seen);
    if (seen.length < 24 && !seen.some((other) => sameCurve(other.curve, flow.curve))) seen.push(flow);
  }

  #sum(f: Flow, g: Flow): Flow {
    const terms = new Map<string, Flow>();
    for (const term of [...termsOf(f), ...termsOf(g)]) {
      const key = keyOf(term);
      if (terms.size < maxTerms) terms.set(key, term);
    }
    const key = [...terms.keys()].sort().join('+');
    const all = [...terms.values()];
    const only = all.at(0);
    if (all.length === 1 && only) return only;
    return {
      node: this.#node(`s${key}`, { op: 'sum', terms: all, reaches: reachesOf(all) }),
      curve: identity,
    };
  }

  #product(machine: Machine, f: Flow, g: Flow, node: Located): Flow {
    const made = this.#node(`p${[keyOf(f), keyOf(g)].sort().join('*')}`, {
      op: 'product',
      factors: [f, g],
      reaches: reachesOf([f, g]),
      at: node,
      run: machine.run,
    });
    for (const { node: factor } of [f, g]) {
      if (factor.op === 'entry' && factor.place.multiplied.length < 8) factor.place.multiplied.push(node);
    }
    return { node: made, curve: identity };
  }

  #mixed(flows: readonly Flow[]): Flow {
    const nodes = [...new Set(flows.map(({ node }) => node))].slice(0, 16);
    const key = nodes
      .map(({ id }) => id)
      .sort((a, b) => a - b)
      .join('&');
    return {
      node: this.#node(`m${key}`, { op: 'mixed', of: nodes, reaches: reachesOf(flows) }),
      curve: identity,
    };
  }

  /** A function of one number, or of several of which the others are constants. */
  apply(
    result: Abstract,
    args: readonly Abstract[],
    compute: (...args: number[]) => number,
    name: string,
  ): Abstract {
    if (!args.some(flowIn)) return result;
    const flows = args.map((arg) => (flowIn(arg) ? flowIn(arg) : undefined));
    const first = flows.find((flow) => flow !== undefined);
    if (!first) return result;
    const others = args.filter((arg, index) => flows[index] === undefined && asNumber(arg) === undefined);
    const nodes = new Set(flows.flatMap((flow) => (flow ? [flow.node] : [])));
    if (nodes.size > 1 || others.length > 0) {
      const known = flows.flatMap((flow) => (flow ? [flow] : []));
      return withFlow(result, nodes.size > 1 ? this.#mixed(known) : this.#curved(first, null), ...args);
    }
    const curve = flows.every((flow) => flow === undefined || flow.curve !== null)
      ? grid.map((_, index) =>
          compute(...args.map((arg, position) => flows[position]?.curve?.[index] ?? asNumber(arg) ?? NaN)),
        )
      : null;
    const exponential =
      name === 'exp' || flows.some((flow) => flow?.exponential) ? ({ exponential: true } as const) : {};
    return withFlow(result, this.#curved({ ...first, ...exponential }, curve), ...args);
  }

  /** One of two values, by a condition that may itself be a function of the same number. */
  select(condition: Abstract, whenTrue: Abstract, whenFalse: Abstract, result: Abstract): Abstract {
    const test = flowIn(condition);
    const [f, g] = [flowIn(whenTrue), flowIn(whenFalse)];
    if (!f && !g) return result;
    const [x, y] = [asNumber(whenTrue), asNumber(whenFalse)];
    const base = f ?? g;
    if (!test || !base) return result;
    const fits = [f, g].every((flow) => flow === undefined || flow.node === test.node);
    const known = (f !== undefined || x !== undefined) && (g !== undefined || y !== undefined);
    if (!fits || !known || !test.curve) return withFlow(result, this.#curved(base, null));
    const curve = test.curve.map((holds, index) => {
      const [yes, no] = [f ? f.curve?.[index] : x, g ? g.curve?.[index] : y];
      return (holds ? yes : no) ?? NaN;
    });
    return withFlow(
      result,
      this.#curved({ ...base, node: test.node }, curve.some(Number.isNaN) ? null : curve),
    );
  }

  followed(machine: Machine, fn: FunctionValue, self: Abstract, call: Call, result: Abstract): Abstract {
    const found = followed(machine, this.#sampling, fn, self, call, result);
    if (!found) return result;
    // What gives one number whatever it is given does not depend on it.
    return withFlow(result, isLevel(found.curve) ? undefined : this.#curved(found.over, found.curve));
  }

  /** A value written to an entry or a property: itself, without what it adds itself to, or null for a training step. */
  stored(
    holder: ArrayValue | ObjectValue,
    property: string | null,
    value: Abstract,
    node: Located,
    isLater: boolean,
  ): Abstract | null {
    const flow = flowIn(value);
    const place =
      holder.t === 'array'
        ? this.placeOf(holder)
        : property === null
          ? undefined
          : this.#places.get(holder)?.get(property);
    if (!place) return value;
    if (isScalar(value)) place.written ??= { ...node, depth: 0 };
    const other = flow ?? flowIn(firstLeaf(value) ?? value);
    if (isLater && value.t !== 'constant' && !other?.node.reaches.has(place.id)) place.mayBeReplaced = true;
    if (!flow) return value;
    const terms = termsOf(flow);
    const isSelf = (term: Flow): boolean =>
      term.node.op === 'entry' &&
      term.node.place === place &&
      (term.curve === null || isStraight(term.curve));
    if (!terms.some(isSelf)) return value;
    const others = terms.filter((term) => !isSelf(term));
    if (others.length === 0) return withFlow(value, undefined);
    // What depends on the number itself comes from training; a sum that is put together does not.
    if (place.multiplied.length > 0 || others.some((term) => term.node.reaches.has(place.id))) {
      noteStep(place, others, node);
      return null;
    }
    return withFlow(
      value,
      others.reduce((a, b) => this.#sum(a, b)),
    );
  }

  /** Whether the new value is the old one after a step of training, as a whole: `w = subtract(w, step)`. */
  isTrained(before: Abstract, after: Abstract, node: Located, depth = 0): boolean {
    // Libraries give matrices for arrays, and arrays for matrices.
    if (before === after || isScalar(before) !== isScalar(after)) return false;
    const [leaf, old] = [firstLeaf(after), firstHolder(before)];
    const flow = leaf && flowIn(leaf);
    if (!flow || !old) return this.#areTrained(before, after, node, depth);
    const terms = termsOf(flow);
    const place = this.placeOf(old);
    const others = terms.filter(({ node: term }) => term.op !== 'entry' || term.place !== place);
    const isUsed = place.multiplied.length > 0 || place.isTaught === true;
    if (others.length === terms.length || terms.length < 2 || !isUsed) return false;
    noteStep(place, others, node);
    return true;
  }

  /** Objects and lists that keep several matrices: what each of them was, after a step. */
  #areTrained(before: Abstract, after: Abstract, node: Located, depth: number): boolean {
    if (depth >= maxTree) return false;
    const [was, is] = [partsOf(before), partsOf(after)];
    if (!was || !is || was.length === 0 || was.length !== is.length) return false;
    const pairs = was.map(
      ({ name, value }) => [value, is.find((part) => part.name === name)?.value] as const,
    );
    const isNext = ([value, next]: (typeof pairs)[number]): boolean => {
      const [leaf, old] = [next && firstLeaf(next), firstHolder(value)];
      return next === value || (leaf && old && flowIn(leaf)?.node.reaches.has(this.placeOf(old).id)) === true;
    };
    const trained = pairs.filter(([value, next]) => next && this.isTrained(value, next, node, depth + 1));
    return trained.length > 0 && pairs.every((one) => trained.includes(one) || isNext(one));
  }

  taught(loss: Abstract, isWeights: (holder: Place['holder']) => boolean, node: Located): void {
    const flow = flowIn(firstLeaf(loss) ?? loss);
    if (!flow) return;
    for (const other of this.nodes) {
      if (other.op !== 'entry' || !flow.node.reaches.has(other.place.id)) continue;
      if (!isWeights(other.place.holder)) continue;
      noteStep(other.place, [flow], node);
      other.place.isTaught = true;
    }
  }

  /** Something else is put where `before` was: other weights, unless it was computed from these. */
  replaced(before: Abstract, after: Abstract, isLater: boolean): void {
    if (before === after || (before.t !== 'array' && before.t !== 'object')) return;
    const [was, is] = [firstLeaf(before), firstLeaf(after)];
    if (was?.t === 'constant' && is?.t === 'constant' && was.value === is.value) return;
    const places = this.#placesIn(before);
    const reaches = is && flowIn(is)?.node.reaches;
    if (reaches && places.some(({ id }) => reaches.has(id))) return;
    for (const place of places) if (isLater || place.multiplied.length > 0) place.mayBeReplaced = true;
  }

  /** It is handed to code that is not known, which may fill it. */
  escaped(value: Abstract, to: string): void {
    if (onlyReads.test(to)) return;
    for (const place of this.#placesIn(value)) place.mayBeReplaced = true;
  }

  /** Notes whether what these rounds put somewhere, and the number in it, was there before the first of them. */
  spread(value: Abstract, rounds: readonly number[]): void {
    if (rounds.length === 0) return;
    for (const one of [value, firstLeaf(value)]) {
      if (one?.t !== 'draw' && one?.t !== 'array') continue;
      const born = one.t === 'draw' ? one.born : one.content.born;
      // What one of several rounds drew anew is not the same for all, wherever it is put later.
      if (this.#spread.get(one) !== false)
        this.#spread.set(
          one,
          rounds.every((began) => born < began),
        );
    }
  }

  isSpread(value: Draw | ArrayValue): boolean {
    return this.#spread.get(value) === true;
  }

  #placesIn(value: Abstract): Place[] {
    const places = new Set<Place>();
    const visit = (one: Abstract, depth: number): void => {
      if (depth > 5 || places.size > 64) return;
      if (one.t === 'array') {
        const { items, fill, rest } = listOf(one);
        places.add(this.placeOf(one));
        for (const inner of [...items.slice(0, 24).map((item) => item.value), fill?.value, rest])
          if (inner) visit(inner, depth + 1);
      } else if (one.t === 'object' && !one.model) {
        for (const [name, slot] of [...one.props].slice(0, 24)) {
          const inner = read(slot);
          if (inner && isScalar(inner)) places.add(this.#place(one, name));
          else if (inner) visit(inner, depth + 1);
        }
      }
    };
    visit(value, 0);
    return [...places];
  }
}

/** A number that is known, taken over from an array that is not used as weights: from here on it lives where it is. */
const isCopy = (value: Abstract): boolean => {
  const node = value.t === 'constant' || value.t === 'draw' ? value.flow?.node : undefined;
  return node?.op === 'entry' && node.place.multiplied.length === 0;
};

/** A step of training: the place is changed by what the terms give. */
function noteStep(place: Place, terms: readonly Flow[], node: Located): void {
  if (place.updated.length < 8) place.updated.push(node);
  for (const { node: term } of terms) for (const reached of term.reaches) place.updatedFrom.add(reached);
}

/** What functions are called that show or keep what they are given. */
const onlyReads =
  /^(log|warn|error|info|debug|print|show|draw|render|plot|display|chart|visuali|save|store|export|write|send|post|emit|dispatch|on$|once$|add|push|append|register|subscribe|stringify|serial|toJSON|inspect|assert|expect|equal|deepEqual|to[A-Z]|is[A-Z]|has|get|find|size|length|predict|test|evaluate|score|accuracy|update|next|then|resolve|reject|callback|cb$|done)/i;

export interface Calling {
  readonly self: Abstract;
  readonly call: Call;
}

export interface Discarded {
  readonly value: ArrayValue | ObjectValue;
  readonly node: Located;
}

export interface Home {
  readonly owner: ArrayValue | ObjectValue | null;
  readonly name: string | null;
  readonly node?: Located;
}

/** A random number that is not the product of anything else. */
const isNoise = (value: Abstract): boolean =>
  !flowIn(value) && (value.t === 'draw' || (value.t === 'unknown' && value.kind === 'random'));

/** A number computed from sizes and properties alone. */
function isSetting(flow: Flow | undefined): boolean {
  if (!flow) return false;
  const { node, curve } = flow;
  const parts = node.op === 'sum' ? node.terms.map((term) => term.node) : [node];
  return parts.every((part) => part.op === 'entry' && (!isStraight(curve) || part.place.property !== null));
}

const keyOf = ({ node, curve, exponential }: Flow): string =>
  `${node.id}${curve === identity || isShift(curve) ? '' : isStraight(curve) ? 'a' : `c${curve === null ? '?' : curve.map((value) => value.toPrecision(6)).join()}`}${exponential && curve === null ? 'e' : ''}`;

const reachesOf = (flows: readonly Flow[]): ReadonlySet<number> => {
  const all = new Set<number>();
  for (const { node } of flows) for (const place of node.reaches) all.add(place);
  return all;
};

const sameCurve = (a: Curve, b: Curve): boolean =>
  a === b || (a !== null && b !== null && a.every((value, index) => Object.is(value, b[index])));

const truth = (holds: boolean): number => (holds ? 1 : 0);

const arithmetic: Partial<Record<ts.SyntaxKind, (a: number, b: number) => number>> = {
  [ts.SyntaxKind.PlusToken]: (a, b) => a + b,
  [ts.SyntaxKind.MinusToken]: (a, b) => a - b,
  [ts.SyntaxKind.AsteriskToken]: (a, b) => a * b,
  [ts.SyntaxKind.SlashToken]: (a, b) => a / b,
  [ts.SyntaxKind.AsteriskAsteriskToken]: (a, b) => a ** b,
  [ts.SyntaxKind.LessThanToken]: (a, b) => truth(a < b),
  [ts.SyntaxKind.LessThanEqualsToken]: (a, b) => truth(a <= b),
  [ts.SyntaxKind.GreaterThanToken]: (a, b) => truth(a > b),
  [ts.SyntaxKind.GreaterThanEqualsToken]: (a, b) => truth(a >= b),
};
