// Initializer fields that a layer is given and does not read, and weights that are lost: the library takes its default.
import type { Replacement, Surprise } from '../../../network/graph.ts';
import type { Span } from '../../../network/span.ts';
import type { Abstract, Located, Machine } from '../../evaluate/model.ts';
import { isNullish } from '../../evaluate/model.ts';
import { readInitializer } from './initializers.ts';
import type { LayerFacts } from './layer-facts.ts';
import { renamed } from './replacements.ts';

export function unreadFields(machine: Machine, facts: LayerFacts): Surprise[] {
  const { row, config } = facts;
  const readFields = new Set(row.parameters.map(({ field }) => field));
  const surprises: Surprise[] = [];
  for (const [name, { value, node }] of config) {
    if (!node || isNullish(value) || readFields.has(name)) continue;
    const at = machine.span(node);
    const throws = told(row.refused, name);
    const ignored = told(row.ignored, name);
    const meant = fieldMeant(name, facts);
    const what = throws ?? ignored ?? (meant === undefined ? undefined : sentence(name, meant, facts));
    if (what === undefined) continue;
    surprises.push({
      rule: throws === undefined ? 'ignored-initializer' : 'invalid-initializer',
      what,
      at,
      replacements: corrected(machine, facts, { name, meant, value, node, at }),
    });
  }
  return surprises;
}

const told = (texts: Readonly<Record<string, string>> | undefined, name: string): string | undefined =>
  texts && Object.hasOwn(texts, name) ? texts[name] : undefined;

const sentence = (name: string, meant: string | null, { row }: LayerFacts): string =>
  meant === null
    ? `${row.className} does not read ${name}: it has no effect.`
    : `${row.className} does not read ${name}: its field is ${meant}.`;

const initializerLike =
  /^(kernel|bias|recurrent|depthwise|pointwise|embeddings?|gamma|beta|alpha|movingmean|movingvariance|weights?|(?:recurrent|depthwise|pointwise)kernel)?initiali[sz]er$/;

/** The field that such a name stands for; null where there is none, undefined for what is no initializer. */
function fieldMeant(name: string, { row }: LayerFacts): string | null | undefined {
  const plainName = name.replace(/_/g, '').toLowerCase();
  if (!initializerLike.test(plainName)) return undefined;
  const stem = (text: string): string =>
    text
      .toLowerCase()
      .replace('initialiser', 'initializer')
      .replace(/^(recurrent|depthwise|pointwise)kernel/, '$1')
      .replace(/^embeddingi/, 'embeddingsi');
  const fields = row.parameters.flatMap(({ field }) => (field === null ? [] : [field]));
  const sameName = fields.find((field) => field.toLowerCase() === stem(plainName));
  if (sameName !== undefined) return sameName;
  // A layer of one kernel has one field that can be meant.
  const kernels = row.parameters.filter(({ role }) => role === 'kernel').map(({ field }) => field);
  return /^(kernel|weights?)init/.test(plainName) && new Set(kernels).size === 1
    ? (kernels[0] ?? null)
    : null;
}

interface Written {
  readonly name: string;
  readonly meant: string | null | undefined;
  readonly value: Abstract;
  readonly node: Located;
  readonly at: Span;
}

/** The field by its right name, where what it holds is worth having: a constant would only now begin to hurt. */
function corrected(
  machine: Machine,
  { config, call }: LayerFacts,
  { name, meant, value, node, at }: Written,
): Replacement[] {
  if (meant === null || meant === undefined || config.has(meant)) return [];
  const start = readInitializer(machine, value, call)?.start;
  if (start?.is !== 'known' || start.value.kind === 'constant') return [];
  return renamed(node, at, name, meant, start.value);
}

/** `weights:` where nobody sets them: in cells, and in layers that a wrapper builds by itself. */
export function lostWeights(machine: Machine, { row, config }: LayerFacts, wrapper: string): Surprise[] {
  const given = config.get('weights');
  if (!given?.node || isNullish(given.value)) return [];
  const what = `Inside ${wrapper} the weights that ${row.className} is given are not used.`;
  return [{ rule: 'ignored-initializer', what, at: machine.span(given.node), replacements: [] }];
}
