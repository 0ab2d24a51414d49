// The output of `simulate` that other programs rely on. JSON has no NaN and no infinity: they print as null.
import type { LayerHistory } from '../../core/engine/history.ts';
import type { Simulation } from '../simulate.ts';

export function simulationJson(simulation: Simulation): string {
  const { spec, seed, assumptions, run, prediction, compared } = simulation;
  const output = {
    version: 1,
    network: spec,
    seed,
    assumptions,
    loss: run.history.loss,
    layers: run.history.layers.map(layerOf),
    ...(compared.length === 0
      ? {}
      : {
          compared: compared.map(({ start, run: other }) => ({
            start,
            loss: other.history.loss,
            layers: other.history.layers.map(layerOf),
          })),
        }),
    predicted: prediction.layers.map(({ id, effectiveWidth, firstGradientStep, firstSteps }) => ({
      id,
      effectiveWidth,
      firstGradientStep,
      firstSteps,
    })),
  };
  return `${JSON.stringify(output)}\n`;
}

/** The parameter that stands for its layer: a layer has at most one of these. */
export function mainParameter(layer: LayerHistory): string | undefined {
  return ['kernel', 'depthwise', 'embeddings'].find((name) => name in layer.gradientNorms);
}

function layerOf(layer: LayerHistory) {
  const { id, units, effectiveWidth, gradientNorms, firstGradientStep } = layer;
  const main = mainParameter(layer);
  const others = Object.entries(gradientNorms).filter(([name]) => name !== main && name !== 'bias');
  return {
    id,
    units,
    effectiveWidth,
    ...(main === undefined ? {} : { kernelGradientNorm: gradientNorms[main] }),
    ...('bias' in gradientNorms ? { biasGradientNorm: gradientNorms['bias'] } : {}),
    ...(others.length === 0 ? {} : { gradientNorm: Object.fromEntries(others) }),
    firstGradientStep: main === undefined ? null : (firstGradientStep[main] ?? null),
    firstSteps: firstGradientStep,
  };
}
