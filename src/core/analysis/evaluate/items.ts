// The entries of array literals and the arguments of calls, spreads opened.
import ts from 'typescript';
import { iterated } from './builtins/maps.ts';
import { expanded } from './expand.ts';
import { located } from './handlers.ts';
import { joinValues } from './join.ts';
import type { Abstract, Item, Machine, Scope } from './model.ts';
import { listOf, undefinedValue, unknownValue } from './model.ts';

/** The entries of an array literal or the arguments of a call, spreads opened. */
export function evaluateItems(
  machine: Machine,
  nodes: readonly ts.Expression[],
  scope: Scope,
): { readonly items: Item[]; readonly rest: Abstract | undefined } {
  const items: Item[] = [];
  let rest: Abstract | undefined;
  for (const node of nodes) {
    if (!ts.isSpreadElement(node)) {
      const value = ts.isOmittedExpression(node) ? undefinedValue : machine.evaluate(node, scope);
      if (rest) rest = joinValues(rest, value);
      else items.push({ value, node: located(node, scope) });
      continue;
    }
    const spread = iterated(machine.evaluate(node.expression, scope));
    const list = spread.t === 'array' ? expanded(listOf(spread)) : undefined;
    if (!list || rest) {
      const why = unknownValue('a spread of something that is not known', machine.span(located(node, scope)));
      rest = rest ? joinValues(rest, why) : why;
      continue;
    }
    items.push(...list.items);
    rest = list.rest;
  }
  return { items, rest };
}
