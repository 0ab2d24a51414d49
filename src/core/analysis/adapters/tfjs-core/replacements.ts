// A random tensor in place of a constant one, scaled for its shape.
import ts from 'typescript';
import type { NamedStart, Replacement } from '../../../network/graph.ts';
import type { Span } from '../../../network/span.ts';
import type { Located, TensorValue } from '../../evaluate/model.ts';

interface Scaling {
  readonly kind: NamedStart;
  /** Variance times the number of inputs (or of inputs and outputs, halved). */
  readonly scale: number;
  readonly of: 'in' | 'average';
  readonly distribution: 'normal' | 'uniform';
}

const scalings: readonly Scaling[] = [
  { kind: 'he-normal', scale: 2, of: 'in', distribution: 'normal' },
  { kind: 'glorot-uniform', scale: 1, of: 'average', distribution: 'uniform' },
  { kind: 'glorot-normal', scale: 1, of: 'average', distribution: 'normal' },
  { kind: 'lecun-normal', scale: 1, of: 'in', distribution: 'normal' },
];

/** For `tf.zeros(shape)` and its like with a shape of known numbers; nothing where a comment could be lost. */
export function tensorReplacements(
  { node, module }: Located,
  shape: TensorValue['shape'],
  at: Span,
): Replacement[] {
  if (!module.main || !ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression) || !shape)
    return [];
  const [fanIn, fanOut] = fans(shape);
  const { text } = module.source;
  const written = text.slice(at.start, at.end);
  const shapeNode = node.arguments.at(0);
  if (
    fanIn === undefined ||
    fanOut === undefined ||
    !shapeNode ||
    written.includes('//') ||
    written.includes('/*')
  )
    return [];
  if (!['zeros', 'ones', 'fill'].includes(node.expression.name.text)) return [];
  const namespace = node.expression.expression.getText(module.source);
  const shapeText = shapeNode.getText(module.source);
  return scalings.map(({ kind, scale, of, distribution }) => {
    const variance = scale / (of === 'in' ? fanIn : (fanIn + fanOut) / 2);
    const number = (value: number): string => String(Number(value.toPrecision(4)));
    const limit = Math.sqrt(3 * variance);
    const spelling =
      distribution === 'normal'
        ? `${namespace}.truncatedNormal(${shapeText}, 0, ${number(Math.sqrt(variance))})`
        : `${namespace}.randomUniform(${shapeText}, ${number(-limit)}, ${number(limit)})`;
    return { start: { kind }, spelling, edits: [{ start: at.start, end: at.end, text: spelling }] };
  });
}

function fans(shape: readonly (number | null)[]): readonly [number | undefined, number | undefined] {
  if (shape.length < 2 || shape.some((side) => side === null || side <= 0)) return [undefined, undefined];
  const sides = shape.map(Number);
  const field = sides.slice(0, -2).reduce((a, b) => a * b, 1);
  return [field * (sides.at(-2) ?? 1), field * (sides.at(-1) ?? 1)];
}
