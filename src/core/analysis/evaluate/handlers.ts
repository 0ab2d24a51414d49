// How the evaluation of one kind of expression is written down.
import ts from 'typescript';
import type { Abstract, Located, Machine, Scope } from './model.ts';
import { unknownValue } from './model.ts';

export type Handler = (machine: Machine, node: ts.Expression, scope: Scope) => Abstract;
export type Handlers = Readonly<Partial<Record<ts.SyntaxKind, Handler>>>;

/** A handler for nodes of one type. */
export const on =
  <N extends ts.Expression>(
    is: (node: ts.Node) => node is N,
    handle: (machine: Machine, node: N, scope: Scope) => Abstract,
  ): Handler =>
  (machine, node, scope) =>
    is(node) ? handle(machine, node, scope) : unknownValue('an expression that is not followed');

export const located = (node: ts.Node, scope: Scope): Located => ({ node, module: scope.frame.module });

/** The expression inside parentheses and type assertions. */
export const withoutWrapping = (node: ts.Expression): ts.Expression =>
  ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node) || ts.isAsExpression(node)
    ? withoutWrapping(node.expression)
    : node;
