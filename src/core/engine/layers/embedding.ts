// A table of vectors: each whole number of the input is replaced by its row.
import type { EmbeddingSpec } from '../spec.ts';
import type { LayerKind } from './layer.ts';
import { beginGradient } from './layer.ts';

export const embedding: LayerKind<EmbeddingSpec> = {
  shape: (spec, [input]) => [...input, spec.outputDim],
  parameters: (spec) => [
    {
      name: 'embeddings',
      shape: [spec.inputDim, spec.outputDim],
      initializer: spec.embeddings ?? { kind: 'random-uniform', min: -0.05, max: 0.05 },
    },
  ],
  ties: (spec) => ({
    own: [
      {
        parameter: 'embeddings',
        base: 0,
        stride: 1,
        loops: [{ count: spec.inputDim, step: spec.outputDim }],
      },
    ],
    inputs: [{ kind: 'apart' }],
  }),
  cost: () => 0,
  build(site) {
    const { output, spec } = site;
    const [source] = site.sources;
    const table = site.parameter('embeddings');
    if (table === undefined) throw new Error('an embedding has a table');
    const width = spec.outputDim;
    /** Row of an index; what is outside the table reads the nearest row. */
    const rowOf = (index: number) => Math.max(0, Math.min(spec.inputDim - 1, Math.trunc(index) || 0));
    return {
      forward(batch) {
        const x = source.tensor.value.data;
        const y = output.value.data;
        const count = batch * source.tensor.size;
        for (let i = 0; i < count; i++) {
          const from = rowOf(x[i]) * width;
          for (let j = 0; j < width; j++) y[i * width + j] = table.value.data[from + j];
        }
      },
      backward(batch) {
        // An index has no derivative: nothing goes further down.
        beginGradient(source, batch);
        const dTable = table.gradient?.data;
        if (dTable === undefined || output.gradient === null) return;
        dTable.fill(0);
        const x = source.tensor.value.data;
        const dy = output.gradient.data;
        const count = batch * source.tensor.size;
        for (let i = 0; i < count; i++) {
          const to = rowOf(x[i]) * width;
          for (let j = 0; j < width; j++) dTable[to + j] += dy[i * width + j];
        }
      },
    };
  },
};
