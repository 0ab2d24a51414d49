// The value of an expression, kind of node by kind of node.
import type ts from 'typescript';
import { access } from './access.ts';
import type { Handler } from './handlers.ts';
import { located } from './handlers.ts';
import { literals } from './literals.ts';
import type { Abstract, Machine, Scope } from './model.ts';
import { unknownValue } from './model.ts';
import { operations } from './operations.ts';
import { wrapping } from './wrapping.ts';

const handlers = new Map<number, Handler>(
  [literals, wrapping, access, operations].flatMap((part) =>
    Object.entries(part).map(([kind, handler]): [number, Handler] => [Number(kind), handler]),
  ),
);

export function evaluateExpression(machine: Machine, node: ts.Expression, scope: Scope): Abstract {
  const handler = handlers.get(node.kind);
  return handler
    ? handler(machine, node, scope)
    : unknownValue('an expression that is not followed', machine.span(located(node, scope)));
}
