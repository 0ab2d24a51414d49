// Shapes of tensors as the source gives them.
import { expanded } from './expand.ts';
import type { Abstract, TensorValue } from './model.ts';
import { asNumber, listOf } from './model.ts';

/** A list of numbers as a shape. */
export function shapeOf(value: Abstract): TensorValue['shape'] {
  const length = asNumber(value);
  if (length !== undefined) return [length];
  if (value.t !== 'array') return null;
  const list = expanded(listOf(value));
  if (list.rest !== undefined || list.items.some((item) => item.maybe)) return null;
  return list.items.map((item) => asNumber(item.value) ?? null);
}
