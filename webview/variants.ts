// The networks that can stand beside the one as written: same layers, same data, same seed, other starts.
import type { InitializerSpec, LayerSpec, NetworkSpec } from '../src/core/engine/spec.ts';
import { lump } from '../src/core/engine/lump.ts';
import type { Judgement } from '../src/core/verdict/verdict.ts';
import { repaired, suggestedStart } from '../src/core/verdict/repair.ts';
import { startedFrom } from '../src/core/verdict/starts.ts';
import type { PlainStart } from './changes.ts';
import { startLabel } from './choices.ts';
import { text } from './text.ts';

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
  | 'own'
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

/** What the user chose for the two networks that can start from anything. */
export interface OwnStarts {
  readonly constant: number;
  readonly kernel: PlainStart;
  readonly bias: PlainStart;
}

interface Recipe {
  readonly title: string;
  /** For every kernel. */
  readonly kernel: InitializerSpec;
  /** For every bias. */
  readonly bias: InitializerSpec;
}

const zero: InitializerSpec = { kind: 'constant', value: 0 };

function recipeOf(id: Exclude<VariantId, 'suggested' | 'lumped'>, own: OwnStarts): Recipe {
  const title = text.recipes[id];
  switch (id) {
    case 'glorot':
      return { title, kernel: { kind: 'glorot-uniform' }, bias: zero };
    case 'he':
      return { title, kernel: { kind: 'he-normal' }, bias: zero };
    case 'lecun':
      return { title, kernel: { kind: 'lecun-normal' }, bias: zero };
    case 'small-random':
      return { title, kernel: { kind: 'random-normal', mean: 0, stddev: 0.01 }, bias: zero };
    case 'orthogonal':
      return { title, kernel: { kind: 'orthogonal', gain: 1 }, bias: zero };
    case 'constant':
      return {
        title: text.allWeights(own.constant),
        kernel: { kind: 'constant', value: own.constant },
        bias: zero,
      };
    case 'zero':
      return { title, kernel: zero, bias: zero };
    case 'random-bias':
      return { title, kernel: zero, bias: { kind: 'random-normal', mean: 0, stddev: 0.5 } };
    case 'own':
      return {
        title: text.ownTitle(startLabel(own.kernel), startLabel(own.bias)),
        kernel: own.kernel,
        bias: own.bias,
      };
  }
}

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
  'own',
  'lumped',
];

/** Null where there is nothing to put beside: the suggestion for a network that needs none. */
export function variant(
  id: VariantId,
  spec: NetworkSpec,
  judgement: Judgement,
  own: OwnStarts,
): Variant | null {
  if (id === 'lumped') return lumpedVariant(spec);
  if (id !== 'suggested') {
    const { kernel, bias, title } = recipeOf(id, own);
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
  return { id: 'lumped', title: text.lumped, spec: lumped.spec, lumpedFrom: { spec, units } };
}

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
  return text.suggestedWith([...new Set(names)].map(camel).join(', '));
}
