// Literals, names, templates, array and object literals.
import ts from 'typescript';
import { makeClass } from './classes.ts';
import { makeFunction } from './functions.ts';
import type { Handlers } from './handlers.ts';
import { located, on } from './handlers.ts';
import { evaluateItems } from './items.ts';
import type { Abstract, Machine, ObjectValue, Scope } from './model.ts';
import { constant, makeList, makeObject, read, undefinedValue, unknownValue } from './model.ts';
import { joinValues } from './join.ts';
import { nameOf } from './names.ts';
import { binary, truthiness } from './operators.ts';
import { copyProperties, giveName, putProperty } from './patterns.ts';

const K = ts.SyntaxKind;

export const literals: Handlers = {
  [K.NumericLiteral]: on(ts.isNumericLiteral, (machine, node, scope) =>
    constant(Number(node.text), machine.span(located(node, scope))),
  ),
  [K.StringLiteral]: on(ts.isStringLiteralLike, (machine, node, scope) =>
    constant(node.text, machine.span(located(node, scope))),
  ),
  [K.NoSubstitutionTemplateLiteral]: on(ts.isStringLiteralLike, (machine, node, scope) =>
    constant(node.text, machine.span(located(node, scope))),
  ),
  [K.TrueKeyword]: (machine, node, scope) => constant(true, machine.span(located(node, scope))),
  [K.FalseKeyword]: (machine, node, scope) => constant(false, machine.span(located(node, scope))),
  [K.NullKeyword]: (machine, node, scope) => constant(null, machine.span(located(node, scope))),
  [K.ThisKeyword]: (_machine, _node, scope) => scope.frame.self,
  [K.SuperKeyword]: () => unknownValue('super'),
  [K.Identifier]: on(ts.isIdentifier, (machine, node, scope) => lookUp(machine, node.text, scope)),
  [K.TemplateExpression]: on(ts.isTemplateExpression, (machine, node, scope) => {
    let whole: Abstract = constant(node.head.text, machine.span(located(node, scope)));
    for (const part of node.templateSpans) {
      const value = machine.evaluate(part.expression, scope);
      whole = binary(K.PlusToken, whole, value);
      whole = binary(K.PlusToken, whole, constant(part.literal.text));
    }
    return whole.t === 'constant' ? constant(whole.value, machine.span(located(node, scope))) : whole;
  }),
  [K.ArrayLiteralExpression]: on(ts.isArrayLiteralExpression, (machine, node, scope) => {
    const { items, rest } = evaluateItems(machine, node.elements, scope);
    return makeList(machine, { t: 'list', items, ...(rest ? { rest } : {}) }, located(node, scope));
  }),
  [K.ObjectLiteralExpression]: on(ts.isObjectLiteralExpression, (machine, node, scope) => {
    const object = makeObject(machine, { made: located(node, scope) });
    for (const property of node.properties) {
      if (ts.isSpreadAssignment(property)) {
        spreadInto(machine, object, spreadValue(machine, property.expression, scope));
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
  }),
  [K.ArrowFunction]: on(ts.isArrowFunction, (machine, node, scope) => makeFunction(machine, node, scope)),
  [K.FunctionExpression]: on(ts.isFunctionExpression, (machine, node, scope) =>
    makeFunction(machine, node, scope),
  ),
  [K.ClassExpression]: on(ts.isClassExpression, (machine, node, scope) => makeClass(machine, node, scope)),
};

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
  return (
    machine.globalValue(name) ??
    machine.siblingValue(name, scope.frame.module) ??
    unknownValue(`${name} is not defined in this file`)
  );
}

/** `...(condition && {…})`: what is false adds nothing, whatever it is. */
function spreadValue(machine: Machine, node: ts.Expression, scope: Scope): Abstract {
  const inner = ts.isParenthesizedExpression(node) ? node.expression : node;
  if (!ts.isBinaryExpression(inner) || inner.operatorToken.kind !== K.AmpersandAmpersandToken)
    return machine.evaluate(node, scope);
  const isTrue = truthiness(machine.evaluate(inner.left, scope));
  if (isTrue === false) return undefinedValue;
  const value = machine.evaluate(inner.right, scope);
  return isTrue === true
    ? value
    : joinValues(value, undefinedValue, machine.span(located(inner.left, scope)));
}

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
