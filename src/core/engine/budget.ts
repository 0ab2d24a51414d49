// Makes a network small enough to be trained while somebody watches. Every change is a sentence for the reader.
import { memoryFor, memoryLimit, startProblem, stepOf } from './check-spec.ts';
import { samplesOf } from './data.ts';
import { isProblem, layoutOf } from './layout.ts';
import type { LayerSpec, NetworkSpec } from './spec.ts';

export interface Budget {
  /** Multiply-adds of one step. */
  readonly multiplyAdds: number;
  readonly bytes: number;
}

/** About thirty steps a second. */
export const defaultBudget: Budget = { multiplyAdds: 2e8, bytes: memoryLimit };

export interface Fitted {
  readonly spec: NetworkSpec;
  /** What was made smaller, e.g. "samples: 16 instead of 64, to keep a step below 200 million multiply-adds". */
  readonly assumptions: readonly string[];
}

/** One way to make a network smaller; null where it has come to its end. */
interface Rule {
  readonly shrink: (spec: NetworkSpec) => NetworkSpec | null;
  /** What it changed, from the first to the last form. */
  readonly tell: (from: NetworkSpec, to: NetworkSpec) => string;
}

const leastSamples = 16;
const leastLength = 8;
const leastUnits = 8;
const leastVocabulary = 64;

const half = (value: number, least: number) => Math.max(least, Math.ceil(value / 2));

const samples: Rule = {
  shrink(spec) {
    const count = samplesOf(spec.data);
    if (spec.data.kind === 'given' || count <= leastSamples) return null;
    return { ...spec, data: { ...spec.data, samples: half(count, leastSamples) } };
  },
  tell: (from, to) => `samples: ${samplesOf(to.data)} instead of ${samplesOf(from.data)}`,
};

/** Heights, widths and steps of inputs; channels stay. */
const lengths: Rule = {
  shrink(spec) {
    if (spec.data.kind === 'given') return null;
    const inputs = spec.inputs.map((input) => ({
      ...input,
      shape: input.shape.map((length, axis) =>
        axis === input.shape.length - 1 || length <= leastLength ? length : half(length, leastLength),
      ),
    }));
    const same = inputs.every(({ shape }, index) => shape.join() === spec.inputs[index].shape.join());
    return same ? null : { ...spec, inputs };
  },
  tell: (from, to) =>
    to.inputs
      .flatMap(({ id, shape }, index) => {
        const before = from.inputs[index].shape.join(' × ');
        return before === shape.join(' × ') ? [] : [`input ${id}: ${shape.join(' × ')} instead of ${before}`];
      })
      .join('; '),
};

const vocabulary: Rule = {
  shrink(spec) {
    if (spec.data.kind === 'given') return null;
    return mapLayers(spec, (layer) =>
      layer.kind === 'embedding' && layer.inputDim > leastVocabulary
        ? { ...layer, inputDim: half(layer.inputDim, leastVocabulary) }
        : layer,
    );
  },
  tell: (from, to) => tellLayers(from, to, 'words'),
};

const widths: Rule = {
  shrink: (spec) =>
    mapLayers(spec, (layer) => {
      if (spec.outputs.includes(layer.id)) return layer;
      if ('units' in layer && layer.units > leastUnits)
        return { ...layer, units: half(layer.units, leastUnits) };
      if ('filters' in layer && layer.filters > leastUnits) {
        return { ...layer, filters: half(layer.filters, leastUnits) };
      }
      if ('outputDim' in layer && layer.outputDim > leastUnits) {
        return { ...layer, outputDim: half(layer.outputDim, leastUnits) };
      }
      return layer;
    }),
  tell: (from, to) => tellLayers(from, to, 'units'),
};

function mapLayers(spec: NetworkSpec, change: (layer: LayerSpec) => LayerSpec): NetworkSpec | null {
  const layers = spec.layers.map(change);
  return layers.every((layer, index) => layer === spec.layers[index]) ? null : { ...spec, layers };
}

const sizeOfLayer = (layer: LayerSpec, what: 'words' | 'units'): number | null => {
  if (layer.kind === 'embedding') return what === 'words' ? layer.inputDim : layer.outputDim;
  if (what === 'words') return null;
  if ('units' in layer) return layer.units;
  return 'filters' in layer ? layer.filters : null;
};

const tellLayers = (from: NetworkSpec, to: NetworkSpec, what: 'words' | 'units'): string =>
  to.layers
    .flatMap((layer, index) => {
      const now = sizeOfLayer(layer, what);
      const before = sizeOfLayer(from.layers[index], what);
      return now === before || now === null || before === null
        ? []
        : [`${layer.id}: ${now} instead of ${before} ${what}`];
    })
    .join('; ');

/** In this order: what changes the picture least comes first. */
const rules: readonly Rule[] = [samples, lengths, vocabulary, widths];

function fits(spec: NetworkSpec, budget: Budget): boolean {
  const layout = layoutOf(spec);
  if (isProblem(layout)) return false;
  if (8 * memoryFor(spec, layout) > budget.bytes) return false;
  return stepOf(spec, layout, budget.multiplyAdds) <= budget.multiplyAdds;
}

/** Shapes that fit, and parameters that are given number by number still of their shapes. */
function holdsTogether(spec: NetworkSpec): boolean {
  const layout = layoutOf(spec);
  return !isProblem(layout) && layout.layers.every((layer) => startProblem(layer) === null);
}

/**
 * The spec itself where a step stays within the budget; else samples, image sides and steps, vocabularies and hidden
 * widths are halved, in that order, until it does or until nothing is left to halve. A halving that no longer fits
 * together (a reshape, a sum with an input, weights given one by one) is not made. `spec` needs shapes that fit, not a size that does.
 */
export function fitToBudget(spec: NetworkSpec, budget: Budget = defaultBudget): Fitted {
  const assumptions: string[] = [];
  const limit = `to keep a step below ${Math.round(budget.multiplyAdds / 1e6)} million multiply-adds`;
  let current = spec;
  for (const rule of rules) {
    const before = current;
    while (!fits(current, budget)) {
      const next = rule.shrink(current);
      if (next === null || !holdsTogether(next)) break;
      current = next;
    }
    if (current !== before) assumptions.push(`${rule.tell(before, current)}, ${limit}`);
  }
  return { spec: current, assumptions };
}
