// Networks written by hand, as the analysis would find them: what the source says, explicit sites with edits included.
import type {
  Layer,
  LayerKind,
  NamedStart,
  Network,
  Parameter,
  ParameterRole,
  Setting,
  Start,
} from '../../src/core/network/graph.ts';
import { known, unknown, type Value } from '../../src/core/network/value.ts';

export const zeros: Start = { kind: 'constant', value: 0 };
export const constant = (value: number): Start => ({ kind: 'constant', value });
export const random: Start = { kind: 'glorot-normal' };

const starts: readonly NamedStart[] = [
  'glorot-uniform',
  'glorot-normal',
  'he-uniform',
  'he-normal',
  'lecun-uniform',
  'lecun-normal',
];
const spelling: Record<NamedStart, string> = {
  'glorot-uniform': 'glorotUniform',
  'glorot-normal': 'glorotNormal',
  'he-uniform': 'heUniform',
  'he-normal': 'heNormal',
  'lecun-uniform': 'leCunUniform',
  'lecun-normal': 'leCunNormal',
};

const roles: Record<string, ParameterRole> = {
  kernel: 'kernel',
  depthwise: 'kernel',
  embeddings: 'kernel',
  recurrent: 'recurrent',
  bias: 'bias',
  gamma: 'scale',
  beta: 'shift',
  alpha: 'slope',
};

export interface LayerText {
  readonly id: string;
  readonly kind?: LayerKind;
  readonly from?: readonly string[];
  readonly trainable?: boolean;
  readonly settings?: Readonly<Record<string, Setting | Value<Setting>>>;
  /** Written in the source. */
  readonly starts?: Readonly<Record<string, Start | Value<Start>>>;
  /** Those of the library. */
  readonly defaults?: Readonly<Record<string, Start>>;
}

/** Layers without `from` read the one before; spans are counted up, so that every site has its own. */
export function network(texts: readonly LayerText[], extra: Partial<Network> = {}): Network {
  let next = 10;
  const span = () => ({ start: next, end: (next += 10) - 3 });
  const valued = <T>(given: T | Value<T>): Value<T> =>
    typeof given === 'object' && given !== null && 'is' in given ? given : known(given);
  const layers = texts.map((text, index): Layer => {
    const parameter = (name: string, start: Start | Value<Start>, explicit: boolean): Parameter => {
      const at = span();
      return {
        name,
        role: roles[name],
        start: valued(start),
        surprises: [],
        ...(explicit
          ? {
              site: {
                at,
                replacements: starts.map((kind) => ({
                  start: { kind },
                  spelling: spelling[kind],
                  edits: [{ ...at, text: `'${spelling[kind]}'` }],
                })),
              },
            }
          : {}),
      };
    };
    return {
      id: text.id,
      kind: text.kind ?? 'dense',
      at: span(),
      from: known(text.from ?? [index === 0 ? 'x' : texts[index - 1].id]),
      settings: Object.fromEntries(
        Object.entries(text.settings ?? {}).map(([name, value]) => [name, valued(value)]),
      ),
      trainable: known(text.trainable ?? true),
      parameters: [
        ...Object.entries(text.starts ?? {}).map(([name, start]) => parameter(name, start, true)),
        ...Object.entries(text.defaults ?? {}).map(([name, start]) => parameter(name, start, false)),
      ],
    };
  });
  return {
    id: 'model',
    library: 'tfjs-layers',
    at: { start: 0, end: next },
    inputs: [{ id: 'x', shape: known([4]) }],
    layers,
    outputs: known([texts[texts.length - 1].id]),
    loss: known('meanSquaredError'),
    optimizer: known({ kind: 'sgd', settings: { learningRate: known(0.1) } }),
    batchSize: unknown('not in the source'),
    ...extra,
  };
}

/** A chain of dense layers with one kernel start each; all but the last have 8 units and the activation. */
export function chain(
  activation: string,
  kernels: readonly (Start | Value<Start> | null)[],
  last: { units?: number; activation?: string } = {},
): Network {
  return network(
    kernels.map((kernel, index): LayerText => {
      const isLast = index === kernels.length - 1;
      return {
        id: isLast ? 'out' : `hidden_${index + 1}`,
        settings: isLast
          ? { units: last.units ?? 2, activation: last.activation ?? 'linear' }
          : { units: 8, activation },
        ...(kernel === null
          ? { defaults: { kernel: random, bias: zeros } }
          : { starts: { kernel }, defaults: { bias: zeros } }),
      };
    }),
  );
}
