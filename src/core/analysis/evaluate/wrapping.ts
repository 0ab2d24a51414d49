// Expressions that add nothing, or nothing we follow.
import ts from 'typescript';
import type { Handlers } from './handlers.ts';
import { located, on, withoutWrapping } from './handlers.ts';
import type { Abstract, Machine, Scope } from './model.ts';
import { constant, undefinedValue, unknownValue } from './model.ts';

const K = ts.SyntaxKind;

const throughInner = (machine: Machine, node: { expression: ts.Expression }, scope: Scope): Abstract =>
  machine.evaluate(node.expression, scope);

export const wrapping: Handlers = {
  [K.ParenthesizedExpression]: on(ts.isParenthesizedExpression, throughInner),
  [K.AsExpression]: on(ts.isAsExpression, throughInner),
  [K.SatisfiesExpression]: on(ts.isSatisfiesExpression, throughInner),
  [K.NonNullExpression]: on(ts.isNonNullExpression, throughInner),
  [K.TypeAssertionExpression]: on(ts.isTypeAssertionExpression, throughInner),
  // A promise is its value: what counts is what is there when it is used.
  [K.AwaitExpression]: on(ts.isAwaitExpression, throughInner),
  [K.ExpressionWithTypeArguments]: on(ts.isExpressionWithTypeArguments, throughInner),
  [K.TypeOfExpression]: on(ts.isTypeOfExpression, (machine, node, scope) => {
    const value = machine.evaluate(node.expression, scope);
    switch (value.t) {
      case 'constant':
        return constant(value.value === null ? 'object' : typeof value.value);
      case 'draw':
        return constant('number');
      case 'object':
      case 'array':
      case 'tensor':
        return constant('object');
      case 'function':
      case 'class':
      case 'native':
        return constant('function');
      case 'library':
      case 'choice':
      case 'unknown':
        return unknownValue('a type that is not known');
    }
  }),
  [K.VoidExpression]: on(ts.isVoidExpression, (machine, node, scope) => {
    machine.evaluate(node.expression, scope);
    return undefinedValue;
  }),
  [K.DeleteExpression]: on(ts.isDeleteExpression, (machine, node, scope) => {
    const target = withoutWrapping(node.expression);
    if (ts.isPropertyAccessExpression(target)) {
      machine.set(
        machine.evaluate(target.expression, scope),
        target.name.text,
        undefinedValue,
        located(node, scope),
      );
    }
    return constant(true);
  }),
  [K.YieldExpression]: on(ts.isYieldExpression, (machine, node, scope) => {
    if (node.expression) machine.evaluate(node.expression, scope);
    return unknownValue('what a generator is sent');
  }),
  [K.TaggedTemplateExpression]: on(ts.isTaggedTemplateExpression, (machine, node, scope) => {
    if (ts.isTemplateExpression(node.template)) {
      for (const part of node.template.templateSpans) machine.evaluate(part.expression, scope);
    }
    return unknownValue('a tagged template');
  }),
  [K.JsxElement]: on(ts.isJsxElement, (machine, node, scope) => jsx(machine, node, scope)),
  [K.JsxSelfClosingElement]: on(ts.isJsxSelfClosingElement, (machine, node, scope) =>
    jsx(machine, node, scope),
  ),
  [K.JsxFragment]: on(ts.isJsxFragment, (machine, node, scope) => jsx(machine, node, scope)),
};

/** Markup is nothing to us, but the expressions and event handlers in it are code. */
function jsx(machine: Machine, node: ts.Node, scope: Scope): Abstract {
  const visit = (inner: ts.Node): void => {
    if (!machine.step()) return;
    if (ts.isJsxExpression(inner)) {
      if (inner.expression) machine.evaluate(inner.expression, scope);
    } else {
      ts.forEachChild(inner, visit);
    }
  };
  ts.forEachChild(node, visit);
  return unknownValue('markup');
}
