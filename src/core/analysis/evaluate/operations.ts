// Operators: conditionals, logic, assignments, arithmetic.
import ts from 'typescript';
import type { Handlers } from './handlers.ts';
import { located, on } from './handlers.ts';
import { truncatedEntry } from './entries.ts';
import { flowIn, withFlow } from './flow.ts';
import { joinValues } from './join.ts';
import type { Abstract, Located, Machine, Scope } from './model.ts';
import { constant, isNullish, unknownValue } from './model.ts';
import { binary, negate, truthiness } from './operators.ts';
import { assignTo } from './patterns.ts';
import { mixed, mixes } from './seeded.ts';

const K = ts.SyntaxKind;

export const operations: Handlers = {
  [K.ConditionalExpression]: on(ts.isConditionalExpression, (machine, node, scope) =>
    choose(
      machine,
      machine.evaluate(node.condition, scope),
      [node.whenTrue, node.whenFalse],
      scope,
      located(node.condition, scope),
    ),
  ),
  [K.BinaryExpression]: on(ts.isBinaryExpression, (machine, node, scope) => {
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
      const [left, right] = [machine.evaluate(node.left, scope), machine.evaluate(node.right, scope)];
      const value = computed(machine, compound, left, right, { ...located(node, scope), node });
      assignTo(machine, node.left, value, scope, located(node.right, scope));
      return value;
    }
    if (logical[operator]) return evaluateLogical(machine, operator, node.left, node.right, scope);
    return chain(machine, node, scope);
  }),
  [K.PrefixUnaryExpression]: on(ts.isPrefixUnaryExpression, (machine, node, scope) => {
    const value = machine.evaluate(node.operand, scope);
    switch (node.operator) {
      case K.PlusPlusToken:
      case K.MinusMinusToken:
        return increment(machine, node, scope).after;
      case K.MinusToken: {
        const result = negate(value);
        const negated =
          result.t === 'constant' ? constant(result.value, machine.span(located(node, scope))) : result;
        return machine.flows?.apply(negated, [value], (number) => -number, '-') ?? negated;
      }
      case K.PlusToken:
        return value.t === 'constant' && typeof value.value !== 'bigint'
          ? constant(Number(value.value), value.at)
          : value;
      case K.ExclamationToken: {
        const truth = truthiness(value);
        return truth === undefined ? unknownValue('a condition that is not known') : constant(!truth);
      }
      case K.TildeToken: {
        const whole = truncatedEntry(value);
        return whole.t === 'constant' && typeof whole.value === 'number'
          ? { ...whole, value: ~whole.value }
          : whole.t === 'draw'
            ? { ...whole, low: ~whole.high, high: ~whole.low }
            : unknownValue('a computation that is not followed');
      }
    }
  }),
  [K.PostfixUnaryExpression]: on(
    ts.isPostfixUnaryExpression,
    (machine, node, scope) => increment(machine, node, scope).before,
  ),
};

function choose(
  machine: Machine,
  condition: Abstract,
  [whenTrue, whenFalse]: readonly [ts.Expression, ts.Expression],
  scope: Scope,
  at: Located,
): Abstract {
  const decided = truthiness(condition);
  const { flows } = machine;
  if (decided !== undefined && !(flows && flowIn(condition)))
    return machine.evaluate(decided ? whenTrue : whenFalse, scope);
  const sides: Abstract[] = [];
  const result = either(
    machine,
    [whenTrue, whenFalse].map((side) => () => {
      const value = machine.evaluate(side, scope);
      sides.push(value);
      return value;
    }),
    at,
  );
  const [yes, no] = [sides.at(0), sides.at(1)];
  if (!flows || !yes || !no) return result;
  const value = decided === undefined ? result : decided ? yes : no;
  return flows.select(condition, yes, no, value);
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

/** `a + b + c …` without one native stack frame per operator. */
function chain(machine: Machine, node: ts.BinaryExpression, scope: Scope): Abstract {
  const right: { operator: ts.SyntaxKind; node: ts.Expression; whole: ts.BinaryExpression }[] = [];
  let left: ts.Expression = node;
  while (ts.isBinaryExpression(left) && !isSpecial(left.operatorToken.kind)) {
    right.push({ operator: left.operatorToken.kind, node: left.right, whole: left });
    left = left.left;
  }
  let value = machine.evaluate(left, scope);
  for (const part of right.reverse()) {
    const operand = machine.evaluate(part.node, scope);
    value = computed(machine, part.operator, value, operand, {
      ...located(part.whole, scope),
      node: part.whole,
    });
  }
  return value.t === 'constant' && value.at ? { ...value, at: machine.span(located(node, scope)) } : value;
}

/** What an operator gives, and what that was computed from. */
function computed(
  machine: Machine,
  operator: ts.SyntaxKind,
  left: Abstract,
  right: Abstract,
  at: Located & { readonly node: ts.BinaryExpression },
): Abstract {
  const value = binary(operator, left, right);
  if (!machine.flows) return value;
  const isMixed = value.t === 'constant' && mixes(at.node, at.module.source);
  return machine.flows.combine(machine, operator, left, right, isMixed ? mixed(value) : value, at);
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
  const result = either(
    machine,
    [() => keptSide(operator, value), () => machine.evaluate(right, scope)],
    located(left, scope),
  );
  // `x ?? 0`: a number that is there is the number itself.
  const flow = operator === K.AmpersandAmpersandToken ? undefined : flowIn(value);
  return flow ? withFlow(result, flow) : result;
}

/** What the left side still can be when it is the one that is kept. */
function keptSide(operator: ts.SyntaxKind, value: Abstract): Abstract {
  if (value.t !== 'choice') return value;
  const kept = value.cases.filter((one) => logical[operator]?.(one) !== true);
  return kept.length === 0 ? value : kept.reduce((a, b) => joinValues(a, b, value.condition));
}

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
