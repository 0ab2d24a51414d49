// What the parameters of a layer start from: the initializer in its config, the library's default, or weights set later.
import type { InitSite, Parameter, Start, Surprise } from '../../../network/graph.ts';
import type { Span } from '../../../network/span.ts';
import type { Value } from '../../../network/value.ts';
import { known, unknown } from '../../../network/value.ts';
import { discardedOf } from '../../evaluate/discarded.ts';
import { expanded } from '../../evaluate/expand.ts';
import type { Abstract, Call, Item, Located, Machine, TensorValue } from '../../evaluate/model.ts';
import { isNullish, listOf, read } from '../../evaluate/model.ts';
import { truthiness } from '../../evaluate/operators.ts';
import type { Reading } from './initializers.ts';
import { readInitializer } from './initializers.ts';
import type { Layer, LayerFacts } from './layer-facts.ts';
import { fieldOf, parameterRows, slots } from './layer-facts.ts';
import { replacementsAt, replacementsOf, spelledInstead } from './replacements.ts';
import type { ParameterRow } from './rows.ts';
import { fromIdentifier } from './starts.ts';

export function parametersOf(machine: Machine, layer: Layer): Parameter[] {
  const { data: facts } = layer;
  const present = parameterRows(facts);
  const weights = read(layer.props.get(slots.weights));
  const weightsNode = layer.props.get(slots.weights)?.node;
  const live = read(layer.props.get(slots.live));
  return present.map((row, index) => {
    const initial = initialParameter(machine, facts, row);
    const parameter =
      weights === undefined ? initial : overridden(machine, initial, weights, weightsNode, index);
    const variable = live?.t === 'array' ? listOf(live).items[index]?.value : undefined;
    const discarded = discardedOf(machine, variable);
    return discarded.length === 0
      ? parameter
      : { ...parameter, surprises: [...parameter.surprises, ...discarded] };
  });
}

function initialParameter(machine: Machine, facts: LayerFacts, row: ParameterRow): Parameter {
  const base = { name: row.name, role: row.role };
  const surprises = misplaced(machine, facts, row);
  const entry = row.field === null ? undefined : facts.config.get(row.field);
  if (entry === undefined && facts.open !== undefined)
    return { ...base, start: unknown(facts.open), surprises };
  const reading = entry && readInitializer(machine, entry.value, facts.call);
  if (!entry || !reading) return { ...base, start: known(defaultStart(facts, row)), surprises };
  const { node } = entry;
  if (!node) return { ...base, start: reading.start, surprises };
  const { site, at } = siteOf(machine, node, reading, row, facts.call);
  return {
    ...base,
    start: withUnitForgetBias(facts, row, reading.start),
    site,
    surprises: [...surprises, ...ownSurprise(reading, node, at, row)],
  };
}

/** Where the initializer is written: in the layer's config, or, where that lies in another file, where its value does. */
function siteOf(
  machine: Machine,
  node: Located,
  { origin }: Reading,
  { role }: ParameterRow,
  { frame }: Call,
): { readonly site: InitSite; readonly at: Span } {
  const at = machine.span(node);
  if (at.file !== undefined && origin && origin.file === undefined) {
    const source = mainOf(frame)?.source;
    return {
      site: { at: origin, replacements: source ? replacementsOf(source, origin, role) : [] },
      at: origin,
    };
  }
  const inside = origin?.file === at.file && origin && origin.start >= at.start && origin.end <= at.end;
  return {
    site: { at, replacements: replacementsAt(node, at, role), ...(origin && !inside ? { origin } : {}) },
    at,
  };
}

/** The analysed file, if the call came from there. */
function mainOf(frame: Call['frame']): Call['at']['module'] | undefined {
  for (let at: typeof frame | null = frame; at; at = at.caller) if (at.module.main) return at.module;
  return undefined;
}

function ownSurprise(reading: Reading, node: Located, at: Surprise['at'], row: ParameterRow): Surprise[] {
  if (reading.rule === undefined || reading.what === undefined) return [];
  const meant = reading.instead === undefined ? undefined : fromIdentifier(reading.instead);
  const replacements =
    reading.instead !== undefined && meant && 'start' in meant
      ? spelledInstead(node, at, reading.instead, meant.start)
      : reading.rule === 'invalid-initializer'
        ? replacementsAt(node, at, row.role)
        : [];
  return [{ rule: reading.rule, what: reading.what, at, replacements }];
}

const defaultStart = (facts: LayerFacts, row: ParameterRow): Start => {
  const start = withUnitForgetBias(facts, row, known(row.start));
  return start.is === 'known' ? start.value : row.start;
};

/** With unitForgetBias the forget gate's biases start at one, so the bias is no single constant. */
function withUnitForgetBias(facts: LayerFacts, row: ParameterRow, start: Value<Start>): Value<Start> {
  if (row.name !== 'bias' || facts.row.kind !== 'lstm') return start;
  const asked = fieldOf(facts, 'unitForgetBias');
  const units = fieldOf(facts, 'units');
  if (asked === undefined || truthiness(asked) === false) return start;
  if (start.is !== 'known' || start.value.kind !== 'constant') return start;
  if (
    truthiness(asked) !== true ||
    units?.t !== 'constant' ||
    typeof units.value !== 'number' ||
    units.value > 4096
  ) {
    return unknown('unitForgetBias sets a part of it to one');
  }
  const { value } = start.value;
  const width = Math.max(0, Math.floor(units.value));
  const gate = (content: number): number[] => Array.from({ length: width }, () => content);
  return known({ kind: 'values', data: [...gate(value), ...gate(1), ...gate(value), ...gate(value)] });
}

/** Initializer fields that are written but not read by this layer; told at its first parameter. */
function misplaced(machine: Machine, facts: LayerFacts, row: ParameterRow): Surprise[] {
  if (row !== facts.row.parameters[0]) return [];
  const readFields = new Set(facts.row.parameters.map(({ field }) => field));
  const surprises: Surprise[] = [];
  for (const [name, { value, node }] of facts.config) {
    if (!node || isNullish(value) || readFields.has(name)) continue;
    const { ignored } = facts.row;
    const told = ignored && Object.hasOwn(ignored, name) ? ignored[name] : misspelt(name, facts);
    if (told !== undefined)
      surprises.push({ rule: 'ignored-initializer', what: told, at: machine.span(node), replacements: [] });
  }
  return surprises;
}

const initializerLike =
  /^(kernel|bias|recurrent|depthwise|pointwise|embeddings?|gamma|beta|alpha|movingmean|movingvariance|weights?|recurrentkernel)?initiali[sz]er$/;

function misspelt(name: string, facts: LayerFacts): string | undefined {
  const plainName = name.replace(/_/g, '').toLowerCase();
  if (!initializerLike.test(plainName)) return undefined;
  const layer = facts.row.className;
  const meant = facts.row.parameters.find(({ field }) => field?.toLowerCase() === plainName)?.field;
  return meant === undefined || meant === null
    ? `${layer} does not read ${name}: it has no effect.`
    : `${layer} does not read ${name}: its field is ${meant}.`;
}

/** A parameter whose weights were given as tensors. */
function overridden(
  machine: Machine,
  initial: Parameter,
  weights: Abstract,
  node: Located | undefined,
  index: number,
): Parameter {
  if (weights.t === 'choice') {
    const cases = weights.cases.filter((one) => !isNullish(one));
    const only = cases.at(0);
    if (cases.length === 1 && only && cases.length === weights.cases.length)
      return overridden(machine, initial, only, node, index);
    return without(initial, unknown('the weights are set under a condition', weights.condition));
  }
  if (isNullish(weights)) return initial;
  if (weights.t === 'constant') return without(initial, known({ kind: 'loaded' }));
  if (weights.t !== 'array')
    return without(initial, unknown(weights.t === 'unknown' ? weights.why : 'the weights are not known'));
  const list = expanded(listOf(weights));
  const item: Item | undefined = list.items.at(index);
  if (!item || item.maybe) return without(initial, unknown('the weights are not known'));
  // Left as the initializer made it, while others were assigned.
  if (isNullish(item.value)) return initial;
  const site = item.node ?? node;
  const start = item.value.t === 'tensor' ? startOfTensor(item.value) : unknown('the weights are not known');
  const surprises: Surprise[] = [];
  if (site && item.value.t === 'tensor' && item.value.content.is === 'start') {
    const { oneDraw, truncated } = item.value.content;
    if (oneDraw)
      surprises.push({
        rule: 'one-draw',
        what: 'One random number is drawn and copied to every entry.',
        at: machine.span(site),
        replacements: [],
      });
    if (truncated)
      surprises.push({
        rule: 'truncated-to-constant',
        what: 'The integer type cuts every drawn number down to the same value.',
        at: machine.span(site),
        replacements: [],
      });
  }
  return {
    name: initial.name,
    role: initial.role,
    start,
    surprises,
    ...(site ? { site: { at: machine.span(site), replacements: [] } } : {}),
  };
}

const without = (initial: Parameter, start: Value<Start>): Parameter => ({
  name: initial.name,
  role: initial.role,
  start,
  // The written initializer is still there to be spoken of; another one would change nothing.
  ...(initial.site ? { site: { ...initial.site, replacements: [] } } : {}),
  surprises: [],
});

export function startOfTensor(tensor: TensorValue): Value<Start> {
  switch (tensor.content.is) {
    case 'start':
      return known(tensor.content.start, tensor.at);
    case 'loaded':
      return known({ kind: 'loaded' });
    case 'unknown':
      return unknown(tensor.content.why, tensor.at);
  }
}
