// Classes: their values, their instances, and where a member is found.
import ts from 'typescript';
import { functionScope, putProperty } from './patterns.ts';
import { makeFunction, runFunction } from './functions.ts';
import type {
  Abstract,
  Call,
  ClassValue,
  Frame,
  FunctionValue,
  Machine,
  ObjectValue,
  Scope,
} from './model.ts';
import { makeObject, undefinedValue, unknownValue } from './model.ts';
import { nameOf } from './names.ts';

type Member = ts.MethodDeclaration | ts.GetAccessorDeclaration;

const isStatic = (member: ts.ClassElement): boolean =>
  ts.canHaveModifiers(member) &&
  (ts.getModifiers(member) ?? []).some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword);

/** The class as a value; static fields and blocks run now, as they do in the program. */
export function makeClass(machine: Machine, node: ts.ClassLikeDeclaration, scope: Scope): ClassValue {
  const heritage = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
  const baseNode = heritage?.types[0];
  const base = baseNode ? machine.evaluate(baseNode.expression, scope) : null;
  const made: ClassValue = { t: 'class', node, scope, base, props: new Map(), name: node.name?.text };
  if (!machine.pending.has(node)) machine.pending.set(node, made);
  const inner = classScope(made, made, scope.frame.caller ?? scope.frame);
  for (const member of node.members) {
    if (ts.isClassStaticBlockDeclaration(member)) {
      machine.execute(member.body.statements, { parent: inner, bindings: new Map(), frame: inner.frame });
    } else if (isStatic(member) && ts.isPropertyDeclaration(member)) {
      initializeField(machine, member, made, inner);
    } else if (isStatic(member) && (ts.isMethodDeclaration(member) || ts.isGetAccessorDeclaration(member))) {
      const name = nameOf(machine, member.name, scope);
      const key = ts.isMethodDeclaration(member) ? name : `get ${name ?? ''}`;
      if (name !== undefined && key !== undefined)
        put(machine, made, key, makeFunction(machine, member, scope), member, inner);
    }
  }
  return made;
}

/** A scope in which `this` is the class or the instance, for field initializers. */
function classScope(cls: ClassValue, self: Abstract, caller: Frame): Scope {
  const frame: Frame = {
    module: cls.scope.frame.module,
    caller,
    depth: caller.depth + 1,
    fn: null,
    self,
    home: cls,
    name: cls.name,
    returns: [],
    exits: [],
  };
  return { parent: cls.scope, bindings: new Map(), frame };
}

function initializeField(
  machine: Machine,
  member: ts.PropertyDeclaration,
  target: ObjectValue | ClassValue,
  scope: Scope,
): void {
  const name = nameOf(machine, member.name, scope);
  if (name === undefined) return;
  const value = member.initializer ? machine.evaluate(member.initializer, scope) : undefinedValue;
  put(machine, target, name, value, member.initializer ?? member, scope);
}

function put(
  machine: Machine,
  target: ObjectValue | ClassValue,
  name: string,
  value: Abstract,
  node: ts.Node,
  scope: Scope,
): void {
  const at = { node, module: scope.frame.module };
  if (target.t === 'class') {
    machine.set(target, name, value, at);
  } else {
    if (value.t === 'object' && value.name.value.t === 'absent')
      machine.write(value.name, { t: 'constant', value: name.replace(/^#/, '') });
    putProperty(machine, target, name, value, at);
  }
}

export function instantiate(machine: Machine, cls: ClassValue, call: Call): ObjectValue {
  const object = makeObject(machine, { proto: cls, made: call.at });
  machine.instances.set(cls.node, object);
  runConstructor(machine, cls, object, call);
  return object;
}

/** Runs a class's constructor, fields and all, on an object. */
export function runConstructor(machine: Machine, cls: Abstract, self: ObjectValue, call: Call): void {
  if (cls.t === 'function') {
    runFunction(machine, cls, self, call);
    return;
  }
  if (cls.t === 'library' || cls.t === 'native') {
    const config = call.args.at(0);
    if (config) putProperty(machine, self, '@@config', config, call.at);
    return;
  }
  if (cls.t !== 'class') {
    machine.write(self.open, unknownValue('the base class is not known'));
    return;
  }
  machine.entered.add(cls.node);
  if (call.frame.depth > 40 || !machine.step()) {
    machine.write(self.open, unknownValue('the calls are nested too deeply to follow'));
    return;
  }
  const ctor = cls.node.members.find(
    (member) => ts.isConstructorDeclaration(member) && member.body !== undefined,
  );
  if (!ctor || !ts.isConstructorDeclaration(ctor)) {
    if (cls.base) runConstructor(machine, cls.base, self, call);
    initializeFields(machine, cls, self, call.frame);
    return;
  }
  // In a derived class the fields come right after super(…).
  if (!cls.base) initializeFields(machine, cls, self, call.frame);
  const scope = cls.scope;
  const fn: FunctionValue = { t: 'function', node: ctor, scope, props: new Map(), name: cls.name };
  ctor.parameters.forEach((parameter, index) => {
    const isProperty =
      ts.getModifiers(parameter)?.some(({ kind }) => kind !== ts.SyntaxKind.OverrideKeyword) ?? false;
    if (!isProperty || !ts.isIdentifier(parameter.name)) return;
    const given = call.args.at(index);
    const value =
      given ?? (parameter.initializer ? machine.evaluate(parameter.initializer, scope) : undefinedValue);
    putProperty(machine, self, parameter.name.text, value, {
      node: call.nodes[index] ?? parameter,
      module: call.at.module,
    });
  });
  runFunction(machine, fn, self, call, cls);
}

export function initializeFields(machine: Machine, cls: ClassValue, self: ObjectValue, caller: Frame): void {
  const scope = classScope(cls, self, caller);
  for (const member of cls.node.members) {
    if (
      ts.isPropertyDeclaration(member) &&
      !isStatic(member) &&
      !ts.getModifiers(member)?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword)
    ) {
      initializeField(machine, member, self, scope);
    }
  }
}

/** `super(…)` in a constructor: the base's constructor, then the fields of the class it stands in. */
export function superConstruct(machine: Machine, base: Abstract, self: Abstract, call: Call): void {
  if (self.t !== 'object') return;
  runConstructor(machine, base, self, call);
  const home = functionScope({ parent: null, bindings: new Map(), frame: call.frame }).frame.home;
  if (home) initializeFields(machine, home, self, call.frame);
}

export interface Found {
  readonly member: Member;
  readonly owner: ClassValue;
}

/** A method or getter of the class or its bases. */
export function findMember(machine: Machine, cls: ClassValue, name: string): Found | undefined {
  for (
    let owner: Abstract | null = cls, guard = 0;
    owner?.t === 'class' && guard < 50;
    owner = owner.base, guard += 1
  ) {
    for (const member of owner.node.members) {
      if (isStatic(member)) continue;
      const hasBody =
        (ts.isMethodDeclaration(member) || ts.isGetAccessorDeclaration(member)) && member.body !== undefined;
      if (hasBody && nameOf(machine, member.name, owner.scope) === name) return { member, owner };
    }
  }
  return undefined;
}

/** The last link of the chain of bases that is not a class of the source; null when there is none. */
export function foreignBase(cls: ClassValue): Abstract | null {
  let base: Abstract | null = cls;
  for (let guard = 0; base?.t === 'class' && guard < 50; guard += 1) base = base.base;
  return base?.t === 'class' ? null : base;
}

export function methodOf(machine: Machine, { member, owner }: Found): FunctionValue {
  return { ...makeFunction(machine, member, owner.scope), home: owner };
}
