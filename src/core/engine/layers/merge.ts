// Layers that join several inputs of one shape: add, multiply, average.
import type { MergeSpec } from '../spec.ts';
import type { LayerKind } from './layer.ts';
import { beginGradient, passing } from './layer.ts';

export const merge: LayerKind<MergeSpec> = {
  shape(spec, inputs) {
    const [first] = inputs;
    if (inputs.length < 2) return { field: 'from', message: `${spec.kind} needs at least two inputs` };
    const other = inputs.find((shape) => shape.join() !== first.join());
    return other === undefined
      ? first
      : {
          field: 'from',
          message: `${spec.kind} needs inputs of one shape, not [${first.join(', ')}] and [${other.join(', ')}]`,
        };
  },
  parameters: () => [],
  ties: (spec, inputs) => ({
    own: [],
    inputs: inputs.map((_, index) =>
      spec.kind === 'multiply'
        ? { kind: 'pass', base: 0, stride: 1, count: 1, step: 0, times: others(inputs.length, index) }
        : passing,
    ),
  }),
  cost: () => 0,
  build(site) {
    const { output, sources, spec } = site;
    const share = spec.kind === 'average' ? 1 / sources.length : 1;
    return {
      forward(batch) {
        const y = output.value.data;
        const length = batch * output.size;
        const first = sources[0].tensor.value.data;
        for (let i = 0; i < length; i++) y[i] = first[i];
        for (let s = 1; s < sources.length; s++) {
          const x = sources[s].tensor.value.data;
          if (spec.kind === 'multiply') for (let i = 0; i < length; i++) y[i] *= x[i];
          else for (let i = 0; i < length; i++) y[i] += x[i];
        }
        if (spec.kind === 'average') for (let i = 0; i < length; i++) y[i] *= share;
      },
      backward(batch) {
        if (output.gradient === null) return;
        const dy = output.gradient.data;
        const length = batch * output.size;
        for (let s = 0; s < sources.length; s++) {
          const dx = beginGradient(sources[s], batch);
          if (dx === null) continue;
          for (let i = 0; i < length; i++) {
            let factor = share;
            if (spec.kind === 'multiply') {
              for (let o = 0; o < sources.length; o++) if (o !== s) factor *= sources[o].tensor.value.data[i];
            }
            dx[i] += dy[i] * factor;
          }
        }
      },
    };
  },
};

const others = (count: number, index: number) =>
  Array.from({ length: count }, (_, i) => i).filter((i) => i !== index);
