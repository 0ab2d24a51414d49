// Taking values apart into names: declarations, parameters and assignments with destructuring.
import ts from 'typescript';
import { kept } from './entries.ts';
import { joinValues } from './join.ts';
import { nameOf } from './names.ts';
import type { Abstract, List, Located, Machine, ObjectValue, Scope } from './model.ts';
import { absent, constant, listOf, makeList, makeObject, makeSlot, read, unknownValue } from './model.ts';

/** Gives an object the name it is first bound to; networks and layers are called by it. */
export function giveName(machine: Machine, value: Abstract, name: string): void {
  if (value.t === 'object' && value.name.value.t === 'absent') machine.write(value.name, constant(name));
}

export function declare(machine: Machine, name: string, value: Abstract, scope: Scope, node: Located): void {
  const existing = scope.bindings.get(name);
  giveName(machine, value, name);
  machine.flows?.keep(value, null, name, node);
  if (existing) {
    machine.write(existing, value, node);
    return;
  }
  const slot = makeSlot(machine);
  scope.bindings.set(name, slot);
  machine.write(slot, value, node);
}

/** Where `var` goes: the outermost scope of the activation. */
export function functionScope(scope: Scope): Scope {
  let found = scope;
  while (found.parent && found.parent.frame === found.frame) found = found.parent;
  return found;
}

export function bindPattern(
  machine: Machine,
  pattern: ts.BindingName,
  value: Abstract,
  scope: Scope,
  node: Located,
): void {
  if (!machine.step()) return;
  if (ts.isIdentifier(pattern)) {
    declare(machine, pattern.text, value, scope, node);
    return;
  }
  if (ts.isArrayBindingPattern(pattern)) {
    pattern.elements.forEach((element, index) => {
      if (ts.isOmittedExpression(element)) return;
      const part = element.dotDotDotToken
        ? restOfArray(machine, value, index)
        : elementAt(machine, value, index, scope);
      bindPattern(machine, element.name, withDefault(machine, part, element.initializer, scope), scope, node);
    });
    return;
  }
  const taken: string[] = [];
  for (const element of pattern.elements) {
    if (element.dotDotDotToken) {
      bindPattern(machine, element.name, restOfObject(machine, value, taken), scope, node);
      continue;
    }
    const name = nameOf(machine, element.propertyName ?? element.name, scope);
    if (name !== undefined) taken.push(name);
    const part =
      name === undefined ? unknownValue('a computed property name') : machine.get(value, name, scope.frame);
    bindPattern(machine, element.name, withDefault(machine, part, element.initializer, scope), scope, node);
  }
}

/** A default holds where the value is undefined; where that is open, both are possible. */
export function withDefault(
  machine: Machine,
  value: Abstract,
  initializer: ts.Expression | undefined,
  scope: Scope,
): Abstract {
  if (!initializer) return value;
  if (value.t === 'constant') return value.value === undefined ? machine.evaluate(initializer, scope) : value;
  if (value.t === 'choice' && value.cases.some((one) => one.t === 'constant' && one.value === undefined)) {
    return value.cases
      .map((one) =>
        one.t === 'constant' && one.value === undefined ? machine.evaluate(initializer, scope) : one,
      )
      .reduce((a, b) => joinValues(a, b, value.condition));
  }
  return value;
}

function elementAt(machine: Machine, value: Abstract, index: number, scope: Scope): Abstract {
  return machine.get(value, String(index), scope.frame);
}

function restOfArray(machine: Machine, value: Abstract, from: number): Abstract {
  if (value.t !== 'array') return unknownValue('the rest of something that is not known');
  const list = listOf(value);
  return makeList(machine, {
    t: 'list',
    items: list.items.slice(from),
    ...(list.rest ? { rest: list.rest } : {}),
  });
}

function restOfObject(machine: Machine, value: Abstract, taken: readonly string[]): Abstract {
  const copy = makeObject(machine);
  if (value.t === 'object') copyProperties(machine, value, copy, new Set(taken));
  else machine.write(copy.open, unknownValue('the rest of something that is not known'));
  return copy;
}

/** Own properties, as a spread or Object.assign copies them. Keeps the expression each was written by. */
export function copyProperties(
  machine: Machine,
  from: ObjectValue,
  to: ObjectValue,
  except?: ReadonlySet<string>,
): void {
  for (const [name, slot] of from.props) {
    if (except?.has(name) || name.startsWith('#') || name.startsWith('@@')) continue;
    const value = read(slot);
    if (value === undefined) continue;
    putProperty(machine, to, name, value, slot.node);
  }
  if (from.open.value.t !== 'absent') machine.write(to.open, from.open.value);
}

export function putProperty(
  machine: Machine,
  object: ObjectValue,
  name: string,
  value: Abstract,
  node?: Located,
): void {
  // As old as the object: set in a branch, it is not there on the other.
  const slot = object.props.get(name) ?? { born: object.open.born, value: absent };
  object.props.set(name, slot);
  const before = read(slot);
  if (machine.flows && !object.model) {
    if (before) machine.flows.replaced(before, value, machine.isFromEarlierRun(slot));
    machine.flows.keep(value, object, name, node);
  }
  machine.write(slot, value, node);
}

export function assignTo(
  machine: Machine,
  target: ts.Expression,
  value: Abstract,
  scope: Scope,
  node: Located,
): void {
  if (!machine.step()) return;
  if (ts.isIdentifier(target)) {
    for (let place: Scope | null = scope; place; place = place.parent) {
      const slot = place.bindings.get(target.text);
      if (slot) {
        const before = read(slot);
        if (before && machine.flows?.isTrained(before, value, node)) return;
        if (before) machine.flows?.replaced(before, value, machine.isFromEarlierRun(slot));
        giveName(machine, value, target.text);
        machine.flows?.keep(value, null, target.text, node);
        machine.write(slot, value, node);
        return;
      }
    }
    let top = scope;
    while (top.parent) top = top.parent;
    declare(machine, target.text, value, top, node);
  } else if (ts.isPropertyAccessExpression(target)) {
    const name = target.name.text;
    giveName(machine, value, name.replace(/^#/, ''));
    machine.set(machine.evaluate(target.expression, scope), name, value, node);
  } else if (ts.isElementAccessExpression(target)) {
    const object = machine.evaluate(target.expression, scope);
    const index = machine.evaluate(target.argumentExpression, scope);
    const name = index.t === 'constant' ? String(index.value) : undefined;
    if (name === undefined) setSomewhere(machine, object, value, node, writesEach(machine, target, scope));
    else machine.set(object, name, value, node);
  } else if (ts.isArrayLiteralExpression(target)) {
    target.elements.forEach((element, at) => {
      if (ts.isOmittedExpression(element)) return;
      if (ts.isSpreadElement(element))
        assignTo(machine, element.expression, restOfArray(machine, value, at), scope, node);
      else assignWithDefault(machine, element, elementAt(machine, value, at, scope), scope, node);
    });
  } else if (ts.isObjectLiteralExpression(target)) {
    for (const property of target.properties) {
      if (ts.isShorthandPropertyAssignment(property)) {
        const part = machine.get(value, property.name.text, scope.frame);
        const whole = withDefault(machine, part, property.objectAssignmentInitializer, scope);
        assignTo(machine, property.name, whole, scope, node);
      } else if (ts.isPropertyAssignment(property)) {
        const name = nameOf(machine, property.name, scope);
        const part =
          name === undefined
            ? unknownValue('a computed property name')
            : machine.get(value, name, scope.frame);
        assignWithDefault(machine, property.initializer, part, scope, node);
      }
    }
  } else if (
    ts.isParenthesizedExpression(target) ||
    ts.isAsExpression(target) ||
    ts.isNonNullExpression(target)
  ) {
    assignTo(machine, target.expression, value, scope, node);
  }
}

function assignWithDefault(
  machine: Machine,
  target: ts.Expression,
  value: Abstract,
  scope: Scope,
  node: Located,
): void {
  if (ts.isBinaryExpression(target) && target.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    assignTo(machine, target.left, withDefault(machine, value, target.right, scope), scope, node);
  } else {
    assignTo(machine, target, value, scope, node);
  }
}

/** The list with every entry as it was or as it is written. */
export function weakly(list: List, value: Abstract): List {
  if (list.fill) {
    // A hole is filled, not left as it may have been.
    if (list.fill.value.t === 'constant' && list.fill.value.value === undefined)
      return { t: 'list', items: [], fill: { length: list.fill.length, value, each: true } };
    return {
      t: 'list',
      items: [],
      fill: {
        length: list.fill.length,
        value: joinValues(value, list.fill.value, undefined, 'loop'),
        each: true,
      },
    };
  }
  return {
    t: 'list',
    items: list.items.map((item) => ({ ...item, value: joinValues(value, item.value, undefined, 'loop') })),
    rest: list.rest ? joinValues(value, list.rest, undefined, 'loop') : value,
  };
}

/** `w[i][j] = …` in loops over i and j: every entry is written. `w[i][i] = …` and `w[i + 1] = …` leave others as they were. */
function writesEach(machine: Machine, target: ts.ElementAccessExpression, scope: Scope): boolean {
  if (!machine.flows) return false;
  const names = new Set<string>();
  for (let at: ts.Expression = target; ts.isElementAccessExpression(at); at = at.expression) {
    const index = at.argumentExpression;
    if (!ts.isIdentifier(index) || names.has(index.text)) return false;
    names.add(index.text);
    const value = machine.evaluate(index, scope);
    const counts = value.t === 'unknown' && value.kind === 'counter';
    if (!counts && (at === target || value.t !== 'constant')) return false;
  }
  return true;
}

const strongly = (list: List, value: Abstract): List =>
  list.fill
    ? { t: 'list', items: [], fill: { length: list.fill.length, value, each: true } }
    : {
        t: 'list',
        items: list.items.map((item) => ({ ...item, value })),
        ...((list.rest ?? list.items.length === 0) ? { rest: value } : {}),
      };

/** A write to an index or name that is not known: whatever was there may be replaced. */
export function setSomewhere(
  machine: Machine,
  object: Abstract,
  value: Abstract,
  node: Located,
  isEach = false,
): void {
  if (object.t === 'array') {
    const stored = kept(machine, object, null, value, node);
    const list = listOf(object);
    if (stored) machine.write(object.content, isEach ? strongly(list, stored) : weakly(list, stored));
  } else if (object.t === 'object') {
    machine.write(object.open, unknownValue('a property with a computed name', machine.span(node)));
  } else if (object.t === 'choice') {
    for (const one of object.cases) setSomewhere(machine, one, value, node, isEach);
  }
}
