// Property names as the source spells them.
import ts from 'typescript';
import type { Machine, Scope } from './model.ts';

/** undefined for a computed name that is not known. */
export function nameOf(
  machine: Machine,
  name: ts.PropertyName | ts.BindingName,
  scope: Scope,
): string | undefined {
  if (ts.isIdentifier(name) || ts.isPrivateIdentifier(name)) return name.text;
  if (ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)) return name.text;
  if (!ts.isComputedPropertyName(name)) return undefined;
  const value = machine.evaluate(name.expression, scope);
  return value.t === 'constant' ? String(value.value) : undefined;
}
