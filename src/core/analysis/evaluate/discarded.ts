// Calls that give a new value and change none, made as if they changed the one they are given: their result is not taken.
// Adapters know which calls are such; what they note here is told where the value turns out to be a weight.
import ts from 'typescript';
import type { Replacement, Surprise } from '../../network/graph.ts';
import type { Abstract, Call, Machine } from './model.ts';

/** The call that a statement consists of, with or without `await` and `void`. */
export function callOfStatement(node: ts.Expression): ts.Node {
  if (
    ts.isParenthesizedExpression(node) ||
    ts.isAwaitExpression(node) ||
    ts.isVoidExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isAsExpression(node)
  )
    return callOfStatement(node.expression);
  return node;
}

/** Notes a call that leaves `value` as it is, if nobody takes what it gives. */
export function noteDiscarded(
  machine: Machine,
  value: Abstract,
  call: Call,
  gives: string,
  replacements: readonly Replacement[] = [],
): void {
  if (!call.isStatement) return;
  const before = machine.discarded.get(value) ?? [];
  if (before.some((other) => other.call.at.node === call.at.node)) return;
  machine.discarded.set(value, [...before, { call, gives, replacements }]);
}

/** What is to be told of values that a parameter starts from. */
export function discardedOf(machine: Machine, ...values: readonly (Abstract | undefined)[]): Surprise[] {
  return values.flatMap((value) =>
    (value ? (machine.discarded.get(value) ?? []) : []).map(({ call, gives, replacements }) => ({
      rule: 'discarded-result' as const,
      what: `${call.callee === '' ? 'This call' : call.callee} gives ${gives} and changes nothing: its result is thrown away here.`,
      at: machine.span(call.at),
      replacements,
    })),
  );
}
