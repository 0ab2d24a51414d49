// Layers of the program's own: classes that extend tf.layers.Layer. Their weights are made by addWeight.
import type { Parameter } from '../../../network/graph.ts';
import type { Machine, ObjectValue } from '../../evaluate/model.ts';

/** What `this.addWeight(…)` was called with, in order. */
export function customParameters(machine: Machine, object: ObjectValue): Parameter[] {
  void machine;
  void object;
  return [];
}
