// Property access, calls, constructions.
import ts from 'typescript';
import { anyEntry } from './entries.ts';
import type { Handlers } from './handlers.ts';
import { located, on, withoutWrapping } from './handlers.ts';
import { evaluateItems } from './items.ts';
import { joinValues } from './join.ts';
import type { Abstract, Call, Machine, Scope } from './model.ts';
import { isNullish, undefinedValue, unknownValue } from './model.ts';

const K = ts.SyntaxKind;

export const access: Handlers = {
  [K.PropertyAccessExpression]: on(ts.isPropertyAccessExpression, (machine, node, scope) => {
    const object = machine.evaluate(node.expression, scope);
    if (node.questionDotToken && isNullish(object)) return undefinedValue;
    return machine.get(object, node.name.text, scope.frame);
  }),
  [K.ElementAccessExpression]: on(ts.isElementAccessExpression, (machine, node, scope) => {
    const object = machine.evaluate(node.expression, scope);
    if (node.questionDotToken && isNullish(object)) return undefinedValue;
    return element(machine, object, machine.evaluate(node.argumentExpression, scope), scope);
  }),
  [K.CallExpression]: on(ts.isCallExpression, (machine, node, scope) => {
    const { expression: callee } = node;
    if (callee.kind === K.ImportKeyword) return dynamicImport(machine, node, scope);
    const bare = withoutWrapping(callee);
    if (ts.isPropertyAccessExpression(bare)) {
      if (bare.expression.kind === K.SuperKeyword)
        return callSuperMethod(machine, node, bare.name.text, scope);
      const self = machine.evaluate(bare.expression, scope);
      if ((bare.questionDotToken ?? node.questionDotToken) && isNullish(self)) return undefinedValue;
      return machine.callMethod(self, bare.name.text, makeCall(machine, node, bare.name.text, scope));
    }
    if (ts.isElementAccessExpression(bare)) {
      const self = machine.evaluate(bare.expression, scope);
      const name = machine.evaluate(bare.argumentExpression, scope);
      const call = makeCall(machine, node, name.t === 'constant' ? String(name.value) : '', scope);
      if (name.t === 'constant') return machine.callMethod(self, String(name.value), call);
      return machine.call(element(machine, self, name, scope), self, call);
    }
    if (bare.kind === K.SuperKeyword) return callSuperConstructor(machine, node, scope);
    const value = machine.evaluate(bare, scope);
    if (node.questionDotToken && isNullish(value)) return undefinedValue;
    return machine.call(
      value,
      undefinedValue,
      makeCall(machine, node, ts.isIdentifier(bare) ? bare.text : '', scope),
    );
  }),
  [K.NewExpression]: on(ts.isNewExpression, (machine, node, scope) => {
    const callee = machine.evaluate(node.expression, scope);
    const name = ts.isIdentifier(node.expression) ? node.expression.text : '';
    return machine.construct(callee, { ...makeCall(machine, node, name, scope), isNew: true });
  }),
};

function element(machine: Machine, object: Abstract, index: Abstract, scope: Scope): Abstract {
  if (index.t === 'constant') return machine.get(object, String(index.value), scope.frame);
  if (index.t === 'choice') {
    return index.cases
      .map((one) => element(machine, object, one, scope))
      .reduce((a, b) => joinValues(a, b, index.condition));
  }
  if (object.t === 'array') {
    const any = anyEntry(machine, object);
    if (any) return any;
  }
  // An entry of data that nobody knows is data that nobody knows.
  if (machine.flows && object.t === 'unknown') return object;
  return unknownValue('an entry whose index is not known');
}

function makeCall(
  machine: Machine,
  node: ts.CallExpression | ts.NewExpression,
  callee: string,
  scope: Scope,
): Call {
  const isStatement = machine.statement === node;
  const { items, rest } = evaluateItems(machine, node.arguments ?? [], scope);
  return {
    args: items.map((item) => item.value),
    nodes: items.map((item) => (item.node ? (item.node.node as ts.Expression) : undefined)),
    at: located(node, scope),
    open: rest !== undefined || items.some((item) => item.maybe !== undefined),
    isNew: false,
    frame: scope.frame,
    callee,
    ...(isStatement ? { isStatement } : {}),
  };
}

function callSuperConstructor(machine: Machine, node: ts.CallExpression, scope: Scope): Abstract {
  const base = scope.frame.home?.base ?? unknownValue('the base class is not known');
  const call = makeCall(machine, node, 'super', scope);
  machine.superConstruct(base, scope.frame.self, call);
  return undefinedValue;
}

function callSuperMethod(machine: Machine, node: ts.CallExpression, name: string, scope: Scope): Abstract {
  const call = makeCall(machine, node, name, scope);
  const base = scope.frame.home?.base;
  if (base?.t !== 'class') return unknownValue('a method of a base class that is not known');
  return machine.callInherited(base, scope.frame.self, name, call);
}

function dynamicImport(machine: Machine, node: ts.CallExpression, scope: Scope): Abstract {
  const first = node.arguments.at(0);
  const specifier = first ? machine.evaluate(first, scope) : undefinedValue;
  return specifier.t === 'constant' && typeof specifier.value === 'string'
    ? machine.importModule(specifier.value, scope.frame.module)
    : unknownValue('an import whose name is computed');
}
