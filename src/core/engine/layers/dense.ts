// Fully connected: y = g(x·W + b) along the last axis.
import type { DenseSpec } from '../spec.ts';
import type { LayerKind } from './layer.ts';
import { activated, kernelDefault, sizeOf, vector, zeros } from './layer.ts';
import { weightsOf } from './weights.ts';

export const dense: LayerKind<DenseSpec> = {
  shape: (spec, [input]) =>
    input.length === 0
      ? { field: 'from', message: 'needs an input with at least one axis' }
      : [...input.slice(0, -1), spec.units],

  parameters: (spec, [input]) => [
    {
      name: 'kernel',
      shape: [input[input.length - 1], spec.units],
      reads: 'input',
      initializer: spec.kernel ?? kernelDefault,
    },
    ...(spec.useBias === false
      ? []
      : [{ name: 'bias', shape: [spec.units], initializer: spec.bias ?? zeros }]),
  ],

  ties(spec, [input]) {
    const inputs = input[input.length - 1];
    const column = { parameter: 'kernel', base: 0, stride: 1, loops: [{ count: inputs, step: spec.units }] };
    const row = { parameter: 'kernel', base: 0, stride: spec.units, loops: [{ count: spec.units, step: 1 }] };
    return {
      own: spec.useBias === false ? [column] : [vector('bias'), column],
      inputs: [{ kind: 'read', slices: [row] }],
    };
  },

  cost: (spec, [input]) => sizeOf(input) * spec.units,

  build(site) {
    const { machine, output, spec } = site;
    const [source] = site.sources;
    const { value: x, gradient: dx, units: inputs } = source.tensor;
    const units = spec.units;
    const positions = output.size / units;
    const kernel = site.parameter('kernel');
    const bias = site.parameter('bias');
    if (kernel === undefined) throw new Error('a dense layer has a kernel');
    const weights = weightsOf(site, kernel);
    const { activation, input: z } = activated(site, spec);
    const y = output.value;
    return {
      pure: activation.pure,
      forward(batch) {
        const rows = batch * positions;
        const start = bias === undefined ? -1 : bias.value.at;
        const w = weights.forward();
        machine.kernels.multiply(rows, units, inputs, x.at, inputs, 1, w, units, 1, z.at, units, start, 0);
        activation.forward(rows * units, units, z.at, y.at);
      },
      backward(batch) {
        const dy = output.gradient;
        if (dy === null) return;
        const { kernels } = machine;
        const rows = batch * positions;
        const d = dy.at;
        activation.backward(rows * units, units, d, z.at, y.at, d);
        // ∂J/∂W = xᵀ·δ, ∂J/∂b = Σ δ over the batch, and δ·Wᵀ goes on to the layer below.
        if (kernel.gradient !== null) {
          kernels.multiply(
            inputs,
            units,
            rows,
            x.at,
            1,
            inputs,
            d,
            units,
            1,
            kernel.gradient.at,
            units,
            -1,
            0,
          );
        }
        if (bias !== undefined && bias.gradient !== null) {
          kernels.columnSums(rows, units, d, bias.gradient.at, false);
        }
        if (dx !== null) {
          const start = source.add ? dx.at : -1;
          const w = weights.backward();
          kernels.multiply(rows, inputs, units, d, units, 1, w, 1, units, dx.at, inputs, start, inputs);
        }
      },
    };
  },
};
