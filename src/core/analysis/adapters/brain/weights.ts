// What `brain.layer.random`, `zeros` and `ones` start from, and what they do with settings that look like a start.
import type { Parameter, Replacement, Start, Surprise } from '../../../network/graph.ts';
import type { Value } from '../../../network/value.ts';
import { known, unknown } from '../../../network/value.ts';
import type { Located, Machine } from '../../evaluate/model.ts';
import { asNumber, isNullish, read } from '../../evaluate/model.ts';
import { settingInstead, otherCallee } from '../../weights/edits.ts';
import { kernelOf, readNumbers } from '../../weights/numbers.ts';
import type { BrainLayer } from './layers.ts';
import { settingOf, side, weightsSlot } from './layers.ts';

const uniform = (limit: number): Start => ({ kind: 'random-uniform', min: -limit, max: limit });

interface Written {
  readonly start: Value<Start>;
  readonly site?: Located;
  readonly replacements: readonly Replacement[];
  readonly surprises: readonly Surprise[];
}

export const kernelOfModel = (machine: Machine, model: BrainLayer): Parameter =>
  parameter(machine, 'kernel', written(machine, model));

export const biasOf = (machine: Machine, model: BrainLayer): Parameter =>
  parameter(machine, 'bias', written(machine, model));

function parameter(
  machine: Machine,
  name: 'kernel' | 'bias',
  { start, site, replacements, surprises }: Written,
): Parameter {
  return {
    name,
    role: name,
    start,
    surprises,
    ...(site
      ? { site: { at: machine.span(site), replacements: name === 'kernel' ? replacements : [] } }
      : {}),
  };
}

function written(machine: Machine, model: BrainLayer): Written {
  const { type, call } = model.data;
  const slot = model.props.get(weightsSlot);
  const set = read(slot);
  const given = settingOf(machine, model, 'weights');
  const node = nodeOf(model, 'weights');
  const from = set ?? (type === 'random' && !isNullish(given) ? given : undefined);
  if (from) {
    const [height, width] = (['height', 'width'] as const).map((name) =>
      asNumber(side(machine, model, name)),
    );
    const { start, site, surprises } = readNumbers(
      machine,
      from,
      {
        start: unknown('the weights are not known'),
        arrange: (numbers) => kernelOf(numbers, width, height, 'units-first'),
      },
      set ? slot?.node : node,
    );
    return { start, ...(site ? { site } : {}), replacements: [], surprises };
  }
  if (type !== 'random') {
    const value = type === 'ones' ? 1 : 0;
    const what = `${type} overwrites the weights it is given: all of them are ${value}.`;
    const surprises: Surprise[] =
      isNullish(given) || !node
        ? []
        : [{ rule: 'ignored-initializer', what, at: machine.span(node), replacements: [] }];
    return {
      start: known({ kind: 'constant', value }),
      site: call.at,
      replacements: otherCallee(call.at, 'random', uniform(0.2)),
      surprises,
    };
  }
  return drawnBy(machine, model);
}

/** Uniform within ±`std`, which is no standard deviation; within ±0.2 where it is not given. */
function drawnBy(machine: Machine, model: BrainLayer): Written {
  const std = settingOf(machine, model, 'std');
  if (isNullish(std)) return { start: known(uniform(0.2)), replacements: [], surprises: [] };
  const [limit, node] = [asNumber(std), nodeOf(model, 'std')];
  if (limit === undefined) return { start: unknown('std is not known'), replacements: [], surprises: [] };
  return {
    start: known(limit === 0 ? { kind: 'constant', value: 0 } : uniform(Math.abs(limit))),
    ...(node
      ? { site: node, replacements: settingInstead(node, 'std', '0.2', uniform(0.2)) }
      : { replacements: [] }),
    surprises: [],
  };
}

const nodeOf = ({ data: { settings } }: BrainLayer, name: string): Located | undefined =>
  settings?.props.get(name)?.node;

/** The kernel or bias of a layer that takes none: what looks like one is told. */
export function drawnParameter(
  machine: Machine,
  layer: BrainLayer,
  name: 'kernel' | 'bias',
  start: Start,
): Parameter {
  const node = nodeOf(layer, 'weights');
  const surprises: Surprise[] =
    name === 'kernel' && node
      ? [
          {
            rule: 'ignored-initializer',
            what: `${layer.data.type} does not read weights: its kernel is random.`,
            at: machine.span(node),
            replacements: [],
          },
        ]
      : [];
  return { name, role: name, start: known(start), surprises };
}
