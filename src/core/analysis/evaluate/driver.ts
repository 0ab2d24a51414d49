// Functions, classes and methods that nobody in the file calls: each is run once on its own, with unknown arguments,
// because a file often only defines what others use.
import ts from 'typescript';
import { freeArguments, makeFunction } from './functions.ts';
import type { Call, ClassValue, FunctionValue, Module, ObjectValue, Scope } from './model.ts';
import type { PrototypeMethod } from './prototypes.ts';
import { prototypeMethods } from './prototypes.ts';
import type { Interpreter } from './interpreter.ts';
import { undefinedValue, unknownValue } from './model.ts';
import { survey } from './survey.ts';

export function finishRuns(machine: Interpreter, module: Module, scope: Scope): void {
  const { references, worthRunning } = survey(module, machine.flows !== null);
  const methods = machine.flows ? prototypeMethods(machine) : new Map<ts.Node, PrototypeMethod>();
  const constructors = new Set([...methods.values()].map(({ of }) => of.node));
  const rank = (value: FunctionValue | ClassValue): number => {
    if (constructors.has(value.node as FunctionValue['node'])) return -2;
    const own = value.node.name && ts.isIdentifier(value.node.name) ? value.node.name.text : undefined;
    const name = methods.get(value.node)?.name ?? own;
    if (machine.flows && name !== undefined && runsForward(name)) return -1;
    // What nothing in the file refers to is where the outside comes in; the rest is mostly called from there.
    return name === undefined ? 1 : (references.get(name) ?? 0) <= 1 ? 0 : 2;
  };
  const tried = new Set<ts.Node>();
  for (;;) {
    const next = [...machine.pending.values()]
      .filter(
        (value) =>
          !machine.entered.has(value.node) &&
          !tried.has(value.node) &&
          worthRunning.has(value.node) &&
          value.scope.frame.module === module,
      )
      .sort((a, b) => rank(a) - rank(b) || a.node.pos - b.node.pos)
      .at(0);
    if (next && !machine.isSpent) {
      tried.add(next.node);
      machine.nextRun();
      runAlone(machine, next, scope, constructors.has(next.node) || methods.get(next.node)?.of);
      continue;
    }
    if (machine.isSpent || !runMethods(machine, module, scope, tried, worthRunning)) return;
  }
}

/** What a network computes is to be seen before it is trained. */
const runsForward = (name: string): boolean =>
  /forward|predict|activate|compute|output|feed|think|guess|query|classif|infer|propagate|evaluate|^run$|process|calc/i.test(
    name,
  ) && !/back/i.test(name);

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

/** `role`: true for a constructor function; the constructor function of a method on its prototype. */
function runAlone(
  machine: Interpreter,
  value: FunctionValue | ClassValue,
  scope: Scope,
  role?: boolean | FunctionValue,
): void {
  if (value.t === 'function') {
    const call = callFrom(scope, value.node, freeArguments(machine, value));
    const instance = typeof role === 'object' ? machine.instances.get(role.node) : undefined;
    const self = instance ?? value.owner ?? unknownValue('this, in a function that nobody calls');
    if (role === true) machine.construct(value, call);
    else machine.call(value, self, call);
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
