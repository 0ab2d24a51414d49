// Draws for weights inside a matrix class of the program: by its own map or randomize, or in its array afterwards.
import ts from 'typescript';
import type { Edit } from '../../../network/span.ts';
import type { ClassValue, ObjectValue } from '../../evaluate/model.ts';
import { read } from '../../evaluate/model.ts';
import { withoutWrapping } from '../../evaluate/handlers.ts';
import type { Hole } from './holes.ts';
import { methodCalled, plainText, receiverOf } from './syntax.ts';

interface Method {
  readonly fn: ts.FunctionLikeDeclaration;
  readonly cls: string;
  readonly source: ts.SourceFile;
}

/** A way in which the class itself draws, e.g. `weights.randomize()`. */
export interface OwnDraws {
  readonly spelling: string;
  readonly edits: readonly Edit[];
}

/** `path` leads to the expression that gives the object; its numbers are in `property`, `depth` arrays deep. */
export function holeOfObject(
  path: readonly ts.Node[],
  object: ObjectValue,
  property: string,
  depth: number,
  lengths: Hole['lengths'],
): Hole | undefined {
  const node = path[path.length - 1];
  const map = methodOf(object, 'map');
  const callback = map?.fn.parameters.at(0);
  if (map && callback && callsParameter(map.fn, callback)) {
    if (givesItsKind(map)) return { lengths, edits: (draw) => [after(node, `.map(() => ${draw})`)] };
    if (!givesAnything(map.fn)) {
      const target = targetOf(path);
      return target === undefined
        ? undefined
        : { lengths, edits: (draw) => [nextStatement(path, `${target}.map(() => ${draw})`)] };
    }
  }
  const target = targetOf(path);
  if (!target || isHidden(object, property)) return undefined;
  const array = `${target}.${property}`;
  return {
    lengths,
    edits: (draw) => [
      nextStatement(
        path,
        `${array} = ${array}.map(${depth === 2 ? `(row) => row.map(() => ${draw})` : `() => ${draw}`})`,
      ),
    ],
  };
}

const randomNames =
  /^(randomi[sz]e|random(_?(fill|init|weights))?|(fill|init|set)_?rand(om)?|rand|init(iali[sz]e)?(_?weights)?|(xavier|he|glorot)(_?init)?)$/i;

/** A method of the class that fills it with random numbers, or a factory beside the one that is called. */
export function ownDrawsOf(path: readonly ts.Node[], object: ObjectValue): OwnDraws | undefined {
  const source = path[0] as ts.SourceFile;
  const node = path[path.length - 1];
  if (!ts.isExpression(node)) return undefined;
  for (const [name, method] of methodsOf(object)) {
    if (!randomNames.test(name) || !draws(method) || needsArguments(method.fn, 0)) continue;
    const target = targetOf(path);
    const spelling = `${target ?? node.getText(source)}.${name}()`;
    if (givesItsKind(method)) return { spelling, edits: [after(node, `.${name}()`)] };
    if (target && !givesAnything(method.fn)) return { spelling, edits: [nextStatement(path, spelling)] };
  }
  const call = withoutWrapping(node);
  const receiver = ts.isCallExpression(call) ? receiverOf(call) : undefined;
  if (!ts.isCallExpression(call) || !receiver || !ts.isPropertyAccessExpression(call.expression))
    return undefined;
  const { name: called } = call.expression;
  const factory = staticNames(object, call.arguments.length).find((name) => randomNames.test(name));
  if (factory === undefined) return undefined;
  return {
    spelling: `${receiver.getText(source)}.${factory}`,
    edits: [{ start: called.getStart(source), end: called.end, text: factory }],
  };
}

/** Static methods that draw and can be called with as many arguments. */
function staticNames(object: ObjectValue, given: number): string[] {
  return classesOf(object).flatMap(({ node, scope }) =>
    node.members.flatMap((member) => {
      if (!ts.isMethodDeclaration(member) || !isStatic(member) || !ts.isIdentifier(member.name)) return [];
      const method = { fn: member, cls: '', source: scope.frame.module.source };
      return draws(method) && !needsArguments(member, given) ? [member.name.text] : [];
    }),
  );
}

const draws = ({ fn, source }: Method): boolean => /random|gauss/i.test(fn.body?.getText(source) ?? '');

const needsArguments = ({ parameters }: ts.FunctionLikeDeclaration, given: number): boolean =>
  parameters.slice(given).some((one) => !one.initializer && !one.questionToken && !one.dotDotDotToken);

const isStatic = (member: ts.MethodDeclaration): boolean =>
  member.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword) ?? false;

function classesOf({ proto }: ObjectValue): ClassValue[] {
  const found: ClassValue[] = [];
  for (let cls = proto; cls?.t === 'class' && found.length < 10;) {
    found.push(cls);
    cls = cls.base?.t === 'class' ? cls.base : null;
  }
  return found;
}

/** Of its class and those it extends, or of the prototype of its constructor. */
function methodsOf(object: ObjectValue): Map<string, Method> {
  const methods = new Map<string, Method>();
  for (const { node, scope, name: cls = '' } of classesOf(object)) {
    for (const member of node.members) {
      const isCallable =
        ts.isMethodDeclaration(member) && member.body && !isStatic(member) && !isPrivate(member);
      if (isCallable && ts.isIdentifier(member.name) && !methods.has(member.name.text))
        methods.set(member.name.text, { fn: member, cls, source: scope.frame.module.source });
    }
  }
  const proto = object.proto?.t === 'function' ? read(object.proto.props.get('prototype')) : undefined;
  if (proto?.t === 'object' && object.proto?.t === 'function') {
    for (const [name, slot] of proto.props) {
      const value = read(slot);
      if (value?.t === 'function')
        methods.set(name, {
          fn: value.node,
          cls: object.proto.name ?? '',
          source: value.scope.frame.module.source,
        });
    }
  }
  return methods;
}

const methodOf = (object: ObjectValue, name: string): Method | undefined => methodsOf(object).get(name);

const isPrivate = (member: ts.ClassElement | ts.ParameterDeclaration): boolean =>
  ts.canHaveModifiers(member) &&
  (ts.getModifiers(member) ?? []).some(({ kind }) =>
    [ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.ProtectedKeyword, ts.SyntaxKind.ReadonlyKeyword].includes(
      kind,
    ),
  );

/** Not to be written from outside the class. */
function isHidden(object: ObjectValue, property: string): boolean {
  if (property.startsWith('#') || object.props.has(`get ${property}`)) return true;
  return classesOf(object).some(({ node }) =>
    node.members.some((member) =>
      ts.isConstructorDeclaration(member)
        ? member.parameters.some((one) => isNamed(one.name, property) && isPrivate(one))
        : member.name !== undefined && isNamed(member.name, property) && isPrivate(member),
    ),
  );
}

const isNamed = (name: ts.PropertyName | ts.BindingName, text: string): boolean =>
  ts.isIdentifier(name) && name.text === text;

function callsParameter(fn: ts.FunctionLikeDeclaration, parameter: ts.ParameterDeclaration): boolean {
  const { name } = parameter;
  if (!ts.isIdentifier(name)) return false;
  const visit = (node: ts.Node): boolean =>
    (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === name.text) ||
    (ts.forEachChild(node, visit) ?? false);
  return fn.body !== undefined && visit(fn.body);
}

/** What a function gives, by its own return statements. */
function results({ body }: ts.FunctionLikeDeclaration): ts.Expression[] {
  if (!body) return [];
  if (!ts.isBlock(body)) return [body];
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    if (ts.isReturnStatement(node) && node.expression) found.push(node.expression);
    ts.forEachChild(node, visit);
  };
  visit(body);
  return found;
}

const givesAnything = (fn: ts.FunctionLikeDeclaration): boolean => results(fn).length > 0;

/** It gives the object itself or another of its class: what was an operand stays one. */
function givesItsKind({ fn, cls }: Method): boolean {
  const given = results(fn);
  return given.length > 0 && given.every((node) => isOfClass(node, cls, fn, 0));
}

function isOfClass(
  given: ts.Expression,
  cls: string,
  fn: ts.FunctionLikeDeclaration,
  depth: number,
): boolean {
  const node = withoutWrapping(given);
  if (node.kind === ts.SyntaxKind.ThisKeyword) return true;
  if (ts.isNewExpression(node)) return ts.isIdentifier(node.expression) && node.expression.text === cls;
  if (depth > 3) return false;
  if (ts.isCallExpression(node)) {
    const receiver = receiverOf(node);
    return methodCalled(node) === 'map' && receiver !== undefined && isOfClass(receiver, cls, fn, depth + 1);
  }
  if (!ts.isIdentifier(node) || !fn.body) return false;
  const visit = (inner: ts.Node): boolean =>
    (ts.isVariableDeclaration(inner) &&
      isNamed(inner.name, node.text) &&
      inner.initializer !== undefined &&
      isOfClass(inner.initializer, cls, fn, depth + 1)) ||
    (ts.forEachChild(inner, visit) ?? false);
  return visit(fn.body);
}

const after = (node: ts.Node, text: string): Edit => ({ start: node.end, end: node.end, text });

/** What the expression is assigned to, where that is all that its statement does. */
function targetOf(path: readonly ts.Node[]): string | undefined {
  const source = path[0] as ts.SourceFile;
  const [node, parent] = [path[path.length - 1], path.at(-2)];
  if (!statementOf(path)) return undefined;
  if (parent && ts.isBinaryExpression(parent) && parent.right === node)
    return parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
      ? plainText(parent.left, source)
      : undefined;
  return parent && ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)
    ? parent.name.text
    : undefined;
}

/** The statement of one assignment or declaration that the expression is the right side of, in a list of statements. */
function statementOf(path: readonly ts.Node[]): ts.Statement | undefined {
  const index = path.findLastIndex(ts.isStatement);
  const [statement, parent] = [path[index], path.at(index - 1)];
  const isListed =
    parent && (ts.isBlock(parent) || ts.isSourceFile(parent) || ts.isCaseOrDefaultClause(parent));
  if (!isListed || index < 1) return undefined;
  if (ts.isExpressionStatement(statement)) return index === path.length - 3 ? statement : undefined;
  const isOne = ts.isVariableStatement(statement) && statement.declarationList.declarations.length === 1;
  return isOne && index === path.length - 4 ? statement : undefined;
}

/** A statement on a line of its own behind that of the path. */
function nextStatement(path: readonly ts.Node[], code: string): Edit {
  const source = path[0] as ts.SourceFile;
  const { text } = source;
  const statement = statementOf(path) ?? path[path.length - 1];
  const start = statement.getStart(source);
  const indent = /[ \t]*$/.exec(text.slice(text.lastIndexOf('\n', start - 1) + 1, start))?.[0] ?? '';
  const lineEnd = text.indexOf('\n', statement.end) < 0 ? text.length : text.indexOf('\n', statement.end);
  const rest = text.slice(statement.end, lineEnd).replace(/\r$/, '');
  const at = /^\s*\/\//.test(rest) ? statement.end + rest.length : statement.end;
  const stop = text.slice(start, statement.end).endsWith(';') ? ';' : '';
  return { start: at, end: at, text: `${text.includes('\r\n') ? '\r\n' : '\n'}${indent}${code}${stop}` };
}
