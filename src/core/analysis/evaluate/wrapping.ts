// Expressions that add nothing, or nothing we follow.
import ts from 'typescript';
import { expanded } from './expand.ts';
import type { Handlers } from './handlers.ts';
import { located, on, withoutWrapping } from './handlers.ts';
import type { Abstract, Machine, Scope } from './model.ts';
import { constant, listOf, makeArray, undefinedValue, unknownValue } from './model.ts';

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
    const value = node.expression ? machine.evaluate(node.expression, scope) : undefinedValue;
    const { yields } = scope.frame;
    if (!yields) return unknownValue('what a generator is sent');
    const list = node.asteriskToken && value.t === 'array' ? expanded(listOf(value)) : undefined;
    if (node.asteriskToken && (!list || list.rest !== undefined)) {
      machine.write(yields.content, {
        t: 'list',
        items: [],
        rest: unknownValue('what another generator yields'),
      });
      return unknownValue('what a generator is sent');
    }
    machine.callMethod(yields, 'push', {
      args: list ? list.items.map((item) => item.value) : [value],
      nodes: node.expression && !list ? [node.expression] : [],
      at: located(node, scope),
      open: false,
      isNew: false,
      frame: scope.frame,
      callee: 'push',
    });
    return unknownValue('what a generator is sent');
  }),
  [K.TaggedTemplateExpression]: on(ts.isTaggedTemplateExpression, (machine, node, scope) => {
    const tag = machine.evaluate(node.tag, scope);
    const { template } = node;
    const spans = ts.isTemplateExpression(template) ? template.templateSpans : [];
    const texts = [
      ts.isTemplateExpression(template) ? template.head : template,
      ...spans.map((span) => span.literal),
    ];
    const isRaw = tag.t === 'native' && tag.name === 'String.raw';
    const strings = makeArray(
      machine,
      texts.map(({ text, rawText }) => ({ value: constant(isRaw ? (rawText ?? text) : text) })),
    );
    return machine.call(tag, undefinedValue, {
      args: [strings, ...spans.map(({ expression }) => machine.evaluate(expression, scope))],
      nodes: [template, ...spans.map(({ expression }) => expression)],
      at: located(node, scope),
      open: false,
      isNew: false,
      frame: scope.frame,
      callee: ts.isIdentifier(node.tag) ? node.tag.text : '',
    });
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
