// Wrappers (bidirectional, timeDistributed, rnn): their weights are those of the layers or cells inside them.
import type { Parameter, Surprise } from '../../../network/graph.ts';
import { unknown } from '../../../network/value.ts';
import { expanded } from '../../evaluate/expand.ts';
import type { Abstract, Machine } from '../../evaluate/model.ts';
import { isNullish, listOf, read } from '../../evaluate/model.ts';
import { overridden } from './given-weights.ts';
import type { Layer } from './layer-facts.ts';
import { fieldOf, isLayer, slots } from './layer-facts.ts';
import { parametersOf } from './parameters.ts';
import { lostWeights, unreadFields } from './unread.ts';

const maxDepth = 20;

/** The sites of what is inside are those of the wrapper. */
export function wrappedParameters(machine: Machine, wrapper: Layer): Parameter[] {
  const inner = parametersInside(machine, wrapper, 0);
  const names = new Set<string>();
  const renamed = inner.map((parameter, index) => {
    const name = names.has(parameter.name) ? `${parameter.name}_${index}` : parameter.name;
    names.add(parameter.name);
    return { ...parameter, name };
  });
  return withOwnWeights(machine, wrapper, renamed);
}

/** What the wrapper itself is told: fields it does not read, and weights that are set on it as a whole. */
function withOwnWeights(machine: Machine, wrapper: Layer, parameters: readonly Parameter[]): Parameter[] {
  const { row, config } = wrapper.data;
  const slot = wrapper.props.get(slots.weights);
  const weights = read(slot);
  const written = config.get('weights');
  const isBidirectional = row.className === 'Bidirectional';
  const throws = isBidirectional && written !== undefined && !isNullish(written.value);
  const what = 'bidirectional throws when it is given weights.';
  const told: Surprise[] = unreadFields(machine, wrapper.data);
  if (throws && written.node)
    told.push({ rule: 'invalid-initializer', what, at: machine.span(written.node), replacements: [] });
  return parameters.map((parameter, index) => {
    const surprises = index === 0 ? told : [];
    if (throws)
      return { ...parameter, start: unknown(what), surprises: [...parameter.surprises, ...surprises] };
    const set =
      weights === undefined || isNullish(weights)
        ? parameter
        : isBidirectional && weights.t === 'array'
          ? { ...parameter, start: unknown('the weights of both directions are set') }
          : overridden(machine, parameter, { weights, node: slot?.node }, index);
    return { ...set, surprises: [...set.surprises, ...surprises] };
  });
}

function parametersInside(machine: Machine, { data }: Layer, depth: number): Parameter[] {
  if (depth > maxDepth || !machine.step()) return [];
  return ['layer', 'cell', 'cells'].flatMap((name) =>
    listed(fieldOf(data, name)).flatMap((part): Parameter[] => {
      if (!isLayer(part)) return [];
      if (part.data.row.wraps) return parametersInside(machine, part, depth + 1);
      const lost = lostWeights(machine, part.data, data.row.className);
      // Built by the wrapper: what its config says of weights is not looked at.
      const built = lost.length > 0 ? { ...part, props: new Map() } : part;
      return isLayer(built)
        ? parametersOf(machine, built).map((parameter, index) =>
            index === 0 ? { ...parameter, surprises: [...parameter.surprises, ...lost] } : parameter,
          )
        : [];
    }),
  );
}

const listed = (value: Abstract | undefined): readonly Abstract[] =>
  value?.t === 'array' ? expanded(listOf(value)).items.map((item) => item.value) : value ? [value] : [];
