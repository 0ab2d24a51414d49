// Functions, classes and methods that nobody in the file calls: each is run once on its own, with unknown arguments,
// because a file often only defines what others use.
import ts from 'typescript';
import { freeArguments, makeFunction } from './functions.ts';
import type { Call, ClassValue, FunctionValue, Module, ObjectValue, Scope } from './model.ts';
import type { Interpreter } from './interpreter.ts';
import { undefinedValue, unknownValue } from './model.ts';
import type { PrototypeMethod } from './prototypes.ts';
import { prototypeMethods } from './prototypes.ts';
import type { Survey } from './survey.ts';

/** Beyond the end of every file that is read. */
const maxPosition = 2 ** 30;

/** Names that tell what a function has to do with networks. */
export interface Telling {
  /** Without one of these none is made; undefined: anything may make one. */
  readonly makers: readonly string[] | undefined;
  /** Without one of these, or of a name from the project's files or a library, a function leaves networks as they are. */
  readonly changers: readonly string[];
}

/** First what can make a network, then, if there is one, what can change it; pauses after each run. */
export function* finishRuns(
  machine: Interpreter,
  module: Module,
  scope: Scope,
  { references, reaching, calling, all }: Survey,
  { makers, changers }: Telling,
): Generator<void, void> {
  const methods = machine.flows ? prototypeMethods(machine) : new Map<ts.Node, PrototypeMethod>();
  const constructors = new Set<ts.Node>([...methods.values()].map(({ of }) => of.node));
  const orders = new Map<ts.Node, number>();
  const order = ({ node }: FunctionValue | ClassValue): number => {
    const known = orders.get(node);
    if (known !== undefined) return known;
    const own = node.name && ts.isIdentifier(node.name) ? node.name.text : undefined;
    const name = methods.get(node)?.name ?? own;
    // What nothing in the file refers to is where the outside comes in; the rest is mostly called from there.
    const isForward = machine.flows !== null && name !== undefined && runsForward(name);
    const rank = constructors.has(node)
      ? -2
      : isForward
        ? -1
        : name === undefined
          ? 1
          : references(name) <= 1
            ? 0
            : 2;
    orders.set(node, rank * maxPosition + node.pos);
    return rank * maxPosition + node.pos;
  };
  const tried = new Set<ts.Node>();
  if (machine.flows) {
    yield* runAll(all());
    return;
  }
  if (makers) yield* runAll(calling(makers));
  if (!makers || machine.made.length > 0)
    yield* runAll(reaching([...changers, ...importedNames(machine, module)]));

  function* runAll(worthRunning: ReadonlySet<ts.Node>): Generator<void, void> {
    while (!machine.isSpent) {
      let next: FunctionValue | ClassValue | undefined;
      for (const value of machine.pending.values()) {
        const { node, scope: own } = value;
        if (!worthRunning.has(node) || machine.entered.has(node) || tried.has(node)) continue;
        if (own.frame.module === module && (!next || order(value) < order(next))) next = value;
      }
      if (next) {
        tried.add(next.node);
        machine.nextRun();
        const role = constructors.has(next.node) ? 'constructor' : methods.get(next.node);
        runAlone(machine, next, scope, role);
      } else if (!runMethods(machine, module, scope, tried, worthRunning)) return;
      yield;
    }
  }
}

/** What a network computes is to be seen before it is trained. */
const runsForward = (name: string): boolean =>
  /forward|predict|activate|compute|output|feed|think|guess|query|classif|infer|propagate|evaluate|^run$|process|calc/i.test(
    name,
  ) && !/back/i.test(name);

/** Names from the project's own files and from the library; what other packages bring changes no networks. */
const importedNames = (machine: Interpreter, module: Module): string[] =>
  [...module.imports].flatMap(([name, { specifier }]) => (machine.knows(specifier, module) ? [name] : []));

function callFrom(scope: Scope, node: ts.Node, args: Call['args']): Call {
  return {
    args,
    nodes: [],
    at: { node, module: scope.frame.module },
    open: false,
    isNew: false,
    frame: scope.frame,
    callee: '',
  };
}

function runAlone(
  machine: Interpreter,
  value: FunctionValue | ClassValue,
  scope: Scope,
  role: 'constructor' | PrototypeMethod | undefined,
): void {
  if (value.t === 'function') {
    const call = callFrom(scope, value.node, freeArguments(machine, value));
    if (role === 'constructor') machine.construct(value, call);
    else {
      const instance = role && machine.instances.get(role.of.node);
      const self = instance ?? value.owner ?? unknownValue('this, in a function that nobody calls');
      machine.call(value, self, call);
    }
    machine.entered.add(value.node);
    return;
  }
  const ctor = value.node.members.find(
    (member) => ts.isConstructorDeclaration(member) && member.body !== undefined,
  );
  const args =
    ctor && ts.isConstructorDeclaration(ctor)
      ? freeArguments(machine, {
          t: 'function',
          node: ctor,
          scope: value.scope,
          props: new Map(),
          name: value.name,
        })
      : [];
  machine.construct(value, callFrom(scope, value.node, args));
  machine.entered.add(value.node);
}

/** Methods never called, on the last instance of their class. Answers whether there was one. */
function runMethods(
  machine: Interpreter,
  module: Module,
  scope: Scope,
  tried: Set<ts.Node>,
  worthRunning: ReadonlySet<ts.Node>,
): boolean {
  for (const value of [...machine.pending.values()]) {
    if (value.t !== 'class' || value.scope.frame.module !== module) continue;
    const instance = machine.instances.get(value.node);
    for (const member of methodsInOrder(machine, value)) {
      const body = ts.isMethodDeclaration(member) || ts.isAccessor(member) ? member.body : undefined;
      if (!body || machine.entered.has(member) || tried.has(member) || !worthRunning.has(member)) continue;
      tried.add(member);
      if (!ts.isMethodDeclaration(member) && !ts.isAccessor(member)) continue;
      machine.nextRun();
      const method: FunctionValue = { ...makeFunction(machine, member, value.scope), home: value };
      machine.call(
        method,
        thisOf(member, value, instance),
        callFrom(scope, member, freeArguments(machine, method)),
      );
      machine.entered.add(member);
      return true;
    }
  }
  return false;
}

function methodsInOrder(machine: Interpreter, { node }: ClassValue): readonly ts.ClassElement[] {
  if (!machine.flows) return node.members;
  const rank = ({ name }: ts.ClassElement): number =>
    name && ts.isIdentifier(name) && runsForward(name.text) ? 0 : 1;
  return [...node.members].sort((a, b) => rank(a) - rank(b));
}

function thisOf(
  member: ts.ClassElement,
  cls: ClassValue,
  instance: ObjectValue | undefined,
): ObjectValue | ClassValue | typeof undefinedValue {
  const isStatic =
    ts.canHaveModifiers(member) &&
    (ts.getModifiers(member) ?? []).some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword);
  return isStatic ? cls : (instance ?? undefinedValue);
}
