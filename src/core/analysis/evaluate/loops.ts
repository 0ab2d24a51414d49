// Loops: run as often as they surely run, where that is known and not too often; otherwise once, as what may happen.
import ts from 'typescript';
import { iterated } from './builtins/maps.ts';
import { isAssignment } from '../syntax.ts';
import { expanded } from './expand.ts';
import type { Abstract, Completion, Item, Located, Machine, Scope } from './model.ts';
import { constant, listOf, unknownValue } from './model.ts';
import { truthiness } from './operators.ts';
import { assignTo, bindPattern } from './patterns.ts';

/** A loop that runs longer than this is summarised; networks have fewer layers. */
const maxRounds = 128;
/** Nor is a loop followed round by round once it has taken this many steps. */
const maxSteps = 2500;

const located = (node: ts.Node, scope: Scope): Located => ({ node, module: scope.frame.module });
const innerScope = (scope: Scope): Scope => ({ parent: scope, bindings: new Map(), frame: scope.frame });

function runBody(machine: Machine, body: ts.Statement, scope: Scope): Completion {
  return machine.execute(ts.isBlock(body) ? body.statements : [body], innerScope(scope));
}

export function runFor(machine: Machine, node: ts.ForStatement, scope: Scope): Completion {
  const { initializer, condition, incrementor } = node;
  if (initializer) {
    if (ts.isVariableDeclarationList(initializer)) {
      machine.declareAll(initializer, scope);
    } else {
      machine.evaluate(initializer, scope);
    }
  }
  const holds = (): boolean | undefined =>
    condition ? truthiness(machine.evaluate(condition, scope)) : true;
  const advance = (): void => {
    if (incrementor) machine.evaluate(incrementor, scope);
  };
  const before = machine.spent;
  if (runsTooLong(machine, node, scope)) return summarise(machine, node, node.statement, scope, []);
  for (let round = 0; round < maxRounds; round += 1) {
    const going = holds();
    if (going === false) return 'normal';
    if (going === undefined || !condition || machine.spent - before > maxSteps)
      return summarise(machine, node, node.statement, scope, []);
    const completion = runBody(machine, node.statement, scope);
    if (completion === 'break') return 'normal';
    if (completion === 'return' || completion === 'throw') return completion;
    advance();
  }
  return summarise(machine, node, node.statement, scope, []);
}

/** `for (let i = a; i < b; …)` with constants far apart: no use in starting. */
function runsTooLong(machine: Machine, node: ts.ForStatement, scope: Scope): boolean {
  const { condition } = node;
  if (!condition || !ts.isBinaryExpression(condition)) return false;
  const left = machine.evaluate(condition.left, scope);
  const right = machine.evaluate(condition.right, scope);
  if (left.t !== 'constant' || right.t !== 'constant') return false;
  if (typeof left.value !== 'number' || typeof right.value !== 'number') return false;
  return Math.abs(right.value - left.value) > 64 * maxRounds;
}

export function runWhile(
  machine: Machine,
  node: ts.WhileStatement | ts.DoStatement,
  scope: Scope,
): Completion {
  let first = ts.isDoStatement(node);
  const before = machine.spent;
  for (let round = 0; round < maxRounds; round += 1) {
    const condition = machine.evaluate(node.expression, scope);
    const going = first ? true : truthiness(condition);
    // `while (true)` ends from inside: once through is all that can be told.
    const endless = !first && node.expression.kind === ts.SyntaxKind.TrueKeyword;
    first = false;
    if (going === false) return 'normal';
    if (going === undefined || endless || machine.spent - before > maxSteps) break;
    const completion = runBody(machine, node.statement, scope);
    if (completion === 'break') return 'normal';
    if (completion === 'return' || completion === 'throw') return completion;
  }
  return summarise(machine, node, node.statement, scope, []);
}

export function runForOf(machine: Machine, node: ts.ForOfStatement, scope: Scope): Completion {
  const value = iterated(machine.evaluate(node.expression, scope));
  const list = value.t === 'array' ? expanded(listOf(value)) : undefined;
  const seen = (one: Abstract): Abstract =>
    value.t === 'array' ? (machine.flows?.entry(value, one) ?? one) : one;
  if (!list || list.rest !== undefined || list.items.length > maxRounds) {
    const any = machine.flows && value.t === 'unknown' ? value : anyItem(list?.items, list?.rest);
    return summarise(machine, node, node.statement, scope, [seen(any)]);
  }
  return runItems(
    machine,
    node,
    list.items.map((item) => ({ ...item, value: seen(item.value) })),
    scope,
  );
}

function runItems(
  machine: Machine,
  node: ts.ForOfStatement | ts.ForInStatement,
  items: readonly Item[],
  scope: Scope,
): Completion {
  const before = machine.spent;
  for (const item of items) {
    if (machine.spent - before > maxSteps) {
      return summarise(machine, node, node.statement, scope, [unknownValue('an entry of a long list')]);
    }
    const round = (): Completion => {
      const inner = innerScope(scope);
      bindLoopVariable(machine, node, item.value, inner);
      return runBody(machine, node.statement, inner);
    };
    const completion = item.maybe
      ? machine.fork([round, () => 'normal'], scope.frame, item.maybe === true ? undefined : item.maybe)
      : round();
    if (completion === 'break') return 'normal';
    if (completion === 'return' || completion === 'throw') return completion;
  }
  return 'normal';
}

const anyItem = (items: readonly Item[] | undefined, rest: Abstract | undefined): Abstract => {
  const kinds = [...(items ?? []).map((item) => item.value), ...(rest ? [rest] : [])];
  const only = kinds.at(0);
  return kinds.length === 1 && only ? only : unknownValue('an entry of a list that is not known');
};

export function runForIn(machine: Machine, node: ts.ForInStatement, scope: Scope): Completion {
  const value = machine.evaluate(node.expression, scope);
  if (value.t === 'object' && value.open.value.t === 'absent' && !value.model) {
    const names = [...value.props.keys()].filter((name) => !name.startsWith('@@') && !name.startsWith('#'));
    return runItems(
      machine,
      node,
      names.map((name) => ({ value: constant(name) })),
      scope,
    );
  }
  if (value.t === 'array') {
    const list = expanded(listOf(value));
    if (list.rest === undefined && list.items.length <= maxRounds) {
      return runItems(
        machine,
        node,
        list.items.map((_, index) => ({ value: constant(String(index)) })),
        scope,
      );
    }
  }
  return summarise(machine, node, node.statement, scope, [unknownValue('a name that is not known')]);
}

function bindLoopVariable(
  machine: Machine,
  node: ts.ForOfStatement | ts.ForInStatement,
  value: Abstract,
  scope: Scope,
): void {
  const { initializer } = node;
  const at = located(initializer, scope);
  if (ts.isVariableDeclarationList(initializer)) {
    for (const { name } of initializer.declarations) bindPattern(machine, name, value, scope, at);
  } else {
    assignTo(machine, initializer, value, scope, at);
  }
}

/**
 * A loop whose rounds are not known: the variables it writes are unknown from the start, then its body runs once as
 * something that may happen.
 */
function summarise(
  machine: Machine,
  node: ts.IterationStatement,
  body: ts.Statement,
  scope: Scope,
  loopValue: readonly Abstract[],
): Completion {
  const at = machine.span(located(node, scope));
  forgetWrites(machine, node, scope);
  const value = loopValue.at(0);
  const completion = machine.fork(
    [
      () => {
        const inner = innerScope(scope);
        if (value && (ts.isForOfStatement(node) || ts.isForInStatement(node)))
          bindLoopVariable(machine, node, value, inner);
        const end = machine.repeat(() => runBody(machine, body, inner));
        forgetWrites(machine, node, scope);
        return end === 'break' || end === 'continue' ? 'normal' : end;
      },
      () => 'normal',
    ],
    scope.frame,
    at,
    'loop',
  );
  return completion === 'break' || completion === 'continue' ? 'normal' : completion;
}

/** Numbers and texts that the loop counts up or puts together are unknown after the first round. */
function forgetWrites(machine: Machine, loop: ts.Node, scope: Scope): void {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (!machine.step()) return;
    if (ts.isBinaryExpression(node) && ts.isIdentifier(node.left) && isAssignment(node.operatorToken.kind)) {
      names.add(node.left.text);
    } else if (
      (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) &&
      ts.isIdentifier(node.operand)
    ) {
      if (node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken)
        names.add(node.operand.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(loop);
  for (const name of names) {
    for (let place: Scope | null = scope; place; place = place.parent) {
      const slot = place.bindings.get(name);
      if (!slot) continue;
      if (slot.value.t === 'constant') {
        const { flow } = slot.value;
        machine.write(slot, {
          ...unknownValue(`${name} changes in a loop`, machine.span(located(loop, scope))),
          kind: 'counter',
          ...(flow ? { flow } : {}),
        });
      }
      break;
    }
  }
}
