// What a layer object is, for all who meet one.
import type { Setting } from '../../../network/graph.ts';
import type { Value } from '../../../network/value.ts';
import { known, unknown } from '../../../network/value.ts';
import type { Abstract, Call, Located, ObjectValue } from '../../evaluate/model.ts';
import { asString, constant, unknownValue } from '../../evaluate/model.ts';
import { truthiness } from '../../evaluate/operators.ts';
import { toValue } from '../../evaluate/settings.ts';
import type { ParameterRow, Row } from './rows.ts';

/** What a layer was built with, as it was at that moment. */
export interface LayerFacts {
  readonly kind: 'layer';
  readonly row: Row;
  readonly config: ReadonlyMap<string, { readonly value: Abstract; readonly node: Located | undefined }>;
  /** Fields beyond those in `config` may have been given. */
  readonly open: string | undefined;
  readonly call: Call;
}

export type Layer = ObjectValue & { readonly data: LayerFacts };

export const layerName = 'a layer';

export const isLayer = (value: Abstract): value is Layer =>
  value.t === 'object' && value.model?.name === layerName && hasRow(value.data);

/** Objects of other libraries are called layers too. */
const hasRow = (data: unknown): boolean => typeof data === 'object' && data !== null && 'row' in data;

/** The slots a layer's later life is kept in. */
export const slots = {
  weights: '@@weights',
  trainable: '@@trainable',
  weightsTrainable: '@@weightsTrainable',
  started: '@@started',
  /** The variables behind its weights, once somebody has asked for them. */
  live: '@@live',
  /** The model it was added to last. */
  home: '@@home',
} as const;

/** The value of a config field; undefined when it is surely not given. */
export function fieldOf(facts: LayerFacts, name: string): Abstract | undefined {
  const entry = facts.config.get(name);
  if (entry && !(entry.value.t === 'constant' && entry.value.value === undefined)) return entry.value;
  return facts.open === undefined ? undefined : unknownValue(facts.open);
}

/** The name the author gave it. */
export const givenName = (layer: ObjectValue): string | undefined =>
  isLayer(layer) ? asString(layer.data.config.get('name')?.value) : undefined;

/** The parameters it has, in the order of getWeights. */
export const parameterRows = (facts: LayerFacts): readonly ParameterRow[] =>
  facts.row.parameters.filter(
    ({ when }) => when === undefined || truthiness(fieldOf(facts, when) ?? constant(true)) !== false,
  );

export function settingsOf(facts: LayerFacts): Record<string, Value<Setting>> {
  const settings: Record<string, Value<Setting>> = {};
  for (const [name, fallback] of Object.entries(facts.row.settings)) {
    const given = fieldOf(facts, name);
    const isNull = given?.t === 'constant' && given.value === null && fallback !== null;
    if (isNull && facts.row.linearWhenNull && /activation$/i.test(name)) {
      settings[name] = known('linear');
    } else if (given === undefined || isNull) {
      settings[name] = fallback === undefined ? unknown(`${name} is not given`) : known(fallback);
    } else {
      settings[name] = toValue(given, name);
    }
  }
  return settings;
}
