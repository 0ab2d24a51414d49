// Normalisation by the statistics at hand: over the batch for each channel, or over the last axis for each sample.
// Batch normalisation is the training form everywhere, frozen or not, as TensorFlow.js trains it.
import type { NormalizationSpec } from '../spec.ts';
import type { LayerKind, Node, ParameterShape, Shape, Site, Ties } from './layer.ts';
import { beginGradient, ones, passing, vector, zeros } from './layer.ts';

function parameters(spec: NormalizationSpec, [input]: readonly Shape[]): ParameterShape[] {
  const shape = [input[input.length - 1]];
  return [
    ...(spec.scale === false ? [] : [{ name: 'gamma', shape, initializer: spec.gamma ?? ones }]),
    ...(spec.center === false ? [] : [{ name: 'beta', shape, initializer: spec.beta ?? zeros }]),
  ];
}

const ties = (spec: NormalizationSpec): Ties => ({
  own: [
    ...(spec.scale === false ? [] : [vector('gamma')]),
    ...(spec.center === false ? [] : [vector('beta')]),
  ],
  inputs: [passing],
});

/**
 * x̂ = (x − mean) / √(variance + ε), y = γ·x̂ + β, over groups of entries.
 * Group g, entry i is at g·groupStep + i·entryStep. The mean is taken relative to the first member, so that a
 * group of equal numbers is exactly its own mean and normalises to exactly 0. With `counts`, a unit stands for so many.
 */
function normalize(
  site: Site<NormalizationSpec>,
  groupCount: (batch: number) => number,
  entryCount: (batch: number) => number,
  groupStep: number,
  entryStep: number,
  groupsAtMost: number,
  counts: Float64Array | null,
): Node {
  const { output, spec } = site;
  const [source] = site.sources;
  const gamma = site.parameter('gamma');
  const beta = site.parameter('beta');
  const epsilon = spec.epsilon ?? 0.001;
  const normalized = site.allocate(site.samples * output.size);
  const inverse = site.allocate(groupsAtMost);
  const units = output.units;
  const total = counts?.reduce((sum, count) => sum + count, 0);
  const timesOf = (i: number) => (counts === null ? 1 : counts[i % units]);
  return {
    forward(batch) {
      const groups = groupCount(batch);
      const entries = entryCount(batch);
      const members = total ?? entries;
      const x = source.tensor.value.data;
      const y = output.value.data;
      const hat = normalized.data;
      for (let g = 0; g < groups; g++) {
        const first = g * groupStep;
        const end = first + entries * entryStep;
        const anchor = x[first];
        let mean = 0;
        for (let i = first; i < end; i += entryStep) mean += timesOf(i) * (x[i] - anchor);
        mean = anchor + mean / members;
        let variance = 0;
        for (let i = first; i < end; i += entryStep) variance += timesOf(i) * (x[i] - mean) * (x[i] - mean);
        const scale = 1 / Math.sqrt(variance / members + epsilon);
        inverse.data[g] = scale;
        for (let i = first; i < end; i += entryStep) {
          hat[i] = (x[i] - mean) * scale;
          const unit = i % units;
          y[i] =
            (gamma === undefined ? hat[i] : gamma.value.data[unit] * hat[i]) + (beta?.value.data[unit] ?? 0);
        }
      }
    },
    backward(batch) {
      if (output.gradient === null) return;
      const groups = groupCount(batch);
      const entries = entryCount(batch);
      const members = total ?? entries;
      const dy = output.gradient.data;
      const hat = normalized.data;
      const length = batch * output.size;
      const dGamma = gamma?.gradient?.data;
      const dBeta = beta?.gradient?.data;
      dGamma?.fill(0);
      dBeta?.fill(0);
      for (let i = 0; i < length; i++) {
        const unit = i % units;
        if (dGamma !== undefined) dGamma[unit] += dy[i] * hat[i];
        if (dBeta !== undefined) dBeta[unit] += dy[i];
      }
      const dx = beginGradient(source, batch);
      if (dx === null) return;
      for (let g = 0; g < groups; g++) {
        const first = g * groupStep;
        const end = first + entries * entryStep;
        // The mean and the variance depend on every member: take their shares out of each derivative.
        let sum = 0;
        let dot = 0;
        for (let i = first; i < end; i += entryStep) {
          const back = gamma === undefined ? dy[i] : dy[i] * gamma.value.data[i % units];
          sum += timesOf(i) * back;
          dot += timesOf(i) * back * hat[i];
        }
        for (let i = first; i < end; i += entryStep) {
          const back = gamma === undefined ? dy[i] : dy[i] * gamma.value.data[i % units];
          dx[i] += inverse.data[g] * (back - sum / members - (hat[i] * dot) / members);
        }
      }
    },
  };
}

export const batchNormalization: LayerKind<NormalizationSpec> = {
  shape: (_, [input]) => input,
  parameters,
  ties,
  cost: () => 0,
  build(site) {
    const { units, size } = site.output;
    const positions = size / units;
    return normalize(
      site,
      () => units,
      (batch) => batch * positions,
      1,
      units,
      units,
      null,
    );
  },
};

export const layerNormalization: LayerKind<NormalizationSpec> = {
  shape: (_, [input]) => input,
  parameters,
  ties,
  cost: () => 0,
  build(site) {
    const { units, size } = site.output;
    const positions = size / units;
    return normalize(
      site,
      (batch) => batch * positions,
      () => units,
      units,
      1,
      site.samples * positions,
      site.counts?.output ?? null,
    );
  },
};
