// Generators of random numbers with a seed, told by the arithmetic that only they do. Their numbers would come out as
// constants, and in a loop that is run once as the same constant everywhere.
import ts from 'typescript';
import type { Abstract } from './model.ts';
import { unknownValue } from './model.ts';

const K = ts.SyntaxKind;

/** Bits of one number mixed into another, a product cut by a modulus, what a number has after its point. */
export function mixes({ left, operatorToken, right }: ts.BinaryExpression, source: ts.SourceFile): boolean {
  switch (operatorToken.kind) {
    case K.CaretToken:
    case K.CaretEqualsToken:
      return true;
    case K.PercentToken:
      return left.getText(source).includes('*') || right.getText(source) === '1';
    case K.MinusToken:
      return ts.isCallExpression(right) && right.getText(source) === `Math.floor(${left.getText(source)})`;
    default:
      return false;
  }
}

/** A number that such a generator gives, in place of the one it happens to give first. */
export const mixed = (value: Abstract): Abstract =>
  value.t === 'constant' && typeof value.value === 'number'
    ? { ...unknownValue('a generator with a seed gives it', value.at), kind: 'random' }
    : value;
