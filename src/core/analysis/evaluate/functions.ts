// Closures, and running them: parameters, bodies, and what comes back.
import ts from 'typescript';
import { joinValues } from './join.ts';
import type { Abstract, Call, ClassValue, Frame, FunctionValue, Machine, Scope } from './model.ts';
import { makeArray, makeList, undefinedValue, unknownValue } from './model.ts';
import { bindPattern, declare } from './patterns.ts';

/** A closure. `self` binds `this` for arrow functions; methods get theirs when they are called. */
export function makeFunction(
  machine: Machine,
  node: ts.FunctionLikeDeclaration,
  scope: Scope,
  owner?: Abstract,
): FunctionValue {
  const arrow = ts.isArrowFunction(node);
  const { frame } = scope;
  const name = node.name && ts.isIdentifier(node.name) ? node.name.text : undefined;
  const made: FunctionValue = {
    t: 'function',
    node,
    scope,
    props: new Map(),
    name,
    ...(arrow ? { self: frame.self } : owner ? { owner } : {}),
    ...(arrow && frame.home ? { home: frame.home } : {}),
  };
  if (!machine.pending.has(node)) machine.pending.set(node, made);
  return made;
}

const maxDepth = 40;
/** How often one function may be on the stack: a recursion that does not end within this is not followed. */
const maxRecursion = 12;

export function runFunction(
  machine: Machine,
  fn: FunctionValue,
  self: Abstract,
  call: Call,
  home?: ClassValue,
): Abstract {
  machine.entered.add(fn.node);
  const { body } = fn.node;
  if (!body) return unknownValue('a function without a body');
  const depth = call.frame.depth + 1;
  if (depth > maxDepth || onStack(call.frame, fn.node) > maxRecursion) {
    return unknownValue('the calls are nested too deeply to follow');
  }
  const frame: Frame = {
    module: fn.scope.frame.module,
    caller: call.frame,
    depth,
    fn,
    self: fn.self ?? self,
    home: home ?? fn.home ?? null,
    name: fn.name ?? call.frame.name,
    returns: [],
    exits: [],
    ...(fn.node.asteriskToken ? { yields: makeArray(machine, []) } : {}),
  };
  const scope: Scope = { parent: fn.scope, bindings: new Map(), frame };
  bindParameters(machine, fn, call, scope);
  if (!ts.isBlock(body)) return machine.evaluate(body, scope);
  if (ts.isFunctionExpression(fn.node) && fn.node.name)
    declare(machine, fn.node.name.text, fn, scope, { node: fn.node, module: frame.module });
  const completion = machine.execute(body.statements, scope);
  machine.settle(frame);
  if (frame.yields) return frame.yields;
  const results = completion === 'normal' ? [...frame.returns, undefinedValue] : frame.returns;
  return results.length === 0
    ? unknownValue('a function that only throws')
    : results.reduce((a, b) => joinValues(a, b));
}

function onStack(from: Frame, node: ts.Node): number {
  let count = 0;
  for (let frame: Frame | null = from; frame; frame = frame.caller) if (frame.fn?.node === node) count += 1;
  return count;
}

function bindParameters(machine: Machine, fn: FunctionValue, call: Call, scope: Scope): void {
  const { module } = scope.frame;
  fn.node.parameters.forEach((parameter, index) => {
    const node = { node: parameter, module };
    if (parameter.dotDotDotToken) {
      const rest = call.open
        ? makeList(machine, { t: 'list', items: [], rest: unknownValue('arguments of unknown number') })
        : makeArray(
            machine,
            call.args.slice(index).map((value) => ({ value })),
          );
      bindPattern(machine, parameter.name, rest, scope, node);
      return;
    }
    const given =
      call.args[index] ?? (call.open ? unknownValue('arguments of unknown number') : undefinedValue);
    const missing = given.t === 'constant' && given.value === undefined;
    const value = missing && parameter.initializer ? machine.evaluate(parameter.initializer, scope) : given;
    bindPattern(machine, parameter.name, value, scope, {
      node: call.nodes[index] ?? parameter,
      module: call.nodes[index] ? call.at.module : module,
    });
  });
  if (!ts.isArrowFunction(fn.node)) {
    const all = makeArray(
      machine,
      call.args.map((value) => ({ value })),
    );
    declare(machine, 'arguments', all, scope, { node: fn.node, module });
  }
}

/** The arguments of a run in which nobody calls the function: unknown, or left out where there is a default. */
export function freeArguments(machine: Machine, fn: FunctionValue): Abstract[] {
  const owner = fn.name ?? 'this function';
  return fn.node.parameters.flatMap((parameter) => {
    if (parameter.initializer) return undefinedValue;
    const name = ts.isIdentifier(parameter.name) ? parameter.name.text : 'it';
    const value = (): Abstract => unknownValue(`${name} comes from a parameter of ${owner}`);
    if (!machine.flows || !listsLayers(fn, name)) return value();
    // The smallest network there is to speak of: inputs, one hidden layer, outputs.
    const sizes = Array.from({ length: 3 }, () => ({ value: value() }));
    return parameter.dotDotDotToken ? sizes.map((size) => size.value) : makeArray(machine, sizes);
  });
}

/** A parameter by which a network is told how many units each of its layers has. */
function listsLayers({ node, scope }: FunctionValue, name: string): boolean {
  if (!/layer|size|shape|structure|topology|archi|nodes|units|neurons|dim|layout|counts|config/i.test(name))
    return false;
  const text = node.body?.getText(scope.frame.module.source) ?? '';
  const list = String.raw`\b${name}(\.length\b|\[|\.(map|forEach|slice|reduce|at)\b)|\bof ${name}\b`;
  return new RegExp(list).test(text);
}
