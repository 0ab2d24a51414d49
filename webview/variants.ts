// The networks that can stand beside the one as written: same layers, same data, same seed, other starts.
import type { InitializerSpec, LayerSpec, NetworkSpec } from '../src/core/engine/spec.ts';
import { lump } from '../src/core/engine/lump.ts';
import type { Judgement } from '../src/core/verdict/verdict.ts';
import { repaired, suggestedStart } from '../src/core/verdict/repair.ts';
import { startedFrom } from '../src/core/verdict/starts.ts';

export type VariantId =
  | 'suggested'
  | 'glorot'
  | 'he'
  | 'lecun'
  | 'small-random'
  | 'orthogonal'
  | 'constant'
  | 'zero'
  | 'random-bias'
  | 'lumped';

export interface Variant {
  readonly id: VariantId | 'written';
  /** Above the picture. */
  readonly title: string;
  /** What is drawn. */
  readonly spec: NetworkSpec;
  /** For the lumped network: the whole one, and how many units of it each layer stands for. */
  readonly lumpedFrom?: { readonly spec: NetworkSpec; readonly units: Readonly<Record<string, number>> };
}

interface Recipe {
  readonly title: string;
  /** For every kernel. */
  readonly kernel: InitializerSpec;
  /** For every bias. */
  readonly bias: InitializerSpec;
}

const zero: InitializerSpec = { kind: 'constant', value: 0 };

export const recipes: Readonly<Record<Exclude<VariantId, 'suggested' | 'lumped'>, Recipe>> = {
  glorot: { title: 'Glorot (Xavier) everywhere', kernel: { kind: 'glorot-uniform' }, bias: zero },
  he: { title: 'He everywhere', kernel: { kind: 'he-normal' }, bias: zero },
  lecun: { title: 'LeCun everywhere', kernel: { kind: 'lecun-normal' }, bias: zero },
  'small-random': {
    title: 'small random, 0.01·randn',
    kernel: { kind: 'random-normal', mean: 0, stddev: 0.01 },
    bias: zero,
  },
  orthogonal: { title: 'orthogonal everywhere', kernel: { kind: 'orthogonal', gain: 1 }, bias: zero },
  constant: { title: 'all weights 0.5', kernel: { kind: 'constant', value: 0.5 }, bias: zero },
  zero: { title: 'all weights zero', kernel: zero, bias: zero },
  'random-bias': {
    title: 'weights zero, biases random',
    kernel: zero,
    bias: { kind: 'random-normal', mean: 0, stddev: 0.5 },
  },
};

export const variantIds: readonly VariantId[] = [
  'suggested',
  'glorot',
  'he',
  'lecun',
  'small-random',
  'orthogonal',
  'constant',
  'zero',
  'random-bias',
  'lumped',
];

/** Null where there is nothing to put beside: the suggestion for a network that needs none. */
export function variant(id: VariantId, spec: NetworkSpec, judgement: Judgement): Variant | null {
  if (id === 'lumped') return lumpedVariant(spec);
  if (id !== 'suggested') {
    const { kernel, bias, title } = recipes[id];
    return { id, title, spec: startedFrom(spec, { kernel, recurrent: kernel, bias, keepFrozen: true }) };
  }
  const better = repaired(spec, judgement);
  const changed = better.layers.filter((layer, i) => !sameStarts(layer, spec.layers[i]));
  return changed.length === 0 ? null : { id, title: suggestedTitle(changed), spec: better };
}

/** Behaves exactly as the network as written, with one unit for each group of units that stay together. */
function lumpedVariant(spec: NetworkSpec): Variant | null {
  const lumped = lump(spec);
  if (lumped === null) return null;
  const units = Object.fromEntries(
    [...lumped.sizes].map(([id, members]) => [id, members.reduce((sum, size) => sum + size, 0)]),
  );
  return { id: 'lumped', title: lumpedTitle, spec: lumped.spec, lumpedFrom: { spec, units } };
}

export const lumpedTitle = 'lumped: one unit for each group';

const sameStarts = (a: LayerSpec, b: LayerSpec | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

const camel = (name: string): string =>
  name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** "with heNormal": the starts that the changed layers now have, as the library spells them. */
function suggestedTitle(layers: readonly LayerSpec[]): string {
  const names = layers.map((layer) =>
    'kernel' in layer && layer.kernel !== undefined
      ? layer.kernel.kind
      : suggestedStart('activation' in layer ? (layer.activation ?? null) : null),
  );
  return `with ${[...new Set(names)].map(camel).join(' and ')}`;
}
