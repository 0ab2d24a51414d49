// The value of an initializer field as the start it gives: strings, initializer objects, class-name objects.
import type { Start, Surprise } from '../../../network/graph.ts';
import type { Span } from '../../../network/span.ts';
import type { Known, Value } from '../../../network/value.ts';
import { known, unknown } from '../../../network/value.ts';
import type { Abstract, Call, Machine, ObjectModel, ObjectValue } from '../../evaluate/model.ts';
import { isNullish, makeObject, read, undefinedValue } from '../../evaluate/model.ts';
import { plain } from '../../evaluate/settings.ts';
import { shapeOf } from '../../evaluate/shapes.ts';
import type { Field, Outcome, Refusal } from './starts.ts';
import { fromClassName, fromFactory, fromIdentifier, nearestName } from './starts.ts';

/** What reading an initializer gives. `instead`: the spelling the author most likely meant. */
export interface Reading {
  readonly start: Value<Start>;
  readonly rule?: Surprise['rule'];
  readonly what?: string;
  readonly instead?: string;
  /** Where the deciding constant is written. */
  readonly origin?: Span;
}

const initializerModel: ObjectModel = {
  name: 'an initializer',
  /** `initializer.apply(shape)`: the tensor it would fill a parameter with. */
  call(machine, self, method, call) {
    if (method !== 'apply' || !isReading(self.data)) return undefined;
    const { start } = self.data;
    return {
      t: 'tensor',
      shape: shapeOf(call.args.at(0) ?? undefinedValue),
      content:
        start.is === 'known'
          ? { is: 'start', start: start.value }
          : { is: 'unknown', why: start.is === 'unknown' ? start.why : 'it depends on a condition' },
      at: machine.span(call.at),
    };
  },
};

export const isInitializer = (value: Abstract): boolean =>
  value.t === 'object' && value.model === initializerModel;

const isReading = (data: unknown): data is Reading =>
  typeof data === 'object' && data !== null && 'start' in data;

/** An initializer object that is known to start weights so. */
export const initializerThat = (machine: Machine, reading: Reading, call: Call): ObjectValue =>
  makeObject(machine, { model: initializerModel, data: reading, made: call.at });

/** `tf.initializers.name(…)` */
export function makeInitializer(machine: Machine, name: string, call: Call): Abstract {
  const at = machine.span(call.at);
  const reading = fromConfig(machine, call.args[0] ?? undefinedValue, call, (field, given) =>
    fromFactory(name, field, given),
  );
  return initializerThat(machine, { ...(reading ?? noFactory(name)), origin: at }, call);
}

function fromConfig(
  machine: Machine,
  config: Abstract,
  call: Call,
  make: (field: Field, given: boolean) => Outcome | Refusal | undefined,
): Reading | undefined {
  const doubts: string[] = [];
  const draws: Abstract[] = [];
  const field: Field = (name, inPassing) => {
    if (config.t === 'constant') return undefined;
    const value = machine.get(config, name, call.frame);
    if (inPassing) return plain(value);
    if (value.t === 'tensor') return 'a tensor';
    if (value.t === 'draw') {
      draws.push(value);
      return (value.low + value.high) / 2;
    }
    const data = plain(value);
    const missing = value.t === 'constant' && value.value === undefined;
    if (data === undefined && !missing)
      doubts.push(value.t === 'unknown' ? value.why : `${name} is not known`);
    return data;
  };
  const outcome = make(field, !(config.t === 'constant' && config.value === undefined));
  if (!outcome) return undefined;
  const doubt = doubts.at(0);
  if (doubt !== undefined) return { start: unknown(doubt) };
  const reading = toReading(outcome);
  const constantByDraw =
    draws.length > 0 && reading.start.is === 'known' && reading.start.value.kind === 'constant';
  return constantByDraw
    ? {
        ...reading,
        rule: 'one-draw',
        what: 'Math.random() is called once here: every weight gets the same number.',
      }
    : reading;
}

const toReading = (outcome: Outcome | Refusal): Reading =>
  'throws' in outcome
    ? { start: unknown(outcome.throws), rule: 'invalid-initializer', what: outcome.throws }
    : {
        start: known(outcome.start),
        ...(outcome.surprise === undefined
          ? {}
          : { rule: 'ignored-initializer' as const, what: outcome.surprise }),
      };

/** The start a field's value gives; undefined when the library takes its default instead, which is `fallback`. */
export function readInitializer(
  machine: Machine,
  value: Abstract,
  call: Call,
  fallback?: Start,
): Reading | undefined {
  switch (value.t) {
    case 'constant': {
      // `args.x || DEFAULT`
      if (!value.value) return undefined;
      if (typeof value.value !== 'string')
        return refusal(`${String(value.value)} is no initializer: building the layer throws.`);
      const outcome = fromIdentifier(value.value);
      if (!outcome) return notOfTheLibrary(value.value);
      const reading = toReading(outcome);
      const nearest = reading.rule === 'invalid-initializer' ? nearestName(value.value) : undefined;
      return {
        ...reading,
        ...(value.at ? { origin: value.at } : {}),
        ...(nearest === undefined ? {} : { instead: nearest }),
      };
    }
    case 'object':
      return fromObject(machine, value, call);
    case 'choice': {
      const cases: Known<Start>[] = [];
      for (const one of value.cases) {
        const reading = readInitializer(machine, one, call);
        const start = reading ? reading.start : fallback && known(fallback);
        if (start?.is !== 'known')
          return { start: unknown('the initializer depends on a condition', value.condition) };
        if (!cases.some((other) => isSame(other.value, start.value))) cases.push(start);
      }
      const only = cases.at(0);
      if (cases.length === 1 && only) return { start: only };
      return { start: { is: 'one-of', cases, ...(value.condition ? { condition: value.condition } : {}) } };
    }
    case 'library': {
      const name = value.path.at(-1) ?? '';
      return value.path.at(-2) === 'initializers'
        ? { ...refusal(`${value.path.join('.')} is not called: building the layer throws.`), instead: name }
        : { start: unknown('the initializer is not known') };
    }
    case 'function':
    case 'native':
      return refusal('A function is no initializer: building the layer throws.');
    case 'tensor':
      return refusal('A tensor is no initializer: building the layer throws. Use weights: for tensors.');
    case 'array':
      return refusal('An array is no initializer: building the layer throws.');
    case 'unknown':
      return { start: unknown(value.why, value.at) };
    case 'draw':
    case 'class':
      return { start: unknown('the initializer is not known') };
  }
}

/** The classes themselves are not exported. */
function noFactory(name: string): Reading {
  const nearest = nearestName(name);
  const what = `tf.initializers has no ${name}: calling it throws${nearest === undefined ? '' : `; ${nearest} is the one it has`}.`;
  return { ...refusal(what), ...(nearest === undefined ? {} : { instead: nearest }) };
}

const isSame = (a: Start, b: Start): boolean => JSON.stringify(a) === JSON.stringify(b);

const refusal = (what: string): Reading => ({ start: unknown(what), rule: 'invalid-initializer', what });

const notOfTheLibrary = (name: string): Reading => ({
  start: unknown(`${name} is no initializer of the library; it may be a class registered elsewhere`),
});

function fromObject(machine: Machine, object: ObjectValue, call: Call): Reading {
  if (object.model === initializerModel && isReading(object.data)) return object.data;
  if (isOutsider(object))
    return refusal('An object of this class is no initializer of the library: building the layer throws.');
  if (object.model || object.proto || object.open.value.t !== 'absent')
    return { start: unknown('the initializer is an object of another kind') };
  const className = read(object.props.get('className'));
  const config = read(object.props.get('config'));
  if (className?.t !== 'constant' || typeof className.value !== 'string' || !config || isNullish(config)) {
    if (className && className.t !== 'constant')
      return { start: unknown('the initializer class is not known') };
    return refusal('An object needs className and config to be an initializer: building the layer throws.');
  }
  const name = className.value;
  return (
    fromConfig(machine, config, call, (field) =>
      fromClassName(name, unwrapped(machine, field, config, call)),
    ) ?? notOfTheLibrary(name)
  );
}

/** Of a class that surely does not extend the library's own, which is not exported. */
function isOutsider({ proto, model }: ObjectValue): boolean {
  if (model || proto?.t !== 'class') return false;
  const { base } = proto;
  return base === null || (base.t === 'library' && base.path.at(-1) === 'Serializable');
}

/** A constant's value may be wrapped as {type: 'ndarray', value}. */
const unwrapped =
  (machine: Machine, field: Field, config: Abstract, call: Call): Field =>
  (name, inPassing) => {
    const value = machine.get(config, name, call.frame);
    if (value.t !== 'object') return field(name, inPassing);
    return plain(machine.get(value, 'value', call.frame));
  };
