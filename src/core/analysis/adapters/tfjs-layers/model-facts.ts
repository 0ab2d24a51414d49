// What a model object is, for all who meet one.
import type { Abstract, Call, ObjectValue } from '../../evaluate/model.ts';

export interface ModelFacts {
  readonly kind: 'sequential' | 'functional' | 'loaded';
  readonly call: Call;
  readonly config: Abstract;
}

export type Model = ObjectValue & { readonly data: ModelFacts };

export const modelName = 'a model';

export const isModel = (value: Abstract): value is Model =>
  value.t === 'object' && value.model?.name === modelName;

/** The slots a model's later life is kept in. */
export const modelSlots = {
  layers: '@@layers',
  compiled: '@@compiled',
  /** Which of its layers were trainable when it was compiled. */
  captured: '@@captured',
  batchSize: '@@batchSize',
  trainable: '@@trainable',
  /** The symbolic tensors along a model that was not put together from such. */
  symbols: '@@symbols',
} as const;
