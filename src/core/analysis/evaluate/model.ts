// The values the partial evaluator computes with, and the interface through which its parts, the models of built-in
// functions and the library adapters call each other. Types and constructors only.
import type ts from 'typescript';
import type { Replacement, Start } from '../../network/graph.ts';
import type { Span } from '../../network/span.ts';

export type Abstract =
  | UnknownValue
  | Constant
  | Draw
  | ObjectValue
  | ArrayValue
  | FunctionValue
  | ClassValue
  | NativeFunction
  | LibraryValue
  | TensorValue
  | Choice;

/** Nothing is known, except why. */
export interface UnknownValue {
  readonly t: 'unknown';
  readonly why: string;
  readonly at?: Span;
  readonly flow?: Flow;
  /** `counter`: a variable that a loop counts up or sums into, before its first round; `random`: computed from draws. */
  readonly kind?: 'counter' | 'random';
}

export type Scalar = string | number | boolean | bigint | null | undefined;

export interface Constant {
  readonly t: 'constant';
  readonly value: Scalar;
  /** Where it is written; absent for what the language gives. */
  readonly at?: Span;
  readonly flow?: Flow;
  /** A random draw that rounding has cut down to this one number. */
  readonly truncated?: Span;
}

/** One number drawn at random when the program runs: unknown, but the same wherever it is copied to. */
export interface Draw {
  readonly t: 'draw';
  readonly low: number;
  readonly high: number;
  readonly at: Span;
  /** The clock when it was drawn: every round of a loop that began later has the same number. */
  readonly born: number;
  /** Drawn from a normal distribution: `low` and `high` are one standard deviation from its mean. */
  readonly isNormal?: true;
  readonly flow?: Flow;
}

/** The value depends on something the source does not decide. */
export interface Choice {
  readonly t: 'choice';
  readonly cases: readonly Abstract[];
  readonly condition?: Span;
  readonly flow?: Flow;
}

/** A place that can be written: variables, properties, array contents. All writes go through the heap's journal. */
export interface Slot {
  /** The heap's clock when the slot was made: what a branch makes itself needs no undoing. */
  readonly born: number;
  value: Abstract | List | Absent;
  /** The expression that was written last. */
  node?: Located;
}

/** The slot was created in a branch that is not (or not surely) taken. */
export interface Absent {
  readonly t: 'absent';
}

export interface Located {
  readonly node: ts.Node;
  readonly module: Module;
}

export interface ObjectValue {
  readonly t: 'object';
  readonly props: Map<string, Slot>;
  readonly proto: ClassValue | FunctionValue | ObjectValue | null;
  /** Objects of a library: how it answers method calls and property reads. */
  readonly model?: ObjectModel;
  /** Immutable facts that the model's adapter keeps with the object. */
  readonly data?: unknown;
  readonly made?: Located;
  /** The name of the variable, property or function it was first bound to. */
  readonly name: Slot;
  /** Properties beyond the listed ones may exist: it was spread from, or written through, something unknown. */
  readonly open: Slot;
}

/** The behaviour of a library's objects. Each method answers undefined for "nothing special". */
export interface ObjectModel {
  readonly name: string;
  call?(machine: Machine, self: ObjectValue, method: string, call: Call): Abstract | undefined;
  get?(machine: Machine, self: ObjectValue, name: string): Abstract | undefined;
  /** The tensor that it holds, for what stands for one. */
  held?(self: ObjectValue): Abstract | undefined;
  /** It is handed to code that is not known. */
  escape?(machine: Machine, self: ObjectValue, call: Call): void;
  /** True when the write was taken care of. */
  set?(machine: Machine, self: ObjectValue, name: string, value: Abstract, node: Located): boolean;
}

export interface ArrayValue {
  readonly t: 'array';
  readonly content: Slot;
  readonly made?: Located;
  readonly typed: Typed;
}

/** What the entries of a typed array are; false for ordinary arrays. */
export type Typed = false | 'float' | 'integer';

export interface Item {
  readonly value: Abstract;
  readonly node?: Located;
  /** Present only under a condition, or an unknown number of times. */
  readonly maybe?: Span | true;
}

/** What an array holds. Immutable: a write puts a new list into the array's content slot. */
export interface List {
  readonly t: 'list';
  readonly items: readonly Item[];
  /** All `length` entries are this one value, or `each` was computed anew and is like it; `items` is empty. */
  readonly fill?: { readonly length: Abstract; readonly value: Abstract; readonly each?: true };
  /** After the items come entries of unknown number, each like this. */
  readonly rest?: Abstract;
}

export interface FunctionValue {
  readonly t: 'function';
  readonly node: ts.FunctionLikeDeclaration;
  readonly scope: Scope;
  /** What `this` is in the body, where that is bound: arrow functions. */
  readonly self?: Abstract;
  readonly home?: ClassValue;
  /** The object literal it is a method of, for runs in which nobody calls it. */
  readonly owner?: Abstract;
  readonly props: Map<string, Slot>;
  readonly name: string | undefined;
}

export interface ClassValue {
  readonly t: 'class';
  readonly node: ts.ClassLikeDeclaration;
  readonly scope: Scope;
  readonly base: Abstract | null;
  readonly props: Map<string, Slot>;
  readonly name: string | undefined;
}

export interface NativeFunction {
  readonly t: 'native';
  readonly name: string;
  readonly call: (machine: Machine, call: Call, self: Abstract) => Abstract;
  readonly props?: Readonly<Record<string, Abstract>>;
}

/** A name of a library, e.g. `tf.layers.dense` as path ['layers', 'dense']; the empty path is the library itself. */
export interface LibraryValue {
  readonly t: 'library';
  readonly library: string;
  readonly path: readonly string[];
}

export type TensorContent =
  | { readonly is: 'start'; readonly start: Start; readonly oneDraw?: Span; readonly truncated?: Span }
  | { readonly is: 'loaded' }
  | { readonly is: 'unknown'; readonly why: string };

/** A tensor before training. Its numbers are never held, unless the source spells them out. */
export interface TensorValue {
  readonly t: 'tensor';
  /** null: rank unknown; null entries: unknown length. */
  readonly shape: readonly (number | null)[] | null;
  readonly content: TensorContent;
  readonly at?: Span;
  /** How it was computed, where that matters: models recognised by use. */
  readonly from?: Operation;
}

export interface Operation {
  readonly name: string;
  readonly inputs: readonly Abstract[];
  readonly at: Located;
}

export interface Module {
  readonly path: string;
  readonly source: ts.SourceFile;
  /** Those that are run: all, or those of one part of the file being analysed. */
  readonly statements: readonly ts.Statement[];
  /** The file being analysed: its spans carry no file name. */
  readonly main: boolean;
  /** Exported name → the name it has inside, or where it is re-exported from. */
  readonly exports: Map<string, string | ImportBinding>;
  /** Names bound by import declarations; resolved when they are read. */
  readonly imports: Map<string, ImportBinding>;
  /** `export * from`: asked for names the module does not export itself. */
  readonly stars: string[];
}

export interface ImportBinding {
  readonly specifier: string;
  /** '*' for the whole module. */
  readonly imported: string;
}

export interface Scope {
  readonly parent: Scope | null;
  readonly bindings: Map<string, Slot>;
  readonly frame: Frame;
}

/** One activation of a function, or the top level of a module. */
export interface Frame {
  readonly module: Module;
  readonly caller: Frame | null;
  readonly depth: number;
  readonly fn: FunctionValue | null;
  readonly self: Abstract;
  readonly home: ClassValue | null;
  readonly name: string | undefined;
  readonly returns: Abstract[];
  /** What paths that returned early had written. */
  readonly exits: ReadonlyMap<Slot, Slot['value']>[];
  /** Of a generator: what it yields. It runs to its end when it is called. */
  readonly yields?: ArrayValue;
}

// Where a number comes from: a sum of products of entries, and the curve that was laid over it. With this, networks that
// are written with loops, callbacks and small matrix classes can be read off what their code computes.

/** The value of a function at the grid; null where it is not known. */
export type Curve = readonly number[] | null;

/** A number: a curve over what its node sums up. */
export interface Flow {
  readonly node: FlowNode;
  readonly curve: Curve;
  /** Made with an exponential: tells a softmax from a division by a sum. */
  readonly exponential?: true;
}

export type FlowNode = EntryNode | DataNode | ProductNode | SumNode | MixedNode;

interface NodeBase {
  /** Equal nodes are one object, with one number. */
  readonly id: number;
  /** Everything it was computed from, itself left out: places of entries, by number. */
  readonly reaches: ReadonlySet<number>;
}

/** A number out of an array, or a number that a property of an object holds. */
export interface EntryNode extends NodeBase {
  readonly op: 'entry';
  readonly place: Place;
}

/** A number that nobody in the program gives. */
export interface DataNode extends NodeBase {
  readonly op: 'data';
  readonly from: UnknownValue;
}

export interface ProductNode extends NodeBase {
  readonly op: 'product';
  /** In the order of the source. */
  readonly factors: readonly [Flow, Flow];
  /** The operator with its operands. */
  readonly at: Located;
  /** Which run of the evaluator met it first. */
  readonly run: number;
}

/** Terms are flows with slope 1 or less than simple ones; signs are not kept. */
export interface SumNode extends NodeBase {
  readonly op: 'sum';
  readonly terms: readonly Flow[];
}

/** Computed from these in a way that is neither. */
export interface MixedNode extends NodeBase {
  readonly op: 'mixed';
  readonly of: readonly FlowNode[];
}

/** Where weights can live, with what the program does to it. An array of arrays is one place. */
export interface Place {
  readonly id: number;
  readonly holder: ArrayValue | ObjectValue;
  /** The property, where the number stands in an object itself. */
  readonly property: string | null;
  /** Products with other numbers that are summed up, first come first. */
  readonly multiplied: Located[];
  /** Changed by an amount that is computed from other numbers: a step of training. */
  readonly updated: Located[];
  /** Places that the change was computed from. */
  readonly updatedFrom: Set<number>;
  /** What was first written into it, a number or, one array deeper, a row. */
  written?: Located & { readonly depth: 0 | 1 };
  /** A later call may write something else: randomize(), load(). */
  mayBeReplaced: boolean;
  /** A library computes gradients for it, because the program asked for them. */
  isTaught?: true;
}

/** What the evaluator tells about numbers as it goes; `flows.ts` keeps it. */
export interface FlowTable {
  /** The place an array's entries belong to. */
  placeOf(array: ArrayValue): Place;
  /** An entry of `array` as the program reads it. */
  entry(array: ArrayValue, value: Abstract): Abstract;
  /** A property of an object of the program as it is read. */
  property(object: ObjectValue, name: string, value: Abstract): Abstract;
  /** Notes that `owner` keeps the value under a name (null: as an entry, or in a variable). */
  keep(value: Abstract, owner: ArrayValue | ObjectValue | null, name: string | null, node?: Located): void;
  /** A function, method or constructor was called with this result. */
  called(result: Abstract, self: Abstract, call: Call): void;
  /** Nobody uses the value of this expression. */
  discard(value: Abstract, node: Located): void;
  /** The result of an operator with the flow that its operands give it. */
  combine(
    machine: Machine,
    operator: ts.SyntaxKind,
    a: Abstract,
    b: Abstract,
    result: Abstract,
    node: Located,
  ): Abstract;
  /** A function of one number, or of several of which the others are constants. */
  apply(
    result: Abstract,
    args: readonly Abstract[],
    compute: (...args: number[]) => number,
    name: string,
  ): Abstract;
  /** One of two values, by a condition that may itself be a function of the same number. */
  select(condition: Abstract, whenTrue: Abstract, whenFalse: Abstract, result: Abstract): Abstract;
  /** The result of a function that was called with a number that is followed. */
  followed(machine: Machine, fn: FunctionValue, self: Abstract, call: Call, result: Abstract): Abstract;
  /** A value written to an entry or a property, without what it adds itself to; null for a training step. */
  stored(
    holder: ArrayValue | ObjectValue,
    property: string | null,
    value: Abstract,
    node: Located,
    isLater: boolean,
  ): Abstract | null;
  /** Whether the new value is the old one after a step of training, as a whole: `w = subtract(w, step)`. */
  isTrained(before: Abstract, after: Abstract, node: Located): boolean;
  /** A library's gradient of `loss` changes those of the weights that it depends on. */
  taught(loss: Abstract, isWeights: (holder: Place['holder']) => boolean, node: Located): void;
  /** Something else is put where `before` was. */
  replaced(before: Abstract, after: Abstract, isLater: boolean): void;
  /** It is handed to code that is not known. */
  escaped(value: Abstract, to: string): void;
  /** Notes whether what these rounds put somewhere, and the number in it, was there before the first of them. */
  spread(value: Abstract, rounds: readonly number[]): void;
  /** Drawn or made once, before the loop that puts it in many places. */
  isSpread(value: Draw | ArrayValue): boolean;
}

/** A call as a model sees it. */
export interface Call {
  readonly args: readonly Abstract[];
  readonly nodes: readonly (ts.Expression | undefined)[];
  readonly at: Located;
  /** A spread of unknown length hides which argument is which. */
  readonly open: boolean;
  readonly isNew: boolean;
  /** It stands as a statement of its own: nobody takes its result. */
  readonly isStatement?: true;
  /** The activation the call is made from. */
  readonly frame: Frame;
  /** What the callee is called in the source, as far as that is a name. */
  readonly callee: string;
}

/** Where states meet: after branches, or after the rounds of a loop, of which at least one is believed to happen. */
export type Meeting = 'branches' | 'loop';
/** A call that gives a new value and changes none, whose result nobody takes. */
export interface Discarded {
  readonly call: Call;
  /** As the author would say what it gives: "a new tensor". */
  readonly gives: string;
  /** Ways of taking the result after all. */
  readonly replacements: readonly Replacement[];
}

export type Completion = 'normal' | 'return' | 'break' | 'continue' | 'throw';

export interface Machine {
  /** Counts the branches opened so far. */
  readonly clock: number;
  /** What numbers are computed from; null in files where nobody asks for it. */
  readonly flows: FlowTable | null;
  evaluate(node: ts.Expression, scope: Scope): Abstract;
  /** Runs the statements in this very scope; blocks make a scope of their own. */
  execute(statements: readonly ts.Statement[], scope: Scope): Completion;
  declareAll(list: ts.VariableDeclarationList, scope: Scope): void;
  /** Calls any value. Unknown callees get their callbacks run once with unknown arguments. */
  call(callee: Abstract, self: Abstract, call: Call): Abstract;
  callMethod(self: Abstract, name: string, call: Call): Abstract;
  construct(callee: Abstract, call: Call): Abstract;
  /** `super(…)`: runs the constructor of `base` on `self`. */
  superConstruct(base: Abstract, self: Abstract, call: Call): void;
  /** `super.method(…)` */
  callInherited(base: ClassValue, self: Abstract, name: string, call: Call): Abstract;
  get(value: Abstract, name: string, frame: Frame): Abstract;
  set(target: Abstract, name: string, value: Abstract, node: Located): void;
  /** Calls a callback the source handed over. */
  callBack(callee: Abstract, args: readonly Abstract[], from: Call): Abstract;
  write(slot: Slot, value: Slot['value'], node?: Located): void;
  /** Whether the slot was there before the present run began. */
  isFromEarlierRun(slot: Slot): boolean;
  /** What the run that made the slot left in it. */
  valueAtFirst(slot: Slot): Slot['value'];
  /** Runs each alternative from the same state and joins what they leave behind. */
  fork(
    alternatives: readonly (() => Completion)[],
    frame: Frame | null,
    condition?: Span,
    meeting?: Meeting,
  ): Completion;
  /** Runs one round that stands for all rounds of a loop, or for all calls of a callback. */
  repeat<T>(round: () => T): T;
  /** The clock at the beginning of each such round that is going on. */
  readonly rounds: readonly number[];
  /** Joins into the present state what early returns of the frame had written. */
  settle(frame: Frame): void;
  span(at: Located): Span;
  /** Steps spent so far: loops and callbacks over lists stop following rounds one by one after a while. */
  readonly spent: number;
  /** Spends one step of the budget; false when it is spent. */
  step(): boolean;
  /** What an import of this specifier names as a whole. */
  importModule(specifier: string, from: Module): Abstract;
  importName(binding: ImportBinding, from: Module): Abstract;
  /** The value of a name that no scope binds. */
  globalValue(name: string): Abstract | undefined;
  /** A class that a page loads from a script of that name beside this one. */
  siblingValue(name: string, from: Module): Abstract | undefined;
  memberOfLibrary(value: LibraryValue, name: string): Abstract;
  callLibrary(callee: LibraryValue, call: Call): Abstract;
  callTensor(self: TensorValue, name: string, call: Call): Abstract;
  /** `optimizer.minimize(f)`, whichever adapter follows it. */
  optimize(optimizer: Abstract, call: Call): Abstract;
  /** The call that the statement being run consists of. */
  statement: ts.Node | undefined;
  /** Calls without effect, by the value they were meant to change. */
  readonly discarded: Map<Abstract, readonly Discarded[]>;
  /** How many things of a kind have got a number for a name so far. */
  readonly numbered: Map<string, number>;
  readonly entered: Set<ts.Node>;
  /** Functions and classes seen; the driver runs those never entered at the end. */
  readonly pending: Map<ts.Node, FunctionValue | ClassValue>;
  /** Objects that adapters want to find again, in the order they were made. */
  readonly made: Made[];
  /** The last instance of each class: methods nobody calls are run on it. */
  readonly instances: Map<ts.Node, ObjectValue>;
  /** Which run this is: 0 for the file from top to bottom, then one for every function nobody called. */
  readonly run: number;
}

export interface Made {
  readonly object: ObjectValue;
  readonly run: number;
}

export const absent: Absent = { t: 'absent' };

export const unknownValue = (why: string, at?: Span): UnknownValue =>
  at === undefined ? { t: 'unknown', why } : { t: 'unknown', why, at };

export const constant = (value: Scalar, at?: Span): Constant =>
  at === undefined ? { t: 'constant', value } : { t: 'constant', value, at };

export const undefinedValue: Constant = { t: 'constant', value: undefined };

export const makeSlot = (machine: Machine, value: Slot['value'] = absent): Slot => ({
  born: machine.clock,
  value,
});

export const makeObject = (
  machine: Machine,
  options: Partial<Pick<ObjectValue, 'proto' | 'model' | 'data' | 'made'>> = {},
): ObjectValue => ({
  t: 'object',
  props: new Map(),
  proto: null,
  name: makeSlot(machine),
  open: makeSlot(machine),
  ...options,
});

export const makeArray = (
  machine: Machine,
  items: readonly Item[],
  made?: Located,
  typed: Typed = false,
): ArrayValue => makeList(machine, { t: 'list', items }, made, typed);

export const makeList = (machine: Machine, list: List, made?: Located, typed: Typed = false): ArrayValue => ({
  t: 'array',
  content: makeSlot(machine, list),
  typed,
  ...(made ? { made } : {}),
});

export const native = (
  name: string,
  call: NativeFunction['call'],
  props?: Readonly<Record<string, Abstract>>,
): NativeFunction => ({ t: 'native', name, call, ...(props ? { props } : {}) });

/** A method taken off an object of a library, to be called later. */
export const methodOf = (self: ObjectValue, name: string): NativeFunction =>
  native(
    name,
    (machine, call) => self.model?.call?.(machine, self, name, call) ?? unknownValue(`the result of ${name}`),
  );

/** The list an array holds now. */
export function listOf(array: ArrayValue): List {
  const { value } = array.content;
  return value.t === 'list'
    ? value
    : { t: 'list', items: [], rest: unknownValue('the array is not known here') };
}

/** The value in a slot as an expression sees it: what is absent reads as undefined. */
export function read(slot: Slot | undefined): Abstract | undefined {
  if (slot === undefined || slot.value.t === 'absent' || slot.value.t === 'list') return undefined;
  return slot.value;
}

export const isNullish = (value: Abstract): boolean =>
  value.t === 'constant' && (value.value === undefined || value.value === null);

/** The number a value surely is. */
export const asNumber = (value: Abstract | undefined): number | undefined =>
  value?.t === 'constant' && typeof value.value === 'number' ? value.value : undefined;

export const asString = (value: Abstract | undefined): string | undefined =>
  value?.t === 'constant' && typeof value.value === 'string' ? value.value : undefined;
