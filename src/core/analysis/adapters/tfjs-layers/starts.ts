// What the initializers of TensorFlow.js Layers really produce: every spelling, default and falsy fallback of
// tfjs-layers/src/initializers.ts (4.22). Facts about the library, none about the source being read.
import type { Start } from '../../../network/graph.ts';
import type { Setting } from '../../../network/graph.ts';

/**
 * One field of an initializer's config: its value, undefined when not given, null standing for itself. `inPassing`: the
 * library does not read it, so that it does not matter if it is not known.
 */
export type Field = (name: string, inPassing?: true) => Setting | undefined;

export interface Outcome {
  readonly start: Start;
  /** What the author wrote is not what happens: one sentence. */
  readonly surprise?: string;
}

/** Building throws, and why. */
export interface Refusal {
  readonly throws: string;
}

type Make = (field: Field, given: boolean) => Outcome | Refusal;

const numberOf = (value: Setting | undefined): number | undefined =>
  typeof value === 'number' ? value : undefined;

/** `args.x || fallback` */
const orElse = (value: Setting | undefined, fallback: number): number => {
  const number = numberOf(value);
  return number === undefined || number === 0 || Number.isNaN(number) ? fallback : number;
};

const needsArgument = (name: string): Refusal => ({ throws: `${name}() throws without an argument.` });

const named =
  (
    kind: 'glorot-uniform' | 'glorot-normal' | 'he-uniform' | 'he-normal' | 'lecun-uniform' | 'lecun-normal',
  ): Make =>
  () => ({ start: { kind } });

function normal(kind: 'random-normal' | 'truncated-normal', name: string): Make {
  return (field, given) => {
    if (!given) return needsArgument(name);
    const stddev = field('stddev');
    const start = rounded(kind, orElse(field('mean'), 0), orElse(stddev, 0.05));
    const ignored =
      stddev !== undefined &&
      (stddev === null || Object.is(Math.abs(Number(stddev)), 0) || Number.isNaN(Number(stddev)));
    if (ignored)
      return { start, surprise: `${name} takes stddev ${String(stddev)} as not given and uses 0.05.` };
    const misspelt =
      stddev === undefined ? spreads.find((other) => field(other, true) !== undefined) : undefined;
    return misspelt === undefined
      ? { start }
      : {
          start,
          surprise: `${name} has no field ${misspelt} (it is stddev): it is ignored, and 0.05 is used.`,
        };
  };
}

/** What people write for `stddev`, and for the bounds of a uniform distribution. */
const spreads = [
  'stdDev',
  'std',
  'stdev',
  'std_dev',
  'sd',
  'sigma',
  'scale',
  'standardDeviation',
  'variance',
];
const bounds = [
  'minVal',
  'maxVal',
  'min',
  'max',
  'minValue',
  'maxValue',
  'minimum',
  'maximum',
  'low',
  'high',
];

/** The weights are float32: draws that lie too near to the mean are the mean. */
function rounded(kind: 'random-normal' | 'truncated-normal', mean: number, stddev: number): Start {
  const [low, middle, high] = [mean - 6 * stddev, mean, mean + 6 * stddev].map(Math.fround);
  return low === middle && middle === high ? { kind: 'constant', value: mean } : { kind, mean, stddev };
}

const uniform: Make = (field, given) => {
  if (!given) return needsArgument('randomUniform');
  const [low, high] = [field('minval'), field('maxval')];
  const start: Start = { kind: 'random-uniform', min: orElse(low, -0.05), max: orElse(high, 0.05) };
  const lost = [
    low === 0 ? 'minval 0 as not given and uses -0.05' : '',
    high === 0 ? 'maxval 0 as not given and uses 0.05' : '',
  ].filter(Boolean);
  if (start.min === start.max) {
    const constant: Start = { kind: 'constant', value: start.min };
    const otherBound = low === undefined || high === undefined || lost.length > 0;
    return otherBound
      ? {
          start: constant,
          surprise: `randomUniform from ${start.min} to ${start.max} is constant: the bound that is not given is ${start.min} by default.`,
        }
      : { start: constant };
  }
  if (lost.length > 0) return { start, surprise: `randomUniform takes ${lost.join(' and ')}.` };
  const misspelt = bounds.find((other) => field(other, true) !== undefined);
  return misspelt === undefined
    ? { start }
    : {
        start,
        surprise: `randomUniform has no field ${misspelt} (its fields are minval and maxval): it is ignored.`,
      };
};

const modes: Readonly<Partial<Record<string, 'fanIn' | 'fanOut' | 'fanAvg'>>> = {
  fanIn: 'fanIn',
  fanOut: 'fanOut',
  fanAvg: 'fanAvg',
};

const varianceScaling: Make = (field, given) => {
  if (!given) return needsArgument('varianceScaling');
  const scale = numberOf(field('scale')) ?? 1;
  if (scale < 0) return { throws: 'varianceScaling throws: scale must not be negative.' };
  const modeName = String(field('mode') ?? 'fanIn');
  const mode = Object.hasOwn(modes, modeName) ? modes[modeName] : undefined;
  if (!mode)
    return { throws: `varianceScaling has no mode ${String(field('mode'))}: it is fanIn, fanOut or fanAvg.` };
  const distribution = String(field('distribution') ?? 'normal');
  if (!['normal', 'uniform', 'truncatedNormal'].includes(distribution)) {
    return { throws: `varianceScaling has no distribution ${distribution}: it is normal or uniform.` };
  }
  if (scale === 0) return { start: { kind: 'constant', value: 0 } };
  const start: Start = {
    kind: 'variance-scaling',
    scale,
    mode,
    distribution: distribution === 'normal' ? 'normal' : 'uniform',
  };
  return distribution === 'truncatedNormal'
    ? {
        start,
        surprise: 'varianceScaling draws from a uniform distribution when it is given truncatedNormal.',
      }
    : { start };
};

const gain = (field: Field): number => numberOf(field('gain')) ?? 1;

const makers: Readonly<Record<string, Make>> = {
  zeros: () => ({ start: { kind: 'constant', value: 0 } }),
  ones: () => ({ start: { kind: 'constant', value: 1 } }),
  constant: (field, given) => {
    const value = field('value');
    if (!given || value === undefined) return { throws: 'constant throws: its config must have a value.' };
    if (typeof value === 'boolean') return { start: { kind: 'constant', value: Number(value) } };
    if (typeof value !== 'number') return { throws: 'constant throws: its value must be a number.' };
    return { start: { kind: 'constant', value } };
  },
  randomNormal: normal('random-normal', 'randomNormal'),
  truncatedNormal: normal('truncated-normal', 'truncatedNormal'),
  randomUniform: uniform,
  varianceScaling,
  glorotNormal: named('glorot-normal'),
  glorotUniform: named('glorot-uniform'),
  heNormal: named('he-normal'),
  heUniform: named('he-uniform'),
  leCunNormal: named('lecun-normal'),
  leCunUniform: named('lecun-uniform'),
  identity: (field, given) => {
    if (!given) return needsArgument('identity');
    return gain(field) === 0
      ? { start: { kind: 'constant', value: 0 } }
      : { start: { kind: 'identity', gain: gain(field) } };
  },
  orthogonal: (field, given) => {
    if (!given) return needsArgument('orthogonal');
    return gain(field) === 0
      ? { start: { kind: 'constant', value: 0 } }
      : { start: { kind: 'orthogonal', gain: gain(field) } };
  },
};

export const initializerNames: readonly string[] = Object.keys(makers);

const classNameOf = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
const byClassName = new Map(initializerNames.map((name) => [classNameOf(name), name]));

/** `tf.initializers.name(config)`; undefined for a name the library does not have. */
export function fromFactory(name: string, field: Field, given: boolean): Outcome | Refusal | undefined {
  return Object.hasOwn(makers, name) ? makers[name](field, given) : undefined;
}

/** A string in a layer's config: camelCase name or class name. Undefined: perhaps a class registered elsewhere. */
export function fromIdentifier(identifier: string): Outcome | Refusal | undefined {
  const name = Object.hasOwn(makers, identifier) ? identifier : byClassName.get(identifier);
  if (name !== undefined) return makers[name](() => undefined, true);
  return mayBeRegistered(identifier)
    ? undefined
    : { throws: `There is no initializer “${identifier}”${didYouMean(identifier)}.` };
}

/** `{className, config}`: only the class name's exact spelling is known to the library. Undefined: as above. */
export function fromClassName(className: string, field: Field): Outcome | Refusal | undefined {
  const name = byClassName.get(className);
  if (name !== undefined) return makers[name](field, true);
  return mayBeRegistered(className)
    ? undefined
    : { throws: `There is no initializer class “${className}”${didYouMean(className)}.` };
}

/** `tf.serialization.registerClass` may stand in any file: what looks like a class's name, or like nothing the library has, is believed. */
const mayBeRegistered = (name: string): boolean =>
  /^[A-Z].*[a-z]/.test(name) || nearestName(name) === undefined;

const aliases: Readonly<Record<string, string>> = {
  zero: 'zeros',
  one: 'ones',
  normal: 'randomNormal',
  uniform: 'randomUniform',
  gaussian: 'randomNormal',
  xavier: 'glorotUniform',
  xavieruniform: 'glorotUniform',
  xaviernormal: 'glorotNormal',
  kaiming: 'heNormal',
  kaimingnormal: 'heNormal',
  kaiminguniform: 'heUniform',
  he: 'heNormal',
  glorot: 'glorotUniform',
  lecun: 'leCunNormal',
};

/** The name the author most likely meant; undefined when there is no good guess. */
export function nearestName(identifier: string): string | undefined {
  const plain = identifier.replace(/[_\s-]/g, '').toLowerCase();
  return (
    initializerNames.find((name) => name.toLowerCase() === plain) ??
    (Object.hasOwn(aliases, plain) ? aliases[plain] : undefined)
  );
}

const didYouMean = (identifier: string): string =>
  `: building the layer throws; “${String(nearestName(identifier))}” is the one it has`;
