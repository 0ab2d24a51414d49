// Generators of random numbers with a seed, told by the arithmetic that only they do. Their numbers would come out as
// constants, and in a loop that is run once as the same constant everywhere.
import ts from 'typescript';
import type { Abstract } from './model.ts';
import { unknownValue } from './model.ts';

const K = ts.SyntaxKind;

/** Bits of one number mixed into another, a product cut by a modulus, what a number has after its point. */
export function mixes({ left, operatorToken, right }: ts.BinaryExpression, source: ts.SourceFile): boolean {
  const { kind } = operatorToken;
  if (kind === K.CaretToken || kind === K.CaretEqualsToken) return true;
  if (kind === K.PercentToken) return left.getText(source).includes('*') || right.getText(source) === '1';
  const isFraction = kind === K.MinusToken && ts.isCallExpression(right);
  return isFraction && right.getText(source) === `Math.floor(${left.getText(source)})`;
}

/** A number that such a generator gives, in place of the one it happens to give first. */
export const mixed = (value: Abstract): Abstract =>
  value.t === 'constant' && typeof value.value === 'number'
    ? { ...unknownValue('a generator with a seed gives it', value.at), kind: 'random' }
    : value;
