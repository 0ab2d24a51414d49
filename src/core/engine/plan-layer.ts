// A layer of a plan: its spec and where its numbers are.
import type { Parameter, Tensor } from './layers/layer.ts';
import type { LayerSpec } from './spec.ts';

export interface PlanLayer {
  readonly spec: LayerSpec;
  readonly output: Tensor;
  readonly parameters: readonly Parameter[];
}
