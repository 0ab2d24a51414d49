// Layers of the program's own: classes that extend tf.layers.Layer. Their weights are made by addWeight.
import type { Parameter } from '../../../network/graph.ts';
import { unknown } from '../../../network/value.ts';
import { expanded } from '../../evaluate/expand.ts';
import { putProperty } from '../../evaluate/patterns.ts';
import type { Abstract, Call, Machine, ObjectValue } from '../../evaluate/model.ts';
import { asString, listOf, makeArray, makeObject, read, undefinedValue } from '../../evaluate/model.ts';
import { readInitializer } from './initializers.ts';
import { replacementsAt } from './replacements.ts';

const weightsSlot = '@@added';

interface Added {
  readonly call: Call;
}

/** `this.addWeight(name, shape, dtype, initializer, …)`: remembered on the layer. */
export function addWeight(machine: Machine, self: ObjectValue, call: Call): Abstract {
  const weight = makeObject(machine, { data: { call } satisfies Added, made: call.at });
  const list = read(self.props.get(weightsSlot));
  if (list?.t === 'array') machine.callMethod(list, 'push', { ...call, args: [weight] });
  else putProperty(machine, self, weightsSlot, makeArray(machine, [{ value: weight }]), call.at);
  return weight;
}

/** What `addWeight` was called with, in order. */
export function customParameters(machine: Machine, object: ObjectValue): Parameter[] {
  const list = read(object.props.get(weightsSlot));
  const items = list?.t === 'array' ? expanded(listOf(list)).items : [];
  const used = new Set<string>();
  return items.flatMap(({ value }): Parameter[] => {
    if (value.t !== 'object' || !isAdded(value.data)) return [];
    const { call } = value.data;
    const given = asString(call.args.at(0)) ?? 'weight';
    const name = used.has(given) ? `${given}_${used.size + 1}` : given;
    used.add(name);
    const shape = call.args.at(1);
    const rank = shape?.t === 'array' ? expanded(listOf(shape)).items.length : undefined;
    const role = roleOf(given, rank);
    const initializer = call.args.at(3) ?? undefinedValue;
    const reading = readInitializer(machine, initializer, call);
    const node = call.nodes.at(3);
    if (!reading || !node)
      return [{ name, role, start: reading?.start ?? unknown('no initializer is given'), surprises: [] }];
    const site = { node, module: call.at.module };
    const at = machine.span(site);
    if (initializer.t === 'constant') {
      // A string is not looked up here, as it is in a layer's config.
      const what = 'addWeight needs an initializer object: a string throws.';
      return [
        {
          name,
          role,
          start: unknown(what),
          site: { at, replacements: [] },
          surprises: [{ rule: 'invalid-initializer', what, at, replacements: [] }],
        },
      ];
    }
    return [
      {
        name,
        role,
        start: reading.start,
        site: { at, replacements: replacementsAt(site, at, role) },
        surprises: [],
      },
    ];
  });
}

const isAdded = (data: unknown): data is Added => typeof data === 'object' && data !== null && 'call' in data;

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
