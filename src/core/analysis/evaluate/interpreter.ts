// The partial evaluator as a whole: budget, modules, calls. Every part reaches the others through this machine.
import type ts from 'typescript';
import type { Span } from '../../network/span.ts';
import type { Adapter } from '../adapters/adapter.ts';
import { libraryOfGlobal, libraryOfImport, memberOfLibrary } from '../origin.ts';
import { arrayMember } from './builtins/arrays.ts';
import { globalValueOf } from './builtins/globals.ts';
import { findMember, foreignBase, instantiate, methodOf, superConstruct } from './classes.ts';
import { evaluateExpression } from './expressions.ts';
import { runFunction } from './functions.ts';
import { Heap } from './heap.ts';
import { joinValues } from './join.ts';
import { getMember, setMember } from './members.ts';
import type {
  Abstract,
  Call,
  ClassValue,
  Completion,
  Discarded,
  FlowTable,
  Frame,
  FunctionValue,
  ImportBinding,
  LibraryValue,
  Located,
  Machine,
  Made,
  Meeting,
  Module,
  ObjectValue,
  Scope,
  Slot,
  TensorValue,
} from './model.ts';
import { isNullish, makeList, makeObject, read, undefinedValue, unknownValue } from './model.ts';
import { runDeclarations, runStatements } from './statements.ts';

/** Steps that one run may take, and all runs together. A step is an expression or a statement. */
const stepsPerRun = 30_000;
export const stepsInAll = 120_000;
/** Nesting of expressions and statements beyond which nothing is followed, well below the end of the stack. */
const maxNesting = 500;

export interface Modules {
  /** The project's file of that specifier, its top level not yet run. */
  load(specifier: string, from: Module): Module | Abstract | undefined;
}

/** What a run goes on from. */
interface Beginning {
  readonly flows?: FlowTable | null;
  /** Steps that may be taken. */
  readonly steps?: number;
  /** How many things of a kind have a number for a name already. */
  readonly numbered?: Map<string, number>;
}

export class Interpreter implements Machine {
  statement: ts.Node | undefined;
  readonly discarded = new Map<Abstract, readonly Discarded[]>();
  readonly numbered: Map<string, number>;
  readonly entered = new Set<ts.Node>();
  readonly pending = new Map<ts.Node, FunctionValue | ClassValue>();
  readonly made: Made[] = [];
  readonly instances = new Map<ts.Node, ObjectValue>();
  /** Runs whose budget was spent: what they made is incomplete. */
  readonly spentRuns = new Set<number>();
  readonly flows: FlowTable | null;

  readonly #heap = new Heap();
  readonly #adapters: readonly Adapter[];
  readonly #modules: Modules;
  readonly #scopes = new Map<Module, Scope>();
  #run = 0;
  #steps = 0;
  #stepsInAll = 0;
  readonly #stepsLeft: number;
  #nesting = 0;

  constructor(
    adapters: readonly Adapter[],
    modules: Modules,
    { flows = null, steps = stepsInAll, numbered = new Map<string, number>() }: Beginning = {},
  ) {
    this.#adapters = adapters;
    this.#modules = modules;
    this.flows = flows;
    this.#stepsLeft = steps;
    this.numbered = numbered;
  }

  get run(): number {
    return this.#run;
  }

  get clock(): number {
    return this.#heap.clock;
  }

  nextRun(): void {
    this.#run += 1;
    this.#steps = 0;
    this.#heap.beginRun();
  }

  /** Forgets what runs without an end have made, since it is incomplete. Answers whether there was such a thing. */
  dropSpentRuns(): boolean {
    const complete = this.made.filter(({ run }) => !this.spentRuns.has(run));
    const cut = complete.length < this.made.length;
    this.made.splice(0, this.made.length, ...complete);
    return cut;
  }

  get spent(): number {
    return this.#stepsInAll;
  }

  get isSpent(): boolean {
    return this.#stepsInAll >= this.#stepsLeft;
  }

  step(): boolean {
    this.#steps += 1;
    this.#stepsInAll += 1;
    if (this.#steps < stepsPerRun && this.#stepsInAll < this.#stepsLeft) return true;
    this.spentRuns.add(this.#run);
    return false;
  }

  evaluate(node: ts.Expression, scope: Scope): Abstract {
    if (!this.step() || this.#nesting > maxNesting) return unknownValue('the analysis gave up here');
    this.#nesting += 1;
    const value = evaluateExpression(this, node, scope);
    this.#nesting -= 1;
    return value;
  }

  execute(statements: readonly ts.Statement[], scope: Scope): Completion {
    if (!this.step() || this.#nesting > maxNesting) return 'normal';
    this.#nesting += 1;
    const completion = runStatements(this, statements, scope);
    this.#nesting -= 1;
    return completion;
  }

  declareAll(list: ts.VariableDeclarationList, scope: Scope): void {
    runDeclarations(this, list, scope);
  }

  call(callee: Abstract, self: Abstract, call: Call): Abstract {
    switch (callee.t) {
      case 'function':
        return this.#given(
          this.#followed(callee, self, call, runFunction(this, callee, self, call)),
          self,
          call,
        );
      case 'native':
        return this.#given(callee.call(this, call, self), self, call);
      case 'library':
        return this.callLibrary(callee, call);
      case 'choice':
        return this.#each(callee.cases, callee.condition, (one) => this.call(one, self, call));
      case 'object':
        return this.#callObject(callee, call);
      case 'class':
      case 'array':
      case 'constant':
      case 'draw':
      case 'tensor':
      case 'unknown':
        return this.#callUnknown(callee, call);
    }
  }

  /** Some libraries make objects that are called like functions. */
  #callObject(callee: ObjectValue, call: Call): Abstract {
    const inherited = this.#inheritedMethod(callee, '()', call);
    if (inherited) return inherited;
    const own = callee.proto?.t === 'object' ? read(callee.proto.props.get('()')) : undefined;
    return own ? this.call(own, callee, call) : this.#callUnknown(callee, call);
  }

  #given(result: Abstract, self: Abstract, call: Call): Abstract {
    this.flows?.called(result, self, call);
    return result;
  }

  #followed(callee: FunctionValue, self: Abstract, call: Call, result: Abstract): Abstract {
    return this.flows?.followed(this, callee, self, call, result) ?? result;
  }

  callMethod(self: Abstract, name: string, call: Call): Abstract {
    if (self.t === 'choice') {
      const cases = self.cases.filter((one) => !isNullish(one));
      if (cases.length > 0)
        return this.#each(cases, self.condition, (one) => this.callMethod(one, name, call));
    }
    if (self.t === 'tensor') return this.callTensor(self, name, call);
    if (self.t === 'object' && self.model?.call && !self.props.has(name)) {
      const result = self.model.call(this, self, name, call);
      if (result) return result;
    }
    const inherited = this.#inheritedMethod(self, name, call);
    if (inherited) return inherited;
    if (self.t === 'unknown') {
      // Data that nobody knows, used like an array: its entries are data that nobody knows.
      const overData = this.flows && call.args[0]?.t === 'function' ? arrayMember(name) : undefined;
      if (overData) return this.call(overData, makeList(this, { t: 'list', items: [], rest: self }), call);
      for (const adapter of this.#adapters) {
        const value = adapter.unknownMethod?.(this, self, name, call);
        if (value) return value;
      }
    }
    const settled = this.#promiseMethod(self, name, call);
    if (settled) return settled;
    const method = this.get(self, name, call.frame);
    if (method.t === 'unknown' || isNullish(method)) {
      this.flows?.escaped(self, name);
      return this.#callUnknown(method.t === 'unknown' ? method : unknownValue(`${name} is not known`), call);
    }
    return this.call(method, self, call);
  }

  /** A method that only the library's base class has. */
  #inheritedMethod(self: Abstract, name: string, call: Call): Abstract | undefined {
    if (self.t !== 'object' || self.proto?.t !== 'class' || self.props.has(name)) return undefined;
    const base = foreignBase(self.proto);
    if (base?.t !== 'library' || findMember(this, self.proto, name)) return undefined;
    for (const adapter of this.#adapters) {
      const value =
        adapter.library === base.library
          ? adapter.inheritedMethod?.(this, base, self, name, call)
          : undefined;
      if (value) return value;
    }
    return undefined;
  }

  /** A promise stands for its value, so `then` calls back with it. */
  #promiseMethod(self: Abstract, name: string, call: Call): Abstract | undefined {
    if (name !== 'then' && name !== 'catch' && name !== 'finally') return undefined;
    if (self.t === 'unknown') return undefined;
    if (self.t === 'object' && this.get(self, name, call.frame).t === 'function') return undefined;
    const callback = call.args[0] ?? undefinedValue;
    if (name === 'then') return this.callBack(callback, [self], call);
    if (name === 'finally') this.callBack(callback, [], call);
    return self;
  }

  /** Callbacks handed to something unknown are taken to be called, with arguments nobody knows. */
  #callUnknown(callee: Abstract, call: Call): Abstract {
    for (const arg of call.args) {
      if (!call.isNew) this.flows?.escaped(arg, call.callee);
      for (const one of arg.t === 'object' && !arg.model ? ownFunctions(arg) : [arg]) {
        if (one.t === 'function' && !this.entered.has(one.node)) {
          // describe(…), addEventListener(…): each such callback is a program of its own, with a budget of its own.
          if (call.frame.depth <= 1) this.nextRun();
          this.callBack(
            one,
            one.node.parameters.map(() => unknownValue(`what ${call.callee || 'the caller'} passes`)),
            call,
          );
        }
      }
      if (arg.t === 'object') arg.model?.escape?.(this, arg, call);
    }
    return callee.t === 'unknown'
      ? callee
      : unknownValue(`the result of ${call.callee || 'a call'}`, this.span(call.at));
  }

  #each(cases: readonly Abstract[], condition: Span | undefined, act: (one: Abstract) => Abstract): Abstract {
    const only = cases.at(0);
    if (cases.length === 1 && only) return act(only);
    const results: Abstract[] = [];
    this.fork(
      cases.map((one) => () => {
        results.push(act(one));
        return 'normal';
      }),
      null,
      condition,
    );
    return results.reduce((a, b) => joinValues(a, b, condition));
  }

  construct(callee: Abstract, call: Call): Abstract {
    switch (callee.t) {
      case 'class':
        return this.#given(instantiate(this, callee, call), undefinedValue, call);
      case 'function': {
        const object = makeObject(this, { proto: callee, made: call.at });
        this.instances.set(callee.node, object);
        const result = runFunction(this, callee, object, call);
        return this.#given(result.t === 'object' && result.model ? result : object, undefinedValue, call);
      }
      case 'native':
        return callee.call(this, call, undefinedValue);
      case 'library':
        return this.callLibrary(callee, call);
      case 'choice':
        return this.#each(callee.cases, callee.condition, (one) => this.construct(one, call));
      case 'object':
      case 'array':
      case 'constant':
      case 'draw':
      case 'tensor':
      case 'unknown':
        return this.#callUnknown(callee, call);
    }
  }

  superConstruct(base: Abstract, self: Abstract, call: Call): void {
    superConstruct(this, base, self, call);
  }

  callInherited(base: ClassValue, self: Abstract, name: string, call: Call): Abstract {
    const found = findMember(this, base, name);
    if (!found) return unknownValue(`${name} of a base class that is not known`);
    return runFunction(this, methodOf(this, found), self, call, found.owner);
  }

  callBack(callee: Abstract, args: readonly Abstract[], from: Call): Abstract {
    return this.call(callee, undefinedValue, { ...from, args, nodes: [], open: false, isNew: false });
  }

  get(value: Abstract, name: string, frame: Frame): Abstract {
    return getMember(this, value, name, frame);
  }

  set(target: Abstract, name: string, value: Abstract, node: Located): void {
    setMember(this, target, name, value, node);
  }

  write(slot: Slot, value: Slot['value'], node?: Located): void {
    this.#heap.write(slot, value, node);
  }

  isFromEarlierRun(slot: Slot): boolean {
    return this.#heap.isFromEarlierRun(slot);
  }

  valueAtFirst(slot: Slot): Slot['value'] {
    return this.#heap.valueAtFirst(slot);
  }

  fork(
    alternatives: readonly (() => Completion)[],
    frame: Frame | null,
    condition?: Span,
    meeting?: Meeting,
  ): Completion {
    return this.#heap.fork(alternatives, frame, condition, meeting);
  }

  readonly rounds: number[] = [];

  repeat<T>(round: () => T): T {
    this.#heap.tick();
    this.rounds.push(this.clock);
    try {
      return round();
    } finally {
      this.rounds.pop();
    }
  }

  settle(frame: Frame): void {
    this.#heap.settle(frame.exits);
  }

  span({ node, module }: Located): Span {
    const start = node.getStart(module.source);
    return module.main ? { start, end: node.end } : { start, end: node.end, file: module.path };
  }

  /** Whether a specifier names a library or a file of the project, not just any package. */
  knows(specifier: string, from: Module): boolean {
    return (
      libraryOfImport(this.#adapters, specifier) !== undefined ||
      this.#modules.load(specifier, from) !== undefined
    );
  }

  importModule(specifier: string, from: Module): Abstract {
    return this.importName({ specifier, imported: '*' }, from);
  }

  importName({ specifier, imported }: ImportBinding, from: Module): Abstract {
    const library = libraryOfImport(this.#adapters, specifier);
    if (library)
      return imported === '*' || imported === 'default' ? library : memberOfLibrary(library, imported);
    const target = this.#modules.load(specifier, from);
    if (target === undefined) return unknownValue(`it is imported from ${specifier}`);
    if ('t' in target)
      return imported === '*' || imported === 'default'
        ? target
        : getMember(this, target, imported, this.runModule(from).frame);
    return this.#exportOf(target, imported, 0);
  }

  #exportOf(module: Module, name: string, depth: number): Abstract {
    const scope = this.runModule(module);
    if (name === '*') return this.#namespace(module, scope);
    const entry = module.exports.get(name);
    if (typeof entry === 'string') {
      const slot = scope.bindings.get(entry);
      if (slot && slot.value.t !== 'absent' && slot.value.t !== 'list') return slot.value;
      const binding = module.imports.get(entry);
      if (binding) return this.importName(binding, module);
    } else if (entry) {
      return this.importName(entry, module);
    }
    const common = this.#commonExports(scope);
    if (common) return name === 'default' ? common : getMember(this, common, name, scope.frame);
    if (depth < 10) {
      for (const specifier of module.stars) {
        const library = libraryOfImport(this.#adapters, specifier);
        if (library) return memberOfLibrary(library, name);
        const target = this.#modules.load(specifier, module);
        // Only the file that has the name is run, not everything the list of stars passes by.
        if (!target || 't' in target || !this.#mayExport(target, name, 0)) continue;
        const value = this.#exportOf(target, name, depth + 1);
        if (value.t !== 'unknown') return value;
      }
    }
    return unknownValue(`${name} is not exported by ${module.path}`);
  }

  /** By the look of its export lists; CommonJS files export what only running them tells. */
  #mayExport(module: Module, name: string, depth: number): boolean {
    if (module.exports.has(name)) return true;
    if (module.exports.size === 0 && module.stars.length === 0) return true;
    return (
      depth < 10 &&
      module.stars.some((specifier) => {
        const target = this.#modules.load(specifier, module);
        return target !== undefined && !('t' in target) && this.#mayExport(target, name, depth + 1);
      })
    );
  }

  #namespace(module: Module, scope: Scope): Abstract {
    const common = this.#commonExports(scope);
    if (common && module.exports.size === 0) return common;
    return makeObject(this, {
      model: { name: module.path, get: (_machine, _self, name) => this.#exportOf(module, name, 0) },
    });
  }

  /** `module.exports`, if the module wrote it. */
  #commonExports(scope: Scope): Abstract | undefined {
    const holder = scope.bindings.get('module')?.value;
    if (holder?.t !== 'object') return undefined;
    const value = holder.props.get('exports')?.value;
    if (!value || value.t === 'absent' || value.t === 'list') return undefined;
    return value.t === 'object' && value.props.size === 0 && !value.model ? undefined : value;
  }

  /** Runs a module's top level, the first time it is asked for. */
  runModule(module: Module): Scope {
    const known = this.#scopes.get(module);
    if (known) return known;
    const frame: Frame = {
      module,
      caller: null,
      depth: 0,
      fn: null,
      self: undefinedValue,
      home: null,
      name: undefined,
      returns: [],
      exits: [],
    };
    const scope: Scope = { parent: null, bindings: new Map(), frame };
    this.#scopes.set(module, scope);
    prepareCommonJs(this, scope);
    if (module.main) this.execute(module.statements, scope);
    else this.#heap.outside(() => this.execute(module.statements, scope));
    return scope;
  }

  siblingValue(name: string, from: Module): Abstract | undefined {
    if (!this.flows || !/^[A-Z]/.test(name)) return undefined;
    for (const file of new Set([name, name.charAt(0).toLowerCase() + name.slice(1), name.toLowerCase()])) {
      const script = this.#modules.load(`./${file}`, from);
      if (!script || 't' in script || script === from) continue;
      const value = read(this.runModule(script).bindings.get(name));
      if (value) return value;
    }
    return undefined;
  }

  globalValue(name: string): Abstract | undefined {
    const value = globalValueOf(name) ?? libraryOfGlobal(this.#adapters, name);
    if (value) return value;
    if (!globalObjects.has(name)) return undefined;
    return makeObject(this, {
      model: {
        name,
        get: (machine, _self, member) => machine.globalValue(member) ?? unknownValue(`${name}.${member}`),
        set: () => true,
      },
    });
  }

  memberOfLibrary(value: LibraryValue, name: string): Abstract {
    return memberOfLibrary(value, name);
  }

  callLibrary(callee: LibraryValue, call: Call): Abstract {
    for (const adapter of this.#adapters) {
      if (adapter.library !== callee.library) continue;
      const value = adapter.call(this, callee.path, call);
      if (value) return value;
    }
    return this.#callUnknown(
      unknownValue(`the result of ${callee.path.join('.')}`, this.span(call.at)),
      call,
    );
  }

  optimize(optimizer: Abstract, call: Call): Abstract {
    for (const adapter of this.#adapters) {
      const value = adapter.optimize?.(this, optimizer, call);
      if (value) return value;
    }
    return unknownValue('what minimize gives');
  }

  callTensor(self: TensorValue, name: string, call: Call): Abstract {
    for (const adapter of this.#adapters) {
      const value = adapter.tensorMethod?.(this, self, name, call);
      if (value) return value;
    }
    return unknownValue(`the result of ${name}`, this.span(call.at));
  }
}

const globalObjects = new Set(['window', 'globalThis', 'self', 'global']);

function* ownFunctions(object: ObjectValue): Iterable<Abstract> {
  for (const { value } of object.props.values()) if (value.t === 'function') yield value;
}

function prepareCommonJs(machine: Machine, scope: Scope): void {
  const { module } = scope.frame;
  const exports = makeObject(machine);
  const holder = makeObject(machine);
  holder.props.set('exports', { born: machine.clock, value: exports });
  scope.bindings.set('module', { born: machine.clock, value: holder });
  scope.bindings.set('exports', { born: machine.clock, value: exports });
  scope.bindings.set('require', {
    born: machine.clock,
    value: {
      t: 'native',
      name: 'require',
      call: (inner, call) => {
        const specifier = call.args.at(0);
        return specifier?.t === 'constant' && typeof specifier.value === 'string'
          ? inner.importModule(specifier.value, module)
          : unknownValue('a module whose name is computed');
      },
    },
  });
}
