// The value of an expression, kind of node by kind of node.
import ts from 'typescript';
import { joinValues } from './join.ts';
import type { Abstract, Call, Item, Located, Machine, ObjectValue, Scope } from './model.ts';
import {
  constant,
  isNullish,
  listOf,
  makeList,
  makeObject,
  read,
  undefinedValue,
  unknownValue,
} from './model.ts';
import { nameOf } from './names.ts';
import { binary, negate, truthiness } from './operators.ts';
import { assignTo, copyProperties, giveName, putProperty } from './patterns.ts';
import { makeClass } from './classes.ts';
import { expanded } from './expand.ts';
import { makeFunction } from './functions.ts';

type Handler = (machine: Machine, node: ts.Expression, scope: Scope) => Abstract;

const handlers = new Map<ts.SyntaxKind, Handler>();

/** The kind decides the node's type; said once here instead of at every handler. */
function on<N extends ts.Expression>(
  kinds: readonly ts.SyntaxKind[],
  handler: (machine: Machine, node: N, scope: Scope) => Abstract,
): void {
  for (const kind of kinds) handlers.set(kind, handler as Handler);
}

const located = (node: ts.Node, scope: Scope): Located => ({ node, module: scope.frame.module });

const K = ts.SyntaxKind;

export function evaluateExpression(machine: Machine, node: ts.Expression, scope: Scope): Abstract {
  const handler = handlers.get(node.kind);
  return handler
    ? handler(machine, node, scope)
    : unknownValue('an expression that is not followed', machine.span(located(node, scope)));
}

on<ts.NumericLiteral>([K.NumericLiteral], (machine, node, scope) =>
  constant(Number(node.text), machine.span(located(node, scope))),
);
on<ts.StringLiteralLike>([K.StringLiteral, K.NoSubstitutionTemplateLiteral], (machine, node, scope) =>
  constant(node.text, machine.span(located(node, scope))),
);
on([K.TrueKeyword], (machine, node, scope) => constant(true, machine.span(located(node, scope))));
on([K.FalseKeyword], (machine, node, scope) => constant(false, machine.span(located(node, scope))));
on([K.NullKeyword], (machine, node, scope) => constant(null, machine.span(located(node, scope))));
on([K.ThisKeyword], (_machine, _node, scope) => scope.frame.self);
on([K.SuperKeyword], () => unknownValue('super'));

on<ts.Identifier>([K.Identifier], (machine, node, scope) => lookUp(machine, node.text, scope));

/** The value of a name; an unknown global is unknown. */
export function lookUp(machine: Machine, name: string, scope: Scope): Abstract {
  if (name === 'undefined') return undefinedValue;
  for (let place: Scope | null = scope; place; place = place.parent) {
    const slot = place.bindings.get(name);
    if (slot) {
      const value = read(slot) ?? undefinedValue;
      if (value.t === 'unknown' && name === 'tf') return machine.globalValue(name) ?? value;
      return value;
    }
    if (!place.parent) {
      const { module } = place.frame;
      const binding = module.imports.get(name);
      if (binding) {
        const value = machine.importName(binding, module);
        return value.t === 'unknown' && name === 'tf' ? (machine.globalValue(name) ?? value) : value;
      }
    }
  }
  return machine.globalValue(name) ?? unknownValue(`${name} is not defined in this file`);
}

const throughInner = (machine: Machine, node: { expression: ts.Expression }, scope: Scope): Abstract =>
  machine.evaluate(node.expression, scope);
on<ts.ParenthesizedExpression>([K.ParenthesizedExpression], throughInner);
on<ts.AsExpression>([K.AsExpression], throughInner);
on<ts.SatisfiesExpression>([K.SatisfiesExpression], throughInner);
on<ts.NonNullExpression>([K.NonNullExpression], throughInner);
on<ts.TypeAssertion>([K.TypeAssertionExpression], throughInner);
// A promise is its value: what counts is what is there when it is used.
on<ts.AwaitExpression>([K.AwaitExpression], throughInner);
on<ts.ExpressionWithTypeArguments>([K.ExpressionWithTypeArguments], throughInner);

on<ts.TemplateExpression>([K.TemplateExpression], (machine, node, scope) => {
  let whole: Abstract = constant(node.head.text, machine.span(located(node, scope)));
  for (const part of node.templateSpans) {
    const value = machine.evaluate(part.expression, scope);
    whole = binary(K.PlusToken, whole, value);
    whole = binary(K.PlusToken, whole, constant(part.literal.text));
  }
  return whole.t === 'constant' ? constant(whole.value, machine.span(located(node, scope))) : whole;
});

on<ts.ArrayLiteralExpression>([K.ArrayLiteralExpression], (machine, node, scope) => {
  const { items, rest } = evaluateItems(machine, node.elements, scope);
  return makeList(machine, { t: 'list', items, ...(rest ? { rest } : {}) }, located(node, scope));
});

/** The entries of an array literal or the arguments of a call, spreads opened. */
export function evaluateItems(
  machine: Machine,
  nodes: readonly ts.Expression[],
  scope: Scope,
): { readonly items: Item[]; readonly rest: Abstract | undefined } {
  const items: Item[] = [];
  let rest: Abstract | undefined;
  for (const node of nodes) {
    if (!ts.isSpreadElement(node)) {
      const value = ts.isOmittedExpression(node) ? undefinedValue : machine.evaluate(node, scope);
      if (rest) rest = joinValues(rest, value);
      else items.push({ value, node: located(node, scope) });
      continue;
    }
    const spread = machine.evaluate(node.expression, scope);
    const list = spread.t === 'array' ? expanded(listOf(spread)) : undefined;
    if (!list || rest) {
      const why = unknownValue('a spread of something that is not known', machine.span(located(node, scope)));
      rest = rest ? joinValues(rest, why) : why;
      continue;
    }
    items.push(...list.items);
    rest = list.rest;
  }
  return { items, rest };
}

on<ts.ObjectLiteralExpression>([K.ObjectLiteralExpression], (machine, node, scope) => {
  const object = makeObject(machine, { made: located(node, scope) });
  for (const property of node.properties) {
    if (ts.isSpreadAssignment(property)) {
      spreadInto(machine, object, machine.evaluate(property.expression, scope));
      continue;
    }
    const name = nameOf(machine, property.name, scope);
    if (ts.isGetAccessor(property) || ts.isSetAccessor(property)) {
      if (name !== undefined && ts.isGetAccessor(property)) {
        putProperty(
          machine,
          object,
          `get ${name}`,
          makeFunction(machine, property, scope, object),
          located(property, scope),
        );
      }
      continue;
    }
    const value = ts.isMethodDeclaration(property)
      ? makeFunction(machine, property, scope, object)
      : ts.isShorthandPropertyAssignment(property)
        ? lookUp(machine, property.name.text, scope)
        : machine.evaluate(property.initializer, scope);
    const at = ts.isPropertyAssignment(property) ? property.initializer : property;
    if (name === undefined) {
      machine.write(object.open, unknownValue('a property with a computed name'));
    } else {
      giveName(machine, value, name);
      putProperty(machine, object, name, value, located(at, scope));
    }
  }
  return object;
});

function spreadInto(machine: Machine, object: ObjectValue, value: Abstract): void {
  if (value.t === 'object') {
    copyProperties(machine, value, object);
  } else if (value.t === 'choice') {
    machine.fork(
      value.cases.map((one) => () => {
        spreadInto(machine, object, one);
        return 'normal';
      }),
      null,
      value.condition,
    );
  } else if (value.t !== 'constant') {
    machine.write(
      object.open,
      value.t === 'unknown' ? value : unknownValue('a spread of something that is not known'),
    );
    // What was written before may be overwritten by what is spread.
    for (const slot of object.props.values())
      machine.write(slot, unknownValue('it may be overwritten by a spread'));
  }
}

on<ts.ArrowFunction>([K.ArrowFunction], (machine, node, scope) => makeFunction(machine, node, scope));
on<ts.FunctionExpression>([K.FunctionExpression], (machine, node, scope) =>
  makeFunction(machine, node, scope),
);
on<ts.ClassExpression>([K.ClassExpression], (machine, node, scope) => makeClass(machine, node, scope));

on<ts.PropertyAccessExpression>([K.PropertyAccessExpression], (machine, node, scope) => {
  const object = machine.evaluate(node.expression, scope);
  if (node.questionDotToken && isNullish(object)) return undefinedValue;
  return machine.get(object, node.name.text, scope.frame);
});

on<ts.ElementAccessExpression>([K.ElementAccessExpression], (machine, node, scope) => {
  const object = machine.evaluate(node.expression, scope);
  if (node.questionDotToken && isNullish(object)) return undefinedValue;
  return element(machine, object, machine.evaluate(node.argumentExpression, scope), scope);
});

function element(machine: Machine, object: Abstract, index: Abstract, scope: Scope): Abstract {
  if (index.t === 'constant') return machine.get(object, String(index.value), scope.frame);
  if (index.t === 'choice') {
    return index.cases
      .map((one) => element(machine, object, one, scope))
      .reduce((a, b) => joinValues(a, b, index.condition));
  }
  if (object.t === 'array') {
    const list = listOf(object);
    if (list.fill) return list.fill.value;
    const all = [...list.items.map((item) => item.value), ...(list.rest ? [list.rest] : [])];
    if (all.length > 0) return all.reduce((a, b) => joinValues(a, b));
  }
  return unknownValue('an entry whose index is not known');
}

on<ts.CallExpression>([K.CallExpression], (machine, node, scope) => {
  const { expression: callee } = node;
  if (callee.kind === K.ImportKeyword) return dynamicImport(machine, node, scope);
  const bare = withoutWrapping(callee);
  if (ts.isPropertyAccessExpression(bare)) {
    if (bare.expression.kind === K.SuperKeyword) return callSuperMethod(machine, node, bare.name.text, scope);
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
});

on<ts.NewExpression>([K.NewExpression], (machine, node, scope) => {
  const callee = machine.evaluate(node.expression, scope);
  const name = ts.isIdentifier(node.expression) ? node.expression.text : '';
  return machine.construct(callee, { ...makeCall(machine, node, name, scope), isNew: true });
});

const withoutWrapping = (node: ts.Expression): ts.Expression =>
  ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node) || ts.isAsExpression(node)
    ? withoutWrapping(node.expression)
    : node;

function makeCall(
  machine: Machine,
  node: ts.CallExpression | ts.NewExpression,
  callee: string,
  scope: Scope,
): Call {
  const { items, rest } = evaluateItems(machine, node.arguments ?? [], scope);
  return {
    args: items.map((item) => item.value),
    nodes: items.map((item) => (item.node ? (item.node.node as ts.Expression) : undefined)),
    at: located(node, scope),
    open: rest !== undefined || items.some((item) => item.maybe !== undefined),
    isNew: false,
    frame: scope.frame,
    callee,
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
  const [first] = node.arguments;
  const specifier = first ? machine.evaluate(first, scope) : undefinedValue;
  return specifier.t === 'constant' && typeof specifier.value === 'string'
    ? machine.importModule(specifier.value, scope.frame.module)
    : unknownValue('an import whose name is computed');
}

on<ts.ConditionalExpression>([K.ConditionalExpression], (machine, node, scope) =>
  choose(
    machine,
    machine.evaluate(node.condition, scope),
    [node.whenTrue, node.whenFalse],
    scope,
    located(node.condition, scope),
  ),
);

function choose(
  machine: Machine,
  condition: Abstract,
  [whenTrue, whenFalse]: readonly [ts.Expression, ts.Expression],
  scope: Scope,
  at: Located,
): Abstract {
  const decided = truthiness(condition);
  if (decided !== undefined) return machine.evaluate(decided ? whenTrue : whenFalse, scope);
  return either(
    machine,
    [() => machine.evaluate(whenTrue, scope), () => machine.evaluate(whenFalse, scope)],
    at,
  );
}

/** Both sides run from the same state; the value is one of theirs. */
function either(machine: Machine, sides: readonly (() => Abstract)[], at: Located): Abstract {
  const values: Abstract[] = [];
  const condition = machine.span(at);
  machine.fork(
    sides.map((side) => () => {
      values.push(side());
      return 'normal';
    }),
    null,
    condition,
  );
  return values.reduce((a, b) => joinValues(a, b, condition));
}

const logical: Partial<Record<ts.SyntaxKind, (left: Abstract) => boolean | undefined>> = {
  [K.AmpersandAmpersandToken]: (left) => truthiness(left),
  [K.BarBarToken]: (left) => negated(truthiness(left)),
  [K.QuestionQuestionToken]: (left) =>
    left.t === 'unknown' || left.t === 'choice' ? undefined : isNullish(left),
};

const negated = (value: boolean | undefined): boolean | undefined =>
  value === undefined ? undefined : !value;

const logicalAssignments: Partial<Record<ts.SyntaxKind, ts.SyntaxKind>> = {
  [K.AmpersandAmpersandEqualsToken]: K.AmpersandAmpersandToken,
  [K.BarBarEqualsToken]: K.BarBarToken,
  [K.QuestionQuestionEqualsToken]: K.QuestionQuestionToken,
};

const compoundAssignments: Partial<Record<ts.SyntaxKind, ts.SyntaxKind>> = {
  [K.PlusEqualsToken]: K.PlusToken,
  [K.MinusEqualsToken]: K.MinusToken,
  [K.AsteriskEqualsToken]: K.AsteriskToken,
  [K.SlashEqualsToken]: K.SlashToken,
  [K.PercentEqualsToken]: K.PercentToken,
  [K.AsteriskAsteriskEqualsToken]: K.AsteriskAsteriskToken,
  [K.BarEqualsToken]: K.BarToken,
  [K.AmpersandEqualsToken]: K.AmpersandToken,
  [K.CaretEqualsToken]: K.CaretToken,
  [K.LessThanLessThanEqualsToken]: K.LessThanLessThanToken,
  [K.GreaterThanGreaterThanEqualsToken]: K.GreaterThanGreaterThanToken,
  [K.GreaterThanGreaterThanGreaterThanEqualsToken]: K.GreaterThanGreaterThanGreaterThanToken,
};

on<ts.BinaryExpression>([K.BinaryExpression], (machine, node, scope) => {
  const operator = node.operatorToken.kind;
  if (operator === K.EqualsToken) {
    const value = machine.evaluate(node.right, scope);
    assignTo(machine, node.left, value, scope, located(node.right, scope));
    return value;
  }
  if (operator === K.CommaToken) {
    machine.evaluate(node.left, scope);
    return machine.evaluate(node.right, scope);
  }
  const shortCircuit = logicalAssignments[operator];
  if (shortCircuit !== undefined) {
    const value = evaluateLogical(machine, shortCircuit, node.left, node.right, scope);
    assignTo(machine, node.left, value, scope, located(node.right, scope));
    return value;
  }
  const compound = compoundAssignments[operator];
  if (compound !== undefined) {
    const value = binary(compound, machine.evaluate(node.left, scope), machine.evaluate(node.right, scope));
    assignTo(machine, node.left, value, scope, located(node.right, scope));
    return value;
  }
  if (logical[operator]) return evaluateLogical(machine, operator, node.left, node.right, scope);
  return chain(machine, node, scope);
});

/** `a + b + c …` without one native stack frame per operator. */
function chain(machine: Machine, node: ts.BinaryExpression, scope: Scope): Abstract {
  const right: { operator: ts.SyntaxKind; node: ts.Expression }[] = [];
  let left: ts.Expression = node;
  while (ts.isBinaryExpression(left) && !isSpecial(left.operatorToken.kind)) {
    right.push({ operator: left.operatorToken.kind, node: left.right });
    left = left.left;
  }
  let value = machine.evaluate(left, scope);
  for (const part of right.reverse()) {
    const operand = machine.evaluate(part.node, scope);
    value = binary(part.operator, value, operand);
  }
  return value.t === 'constant' && value.at
    ? constant(value.value, machine.span(located(node, scope)))
    : value;
}

const isSpecial = (operator: ts.SyntaxKind): boolean =>
  operator === K.EqualsToken ||
  operator === K.CommaToken ||
  logical[operator] !== undefined ||
  logicalAssignments[operator] !== undefined ||
  compoundAssignments[operator] !== undefined;

function evaluateLogical(
  machine: Machine,
  operator: ts.SyntaxKind,
  left: ts.Expression,
  right: ts.Expression,
  scope: Scope,
): Abstract {
  const value = machine.evaluate(left, scope);
  const takesRight = logical[operator]?.(value);
  if (takesRight === true) return machine.evaluate(right, scope);
  if (takesRight === false) return value;
  return either(
    machine,
    [() => keptSide(operator, value), () => machine.evaluate(right, scope)],
    located(left, scope),
  );
}

/** What the left side still can be when it is the one that is kept. */
function keptSide(operator: ts.SyntaxKind, value: Abstract): Abstract {
  if (value.t !== 'choice') return value;
  const kept = value.cases.filter((one) => logical[operator]?.(one) !== true);
  return kept.length === 0 ? value : kept.reduce((a, b) => joinValues(a, b, value.condition));
}

on<ts.PrefixUnaryExpression>([K.PrefixUnaryExpression], (machine, node, scope) => {
  const value = machine.evaluate(node.operand, scope);
  switch (node.operator) {
    case K.PlusPlusToken:
    case K.MinusMinusToken:
      return increment(machine, node, scope).after;
    case K.MinusToken: {
      const result = negate(value);
      return result.t === 'constant' ? constant(result.value, machine.span(located(node, scope))) : result;
    }
    case K.PlusToken:
      return value.t === 'constant' && typeof value.value !== 'bigint'
        ? constant(Number(value.value), value.at)
        : value;
    case K.ExclamationToken: {
      const truth = truthiness(value);
      return truth === undefined ? unknownValue('a condition that is not known') : constant(!truth);
    }
    case K.TildeToken:
      return value.t === 'constant' && typeof value.value === 'number'
        ? constant(~value.value)
        : unknownValue('a computation that is not followed');
  }
});

on<ts.PostfixUnaryExpression>(
  [K.PostfixUnaryExpression],
  (machine, node, scope) => increment(machine, node, scope).before,
);

function increment(
  machine: Machine,
  node: ts.PrefixUnaryExpression | ts.PostfixUnaryExpression,
  scope: Scope,
): { before: Abstract; after: Abstract } {
  const before = machine.evaluate(node.operand, scope);
  const after = binary(node.operator === K.PlusPlusToken ? K.PlusToken : K.MinusToken, before, constant(1));
  assignTo(machine, node.operand, after, scope, located(node, scope));
  return { before, after };
}

on<ts.TypeOfExpression>([K.TypeOfExpression], (machine, node, scope) => {
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
});

on<ts.VoidExpression>([K.VoidExpression], (machine, node, scope) => {
  machine.evaluate(node.expression, scope);
  return undefinedValue;
});

on<ts.DeleteExpression>([K.DeleteExpression], (machine, node, scope) => {
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
});

on<ts.YieldExpression>([K.YieldExpression], (machine, node, scope) => {
  if (node.expression) machine.evaluate(node.expression, scope);
  return unknownValue('what a generator is sent');
});

on<ts.TaggedTemplateExpression>([K.TaggedTemplateExpression], (machine, node, scope) => {
  if (ts.isTemplateExpression(node.template)) {
    for (const part of node.template.templateSpans) machine.evaluate(part.expression, scope);
  }
  return unknownValue('a tagged template');
});

on<ts.JsxElement>([K.JsxElement], (machine, node, scope) => jsx(machine, node, scope));
on<ts.JsxSelfClosingElement>([K.JsxSelfClosingElement], (machine, node, scope) => jsx(machine, node, scope));
on<ts.JsxFragment>([K.JsxFragment], (machine, node, scope) => jsx(machine, node, scope));

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
