// Activations as layers of their own, with and without a slope.
import { createActivation } from '../activations.ts';
import type { ActivationSpec, LeakyReluSpec, PreluSpec } from '../spec.ts';
import type { LayerKind } from './layer.ts';
import { beginGradient, passing, zeros } from './layer.ts';

export const activation: LayerKind<ActivationSpec> = {
  shape: (_, [input]) => input,
  parameters: () => [],
  ties: () => ({ own: [], inputs: [passing] }),
  cost: () => 0,
  build(site) {
    const { output } = site;
    const [source] = site.sources;
    const x = source.tensor.value;
    const { activation: name, atZero } = site.spec;
    const act = createActivation(name, site.machine, site.counts?.output, atZero);
    return {
      pure: act.pure,
      forward(batch) {
        act.forward(batch * output.size, output.units, x.at, output.value.at);
      },
      backward(batch) {
        const dy = output.gradient;
        const dx = source.tensor.gradient;
        if (dy === null || dx === null) return;
        const length = batch * output.size;
        const target = source.add ? dy : dx;
        act.backward(length, output.units, dy.at, x.at, output.value.at, target.at);
        if (source.add) site.machine.kernels.addScaled(length, dx.at, dy.at, 1);
      },
    };
  },
};

export const leakyReLU: LayerKind<LeakyReluSpec> = {
  shape: (_, [input]) => input,
  parameters: () => [],
  ties: () => ({ own: [], inputs: [passing] }),
  cost: () => 0,
  build(site) {
    const { output } = site;
    const [source] = site.sources;
    const slope = site.spec.alpha ?? 0.3;
    return {
      forward(batch) {
        const x = source.tensor.value.data;
        const y = output.value.data;
        const length = batch * output.size;
        for (let i = 0; i < length; i++) y[i] = x[i] > 0 ? x[i] : slope * x[i];
      },
      backward(batch) {
        const dx = beginGradient(source, batch);
        if (dx === null || output.gradient === null) return;
        const x = source.tensor.value.data;
        const dy = output.gradient.data;
        const length = batch * output.size;
        for (let i = 0; i < length; i++) dx[i] += x[i] > 0 ? dy[i] : slope * dy[i];
      },
    };
  },
};

/** y = x where x > 0, alpha·x elsewhere, with an alpha for every entry of a sample. */
export const prelu: LayerKind<PreluSpec> = {
  shape: (_, [input]) => input,
  parameters: (spec, [input]) => [{ name: 'alpha', shape: input, initializer: spec.alpha ?? zeros }],
  ties(_, [input]) {
    const units = input[input.length - 1];
    const positions = input.slice(0, -1).reduce((product, axis) => product * axis, 1);
    return {
      own: [{ parameter: 'alpha', base: 0, stride: 1, loops: [{ count: positions, step: units }] }],
      inputs: [passing],
    };
  },
  cost: () => 0,
  build(site) {
    const { output } = site;
    const [source] = site.sources;
    const alpha = site.parameter('alpha');
    if (alpha === undefined) throw new Error('a prelu layer has an alpha');
    const size = output.size;
    return {
      forward(batch) {
        const x = source.tensor.value.data;
        const y = output.value.data;
        const a = alpha.value.data;
        for (let row = 0; row < batch * size; row += size) {
          for (let i = 0; i < size; i++) y[row + i] = x[row + i] > 0 ? x[row + i] : a[i] * x[row + i];
        }
      },
      backward(batch) {
        if (output.gradient === null) return;
        const dx = beginGradient(source, batch);
        const x = source.tensor.value.data;
        const dy = output.gradient.data;
        const a = alpha.value.data;
        const da = alpha.gradient?.data;
        da?.fill(0);
        for (let row = 0; row < batch * size; row += size) {
          for (let i = 0; i < size; i++) {
            const positive = x[row + i] > 0;
            if (da !== undefined && !positive) da[i] += dy[row + i] * x[row + i];
            if (dx !== null) dx[row + i] += positive ? dy[row + i] : a[i] * dy[row + i];
          }
        }
      },
    };
  },
};
