// Running statements: declarations, branches, and what leaves a block early.
import ts from 'typescript';
import { makeClass } from './classes.ts';
import { callOfStatement } from './discarded.ts';
import { makeFunction } from './functions.ts';
import { runForIn, runForOf, runFor, runWhile } from './loops.ts';
import type { Abstract, Completion, Located, Machine, Scope } from './model.ts';
import { constant, makeObject, undefinedValue, unknownValue } from './model.ts';
import { binary, truthiness } from './operators.ts';
import { bindPattern, declare, functionScope, putProperty } from './patterns.ts';

const K = ts.SyntaxKind;

const located = (node: ts.Node, scope: Scope): Located => ({ node, module: scope.frame.module });

/** The binding of what `export default` names, where it has no name of its own. */
export const defaultExport = '*default*';

export const innerScope = (scope: Scope): Scope => ({
  parent: scope,
  bindings: new Map(),
  frame: scope.frame,
});

export function runStatements(
  machine: Machine,
  statements: readonly ts.Statement[],
  scope: Scope,
): Completion {
  for (const statement of statements) {
    if (ts.isFunctionDeclaration(statement) && statement.body) {
      const name = statement.name?.text ?? defaultExport;
      declare(machine, name, makeFunction(machine, statement, scope), scope, located(statement, scope));
    }
  }
  for (const statement of statements) {
    const completion = runStatement(machine, statement, scope);
    if (completion !== 'normal') return completion;
  }
  return 'normal';
}

type Run = (machine: Machine, node: ts.Statement, scope: Scope) => Completion;

const on =
  <N extends ts.Statement>(
    is: (node: ts.Node) => node is N,
    run: (machine: Machine, node: N, scope: Scope) => Completion,
  ): Run =>
  (machine, node, scope) =>
    is(node) ? run(machine, node, scope) : 'normal';

const runs: Readonly<Partial<Record<ts.SyntaxKind, Run>>> = {
  [K.ExpressionStatement]: on(ts.isExpressionStatement, (machine, node, scope) => {
    machine.statement = callOfStatement(node.expression);
    const value = machine.evaluate(node.expression, scope);
    machine.flows?.discard(value, located(node.expression, scope));
    return 'normal';
  }),
  [K.VariableStatement]: on(ts.isVariableStatement, (machine, node, scope) => {
    runDeclarations(machine, node.declarationList, scope);
    return 'normal';
  }),
  [K.ReturnStatement]: on(ts.isReturnStatement, (machine, node, scope) => {
    scope.frame.returns.push(node.expression ? machine.evaluate(node.expression, scope) : undefinedValue);
    return 'return';
  }),
  [K.Block]: on(ts.isBlock, (machine, node, scope) => machine.execute(node.statements, innerScope(scope))),
  [K.IfStatement]: on(ts.isIfStatement, runIf),
  [K.ForStatement]: on(ts.isForStatement, (machine, node, scope) => runFor(machine, node, innerScope(scope))),
  [K.ForOfStatement]: on(ts.isForOfStatement, runForOf),
  [K.ForInStatement]: on(ts.isForInStatement, runForIn),
  [K.WhileStatement]: on(ts.isWhileStatement, runWhile),
  [K.DoStatement]: on(ts.isDoStatement, runWhile),
  [K.BreakStatement]: () => 'break',
  [K.ContinueStatement]: () => 'continue',
  [K.ThrowStatement]: on(ts.isThrowStatement, (machine, node, scope) => {
    machine.evaluate(node.expression, scope);
    return 'throw';
  }),
  [K.TryStatement]: on(ts.isTryStatement, runTry),
  [K.SwitchStatement]: on(ts.isSwitchStatement, runSwitch),
  [K.LabeledStatement]: on(ts.isLabeledStatement, (machine, node, scope) =>
    runStatement(machine, node.statement, scope),
  ),
  [K.ClassDeclaration]: on(ts.isClassDeclaration, (machine, node, scope) => {
    declare(
      machine,
      node.name?.text ?? defaultExport,
      makeClass(machine, node, scope),
      scope,
      located(node, scope),
    );
    return 'normal';
  }),
  [K.EnumDeclaration]: on(ts.isEnumDeclaration, runEnum),
  [K.ModuleDeclaration]: on(ts.isModuleDeclaration, runNamespace),
  [K.ExportAssignment]: on(ts.isExportAssignment, (machine, node, scope) => {
    declare(machine, defaultExport, machine.evaluate(node.expression, scope), scope, located(node, scope));
    return 'normal';
  }),
};

export function runStatement(machine: Machine, node: ts.Statement, scope: Scope): Completion {
  if (!machine.step() || isAmbient(node)) return 'normal';
  return runs[node.kind]?.(machine, node, scope) ?? 'normal';
}

/** `declare const tf: any`: the value comes from elsewhere, so the name is left unbound, like that of any other global. */
const isAmbient = (node: ts.Statement): boolean =>
  ts.canHaveModifiers(node) && node.modifiers?.some(({ kind }) => kind === K.DeclareKeyword) === true;

export function runDeclarations(machine: Machine, list: ts.VariableDeclarationList, scope: Scope): void {
  const isVar = (list.flags & ts.NodeFlags.BlockScoped) === 0;
  for (const declaration of list.declarations) {
    if (isVar && !declaration.initializer) continue;
    const given = declaration.initializer ? machine.evaluate(declaration.initializer, scope) : undefinedValue;
    const value = ts.isIdentifier(declaration.name) ? withName(machine, given, declaration.name.text) : given;
    const target = isVar ? functionScope(scope) : scope;
    bindPattern(
      machine,
      declaration.name,
      value,
      target,
      located(declaration.initializer ?? declaration, scope),
    );
  }
}

/** `const build = () => …`: the function is called by its variable's name. */
function withName(machine: Machine, value: Abstract, name: string): Abstract {
  if (value.t !== 'function' || value.name !== undefined) return value;
  const named = { ...value, name };
  if (machine.pending.get(value.node) === value) machine.pending.set(value.node, named);
  return named;
}

function runIf(machine: Machine, node: ts.IfStatement, scope: Scope): Completion {
  const decided = truthiness(machine.evaluate(node.expression, scope));
  const whenTrue = (): Completion => runStatement(machine, node.thenStatement, scope);
  const whenFalse = (): Completion =>
    node.elseStatement ? runStatement(machine, node.elseStatement, scope) : 'normal';
  if (decided !== undefined) return decided ? whenTrue() : whenFalse();
  return machine.fork([whenTrue, whenFalse], scope.frame, machine.span(located(node.expression, scope)));
}

function runTry(machine: Machine, node: ts.TryStatement, scope: Scope): Completion {
  let completion = runStatements(machine, node.tryBlock.statements, innerScope(scope));
  const { catchClause } = node;
  if (catchClause) {
    const handle = (): Completion => {
      const inner = innerScope(scope);
      if (catchClause.variableDeclaration) {
        bindPattern(
          machine,
          catchClause.variableDeclaration.name,
          unknownValue('a caught error'),
          inner,
          located(catchClause, scope),
        );
      }
      return runStatements(machine, catchClause.block.statements, inner);
    };
    if (completion === 'throw') {
      completion = handle();
    } else {
      const afterTry = completion;
      machine.fork([() => 'normal', handle], scope.frame);
      completion = afterTry;
    }
  }
  if (node.finallyBlock) {
    const last = runStatements(machine, node.finallyBlock.statements, innerScope(scope));
    if (last !== 'normal') return last;
  }
  return completion;
}

function runSwitch(machine: Machine, node: ts.SwitchStatement, scope: Scope): Completion {
  const subject = machine.evaluate(node.expression, scope);
  const inner = innerScope(scope);
  const { clauses } = node.caseBlock;
  const from = (start: number): Completion => {
    for (const clause of clauses.slice(start)) {
      const completion = runStatements(machine, clause.statements, inner);
      if (completion === 'break') return 'normal';
      if (completion !== 'normal') return completion;
    }
    return 'normal';
  };
  const fallback = clauses.findIndex((clause) => ts.isDefaultClause(clause));
  const possible: number[] = [];
  for (const [index, clause] of clauses.entries()) {
    if (!ts.isCaseClause(clause)) continue;
    const fits = truthiness(
      binary(K.EqualsEqualsEqualsToken, subject, machine.evaluate(clause.expression, inner)),
    );
    if (fits === false) continue;
    possible.push(index);
    if (fits === true) return branches(possible);
  }
  if (fallback >= 0) possible.push(fallback);
  return branches(fallback >= 0 ? possible : [...possible, clauses.length]);

  function branches(starts: readonly number[]): Completion {
    const only = starts.at(0);
    if (starts.length === 1 && only !== undefined) return from(only);
    return machine.fork(
      starts.map((start) => () => from(start)),
      scope.frame,
      machine.span(located(node.expression, scope)),
    );
  }
}

function runEnum(machine: Machine, node: ts.EnumDeclaration, scope: Scope): Completion {
  const members = makeObject(machine);
  const inner = innerScope(scope);
  let next: Abstract = constant(0);
  for (const member of node.members) {
    if (!ts.isIdentifier(member.name) && !ts.isStringLiteral(member.name)) continue;
    const value: Abstract = member.initializer ? machine.evaluate(member.initializer, inner) : next;
    putProperty(machine, members, member.name.text, value, located(member.initializer ?? member, scope));
    declare(machine, member.name.text, value, inner, located(member, scope));
    next = binary(K.PlusToken, value, constant(1));
  }
  declare(machine, node.name.text, members, scope, located(node, scope));
  return 'normal';
}

function runNamespace(machine: Machine, node: ts.ModuleDeclaration, scope: Scope): Completion {
  const { body } = node;
  if (body?.kind !== K.ModuleBlock || !ts.isModuleBlock(body)) return 'normal';
  const inner = innerScope(scope);
  const completion = runStatements(machine, body.statements, inner);
  const members = makeObject(machine);
  for (const [name, slot] of inner.bindings) members.props.set(name, slot);
  declare(machine, node.name.text, members, scope, located(node, scope));
  return completion === 'throw' ? 'throw' : 'normal';
}
