// What the parameters of a layer start from: the initializer in its config, the library's default, or weights set later.
import type { InitSite, Parameter, Start, Surprise } from '../../../network/graph.ts';
import type { Span } from '../../../network/span.ts';
import type { Value } from '../../../network/value.ts';
import { known, unknown } from '../../../network/value.ts';
import { discardedOf } from '../../evaluate/discarded.ts';
import { expanded } from '../../evaluate/expand.ts';
import type { Call, Located, Machine } from '../../evaluate/model.ts';
import { asNumber, constant, isNullish, listOf, read, undefinedValue } from '../../evaluate/model.ts';
import { truthiness } from '../../evaluate/operators.ts';
import { overridden } from './given-weights.ts';
import type { Reading } from './initializers.ts';
import { readInitializer } from './initializers.ts';
import type { Layer, LayerFacts } from './layer-facts.ts';
import { fieldOf, parameterRows, slots } from './layer-facts.ts';
import { replacementsAt, replacementsOf, spelledInstead } from './replacements.ts';
import type { ParameterRow } from './rows.ts';
import { fromIdentifier } from './starts.ts';
import { unreadFields } from './unread.ts';

export function parametersOf(machine: Machine, layer: Layer): Parameter[] {
  const { data: facts } = layer;
  const present = parameterRows(facts);
  const weights = read(layer.props.get(slots.weights));
  const weightsNode = layer.props.get(slots.weights)?.node;
  const live = read(layer.props.get(slots.live));
  const count = facts.open === undefined && present.every(isCertain(facts)) ? present.length : undefined;
  return present.map((row, index) => {
    const initial = initialParameter(machine, facts, row);
    const isConstrained = !isNullish(facts.config.get(constraintOf(row))?.value ?? undefinedValue);
    const parameter =
      weights === undefined
        ? initial
        : overridden(machine, initial, { weights, node: weightsNode, count, isConstrained }, index);
    const variable = live?.t === 'array' ? listOf(live).items[index]?.value : undefined;
    const discarded = discardedOf(machine, variable);
    return discarded.length === 0
      ? parameter
      : { ...parameter, surprises: [...parameter.surprises, ...discarded] };
  });
}

/** Whether it is known that the layer has the parameter. */
const isCertain =
  (facts: LayerFacts) =>
  ({ when }: ParameterRow): boolean =>
    when === undefined || truthiness(fieldOf(facts, when) ?? constant(true)) === true;

const constraintOf = ({ field }: ParameterRow): string => (field ?? '').replace('Initializer', 'Constraint');

function initialParameter(machine: Machine, facts: LayerFacts, row: ParameterRow): Parameter {
  const base = { name: row.name, role: row.role };
  const surprises = misplaced(machine, facts, row);
  const entry = row.field === null ? undefined : facts.config.get(row.field);
  if (entry === undefined && facts.open !== undefined)
    return { ...base, start: unknown(facts.open), surprises };
  const reading = entry && readInitializer(machine, entry.value, facts.call, row.start);
  if (!entry || !reading) return { ...base, start: known(defaultStart(facts, row)), surprises };
  const { node } = entry;
  if (!node) return { ...base, start: reading.start, surprises };
  const fitted = fittedTo(facts, row, reading);
  const { site, at } = siteOf(machine, node, fitted, row, facts.call);
  return {
    ...base,
    start: withUnitForgetBias(facts, row, fitted.start),
    site,
    surprises: [...surprises, ...ownSurprise(fitted, node, at, row)],
  };
}

/** Matrices only: `identity` throws for anything that is not square, `orthogonal` for a vector. */
function fittedTo(facts: LayerFacts, row: ParameterRow, reading: Reading): Reading {
  if (reading.start.is !== 'known') return reading;
  const { kind } = reading.start.value;
  if (kind !== 'identity' && kind !== 'orthogonal') return reading;
  const refused = (why: string): Reading => {
    const what = `${kind} ${why}: building the layer throws.`;
    return { ...reading, start: unknown(what), rule: 'invalid-initializer', what };
  };
  if (['bias', 'shift', 'scale', 'statistic'].includes(row.role))
    return refused(`is for matrices, and ${row.name} is a list`);
  if (kind === 'orthogonal') return reading;
  const { className } = facts.row;
  if (/conv/i.test(className)) return refused('is for matrices, and the kernel of a convolution is none');
  if (row.role === 'recurrent' && /LSTM|GRU/.test(className))
    return refused(`is for square matrices, and ${className} holds several beside each other`);
  const sides = sidesOf(facts, row);
  if (!sides || sides[0] === sides[1]) {
    const { gain } = reading.start.value as { readonly gain: number };
    return sides?.[0] === 1 ? { ...reading, start: known({ kind: 'constant', value: gain }) } : reading;
  }
  return refused(`is for square matrices, and this one is ${sides.join(' × ')}`);
}

/** How many rows and columns a kernel has, as far as the layer itself tells. */
function sidesOf(facts: LayerFacts, row: ParameterRow): readonly [number, number] | undefined {
  const numberAt = (name: string): number | undefined => asNumber(fieldOf(facts, name));
  const units = numberAt('units');
  if (facts.row.className === 'SimpleRNN' && row.role === 'recurrent' && units !== undefined)
    return [units, units];
  if (facts.row.className !== 'Dense' || units === undefined) return undefined;
  const shape = fieldOf(facts, 'inputShape');
  const lengths = shape?.t === 'array' ? expanded(listOf(shape)) : undefined;
  const last = lengths && lengths.rest === undefined ? asNumber(lengths.items.at(-1)?.value) : undefined;
  return last === undefined ? undefined : [last, units];
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
  if (row.name !== 'bias' || !facts.row.className.includes('LSTM')) return start;
  const asked = fieldOf(facts, 'unitForgetBias');
  const units = fieldOf(facts, facts.row.className.startsWith('Conv') ? 'filters' : 'units');
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
const misplaced = (machine: Machine, facts: LayerFacts, row: ParameterRow): Surprise[] =>
  row === facts.row.parameters[0] ? unreadFields(machine, facts) : [];
