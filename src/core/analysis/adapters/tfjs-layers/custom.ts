// Layers of the program's own: classes that extend tf.layers.Layer. Their weights are made by addWeight.
import type { Parameter, Replacement, Surprise } from '../../../network/graph.ts';
import { unknown } from '../../../network/value.ts';
import { findMember } from '../../evaluate/classes.ts';
import { expanded } from '../../evaluate/expand.ts';
import { putProperty } from '../../evaluate/patterns.ts';
import type { Abstract, Call, Located, Machine, ObjectModel, ObjectValue } from '../../evaluate/model.ts';
import {
  asString,
  constant,
  isNullish,
  listOf,
  makeArray,
  makeObject,
  read,
  undefinedValue,
  unknownValue,
} from '../../evaluate/model.ts';
import { truthiness } from '../../evaluate/operators.ts';
import { overridden, startOfTensor } from './given-weights.ts';
import type { Reading } from './initializers.ts';
import { isInitializer, readInitializer } from './initializers.ts';
import { slots } from './layer-facts.ts';
import { factoryAt, replacementsAt } from './replacements.ts';

const weightsSlot = '@@added';
const writtenSlot = '@@written';

interface Added {
  readonly call: Call;
  /** What an initializer of the program's own makes. */
  readonly filled: Abstract | undefined;
}

const addedModel: ObjectModel = {
  name: 'a weight that a layer added',
  call(machine, self, method, call) {
    if (method !== 'write') return undefined;
    const node = call.nodes.at(0);
    const at = node ? { node, module: call.at.module } : call.at;
    putProperty(machine, self, writtenSlot, call.args.at(0) ?? undefinedValue, at);
    return undefinedValue;
  },
};

/** `this.addWeight(name, shape, dtype, initializer, …)`: remembered on the layer. */
export function addWeight(machine: Machine, self: ObjectValue, call: Call): Abstract {
  const data: Added = { call, filled: filledBy(machine, call) };
  const weight = makeObject(machine, { model: addedModel, data, made: call.at });
  const list = read(self.props.get(weightsSlot));
  if (list?.t === 'array') machine.callMethod(list, 'push', { ...call, args: [weight] });
  else putProperty(machine, self, weightsSlot, makeArray(machine, [{ value: weight }]), call.at);
  return weight;
}

const builtSlot = '@@built';

/** Once it is in a model the library calls its `build`, which adds its weights. */
export function build(machine: Machine, layer: ObjectValue, call: Call): void {
  const { model, proto, props } = layer;
  if (model || proto?.t !== 'class' || props.has(builtSlot) || !findMember(machine, proto, 'build')) return;
  putProperty(machine, layer, builtSlot, constant(true), call.at);
  const args = [unknownValue('the shape of its input')];
  machine.callMethod(layer, 'build', { ...call, args, nodes: [], isNew: false });
}

/** `{ apply: (shape) => tf.zeros(shape) }`: whatever has the method will do. */
function filledBy(machine: Machine, call: Call): Abstract | undefined {
  const initializer = call.args.at(3);
  if (initializer?.t !== 'object' || initializer.model) return undefined;
  const isOwn = initializer.props.has('apply') || initializer.proto !== null;
  return isOwn
    ? machine.callMethod(initializer, 'apply', { ...call, args: call.args.slice(1, 3), nodes: [] })
    : undefined;
}

/** What `addWeight` was called with, in order, or what was set later. */
export function customParameters(machine: Machine, object: ObjectValue): Parameter[] {
  const list = read(object.props.get(weightsSlot));
  const items = list?.t === 'array' ? expanded(listOf(list)).items : [];
  const slot = object.props.get(slots.weights);
  const weights = read(slot);
  const used = new Set<string>();
  return items.flatMap(({ value }, index): Parameter[] => {
    if (value.t !== 'object' || !isAdded(value.data)) return [];
    const { call } = value.data;
    const given = asString(call.args.at(0)) ?? 'weight';
    const name = used.has(given) ? `${given}_${used.size + 1}` : given;
    used.add(name);
    const initial = initialParameter(machine, value.data, name);
    const written = value.props.get(writtenSlot);
    const tensor = read(written);
    if (tensor !== undefined) {
      const one = makeArray(machine, [{ value: tensor, ...(written?.node ? { node: written.node } : {}) }]);
      return [overridden(machine, initial, { weights: one, node: written?.node }, 0)];
    }
    return [
      weights === undefined ? initial : overridden(machine, initial, { weights, node: slot?.node }, index),
    ];
  });
}

function initialParameter(machine: Machine, { call, filled }: Added, name: string): Parameter {
  const shape = call.args.at(1);
  const rank = shape?.t === 'array' ? expanded(listOf(shape)).items.length : undefined;
  // The sixth: whether it is trained.
  const role =
    truthiness(call.args.at(5) ?? undefinedValue) === false && isGiven(call.args.at(5))
      ? 'statistic'
      : roleOf(name, rank);
  const node = call.nodes.at(3);
  const site: Located = node ? { node, module: call.at.module } : call.at;
  const at = machine.span(site);
  const reading = readingOf(machine, call, filled, site);
  const surprises: Surprise[] =
    reading.rule === undefined || reading.what === undefined
      ? []
      : [{ rule: reading.rule, what: reading.what, at, replacements: reading.instead }];
  const refused = reading.rule === 'invalid-initializer';
  return {
    name,
    role,
    start: reading.start,
    ...(node ? { site: { at, replacements: refused ? [] : replacementsAt(site, at, role) } } : {}),
    surprises,
  };
}

const isGiven = (value: Abstract | undefined): boolean =>
  value !== undefined && !(value.t === 'constant' && value.value === undefined);

type Own = Omit<Reading, 'instead'> & { readonly instead: readonly Replacement[] };

/** Here nothing is looked up by name, as it is in a layer's config: it takes an object with the method `apply`. */
function readingOf(machine: Machine, call: Call, filled: Abstract | undefined, site: Located): Own {
  const refusal = (what: string, instead: readonly Replacement[] = []): Own => ({
    start: unknown(what),
    rule: 'invalid-initializer',
    what,
    instead,
  });
  if (filled?.t === 'tensor') return { start: startOfTensor(filled), instead: [] };
  const initializer = call.args.at(3) ?? undefinedValue;
  if (call.open) return { start: unknown('the initializer comes from a spread'), instead: [] };
  if (isNullish(initializer)) return refusal('addWeight needs an initializer: without one it throws.');
  if (initializer.t === 'constant') {
    const what = 'addWeight needs an initializer object: a string throws.';
    const meant =
      typeof initializer.value === 'string' ? readInitializer(machine, initializer, call) : undefined;
    const start = meant?.start.is === 'known' ? meant.start.value : undefined;
    return refusal(
      what,
      start && typeof initializer.value === 'string'
        ? factoryAt(site, machine.span(site), initializer.value, start)
        : [],
    );
  }
  if (
    initializer.t === 'object' &&
    !isInitializer(initializer) &&
    filled === undefined &&
    initializer.proto === null &&
    initializer.open.value.t === 'absent'
  )
    return refusal('addWeight needs an initializer object: this one has no method apply, and throws.');
  if (initializer.t === 'library' && initializer.path.at(-2) === 'initializers')
    return refusal(`${initializer.path.join('.')} is not called: addWeight throws.`);
  if (initializer.t === 'object' && !isInitializer(initializer))
    return { start: unknown('what the initializer makes is not known'), instead: [] };
  const reading = readInitializer(machine, initializer, call);
  if (!reading || initializer.t !== 'object')
    return { start: reading?.start ?? unknown('the initializer is not known'), instead: [] };
  return { ...reading, instead: [] };
}

const isAdded = (data: unknown): data is Added =>
  typeof data === 'object' && data !== null && 'filled' in data;

/** By name and rank: a vector is no kernel. */
function roleOf(name: string, rank: number | undefined): Parameter['role'] {
  if (/bias|^b\d*$/i.test(name)) return 'bias';
  if (/gamma|scale/i.test(name)) return 'scale';
  if (/beta|shift/i.test(name)) return 'shift';
  if (/mean|variance|moving|running/i.test(name)) return 'statistic';
  if (/alpha|slope/i.test(name)) return 'slope';
  if (rank !== undefined && rank < 2) return 'shift';
  return /recurrent/i.test(name) ? 'recurrent' : 'kernel';
}
