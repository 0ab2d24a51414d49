// Weights that are given as tensors: `weights:` in a layer's config, `setWeights`, `assign`, a checkpoint.
import type { Parameter, Start, Surprise } from '../../../network/graph.ts';
import type { Value } from '../../../network/value.ts';
import { known, unknown } from '../../../network/value.ts';
import { expanded } from '../../evaluate/expand.ts';
import type { Abstract, Item, Located, Machine, TensorValue } from '../../evaluate/model.ts';
import { isNullish, listOf } from '../../evaluate/model.ts';

/** What was given: the list, where it is written, and whether building throws when it does not fit. */
interface Given {
  readonly weights: Abstract;
  readonly node: Located | undefined;
  /** How many tensors the layer has; undefined where that is not known. */
  readonly count?: number | undefined;
  /** Whether the parameter has a constraint, which is applied to what is set. */
  readonly isConstrained?: boolean;
}

/** A parameter whose weights were given as tensors. */
export function overridden(machine: Machine, initial: Parameter, given: Given, index: number): Parameter {
  const { weights, node } = given;
  if (weights.t === 'choice') {
    const cases = weights.cases.filter((one) => !isNullish(one));
    const only = cases.at(0);
    if (cases.length === 1 && only && cases.length === weights.cases.length)
      return overridden(machine, initial, { ...given, weights: only }, index);
    return without(initial, unknown('the weights are set under a condition', weights.condition));
  }
  if (isNullish(weights)) return initial;
  if (weights.t === 'constant') return without(initial, known({ kind: 'loaded' }));
  if (weights.t !== 'array')
    return without(initial, unknown(weights.t === 'unknown' ? weights.why : 'the weights are not known'));
  const list = expanded(listOf(weights));
  const item: Item | undefined = list.items.at(index);
  const isWhole = list.rest === undefined && list.items.every(({ maybe }) => !maybe);
  if (isWhole && given.count !== undefined && list.items.length !== given.count)
    return refused(
      machine,
      initial,
      node,
      index,
      `The list has ${list.items.length} of the ${given.count} tensors of this layer: setting them throws.`,
    );
  if (!item || item.maybe) return without(initial, unknown('the weights are not known'));
  // Left as the initializer made it, while others were assigned.
  if (isNullish(item.value)) return initial;
  const site = item.node ?? node;
  if (item.value.t === 'array' || item.value.t === 'constant')
    return refused(machine, initial, site, 0, 'Weights are set as tensors: a list of numbers throws.');
  const tensor = tensorBehind(item.value);
  const surprises = site && tensor ? drawn(machine, tensor, site) : [];
  return {
    name: initial.name,
    role: initial.role,
    start: constrained(tensor ? startOfTensor(tensor) : unknown('the weights are not known'), given),
    surprises,
    ...(site ? { site: { at: machine.span(site), replacements: [] } } : {}),
  };
}

/** A tensor, or the one that a variable of it holds. */
function tensorBehind(value: Abstract): TensorValue | undefined {
  const held = value.t === 'object' ? value.model?.held?.(value) : value;
  return held?.t === 'tensor' ? held : undefined;
}

/** Told once, at the layer's first parameter. */
function refused(
  machine: Machine,
  initial: Parameter,
  site: Located | undefined,
  index: number,
  what: string,
): Parameter {
  const at = site && index === 0 ? machine.span(site) : undefined;
  const surprises: Surprise[] = at ? [{ rule: 'invalid-initializer', what, at, replacements: [] }] : [];
  return { ...without(initial, unknown(what)), surprises };
}

/** What is set goes through the parameter's constraint: a constant that is not negative and a zero stay as they are. */
function constrained(start: Value<Start>, { isConstrained }: Given): Value<Start> {
  const isSafe = start.is === 'known' && start.value.kind === 'constant' && start.value.value === 0;
  return isConstrained && !isSafe ? unknown('a constraint is applied to the weights that are set') : start;
}

function drawn(machine: Machine, { content }: TensorValue, site: Located): Surprise[] {
  if (content.is !== 'start') return [];
  const surprise = (rule: Surprise['rule'], what: string): Surprise => ({
    rule,
    what,
    at: machine.span(site),
    replacements: [],
  });
  return [
    ...(content.oneDraw
      ? [surprise('one-draw', 'One random number is drawn and copied to every entry.')]
      : []),
    ...(content.truncated
      ? [
          surprise(
            'truncated-to-constant',
            'The integer type cuts every drawn number down to the same value.',
          ),
        ]
      : []),
  ];
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
