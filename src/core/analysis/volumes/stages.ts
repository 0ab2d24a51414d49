// The layers of a network of volumes as objects of the evaluator: made from descriptions, their filters and biases at hand.
import type { Abstract, Call, Located, Machine, ObjectModel, ObjectValue } from '../evaluate/model.ts';
import {
  asNumber,
  constant,
  isNullish,
  makeArray,
  makeList,
  makeObject,
  makeSlot,
  unknownValue,
} from '../evaluate/model.ts';
import { putProperty } from '../evaluate/patterns.ts';
import { makeVol, volSlots } from './vol.ts';

/** One layer as the library builds it, sugar taken apart. Sizes are the evaluator's values. */
export type Description =
  | { readonly type: 'input'; readonly sx: Abstract; readonly sy: Abstract; readonly depth: Abstract }
  | ({ readonly type: 'fc'; readonly units: Abstract } & Biased)
  | ({ readonly type: 'conv'; readonly units: Abstract } & Window & Biased)
  | ({ readonly type: 'pool' } & Window)
  | { readonly type: 'activation'; readonly name: string }
  | { readonly type: 'dropout'; readonly rate: Abstract }
  | { readonly type: 'opaque'; readonly name: string };

interface Biased {
  /** What all biases start at; undefined: there are none. */
  readonly bias: { readonly value: Abstract; readonly node: Located | undefined } | undefined;
  /** The weights come from a saved network. */
  readonly saved: boolean;
}

interface Window {
  readonly sx: Abstract;
  readonly sy: Abstract;
  readonly stride: Abstract;
  readonly pad: Abstract;
}

type Sides = readonly [Abstract, Abstract, Abstract];

export interface StageFacts {
  readonly kind: 'stage';
  readonly what: Description;
  /** Where it is described. */
  readonly at: Located;
  /** Width, height and depth of what it reads. */
  readonly from: Sides;
  readonly out: Sides;
}

export type Stage = ObjectValue & { readonly data: StageFacts };

export const isStage = (value: Abstract): value is Stage =>
  value.t === 'object' && value.model === stageModel;

const stageModel: ObjectModel = { name: 'a layer' };

/** More filters than this are not handed out one by one. */
const mostFilters = 512;

export function makeStages(
  machine: Machine,
  described: readonly { readonly what: Description; readonly at: Located }[],
  call: Call,
): Stage[] {
  const unknown = unknownValue('the size of the input');
  let from: Sides = [unknown, unknown, unknown];
  return described.map(({ what, at }) => {
    const out = outOf(what, from);
    const data: StageFacts = { kind: 'stage', what, at, from, out };
    const stage: Stage = { ...makeObject(machine, { model: stageModel, made: at }), data };
    stage.props.set(volSlots.started, makeSlot(machine));
    if (what.type === 'fc' || what.type === 'conv') giveWeights(machine, stage, what, call);
    from = out;
    return stage;
  });
}

const one = constant(1);

function outOf(what: Description, from: Sides): Sides {
  switch (what.type) {
    case 'input':
      return [what.sx, what.sy, what.depth];
    case 'fc':
      return [one, one, what.units];
    case 'conv':
      return [slid(from[0], what.sx, what), slid(from[1], what.sy, what), what.units];
    case 'pool':
      return [slid(from[0], what.sx, what), slid(from[1], what.sy, what), from[2]];
    case 'opaque': {
      const unknown = unknownValue(`what ${what.name} gives`);
      return [unknown, unknown, unknown];
    }
    case 'activation':
    case 'dropout':
      return from;
  }
}

function slid(length: Abstract, window: Abstract, { stride, pad }: Window): Abstract {
  const [all, wide, step, border] = [length, window, stride, pad].map(asNumber);
  if (all === undefined || wide === undefined || step === undefined || border === undefined)
    return unknownValue('a size that is not known');
  return constant(Math.floor((all + 2 * border - wide) / step + 1));
}

function giveWeights(
  machine: Machine,
  stage: Stage,
  what: Extract<Description, { units: Abstract }>,
  call: Call,
): void {
  const { from } = stage.data;
  const sides: Sides = what.type === 'conv' ? [what.sx, what.sy, from[2]] : [one, one, product(from)];
  const count = asNumber(what.units);
  const content = what.saved ? constant('loaded') : undefined;
  const filters =
    count !== undefined && count >= 0 && count <= mostFilters
      ? makeArray(
          machine,
          Array.from({ length: Math.floor(count) }, () => ({
            value: makeVol(machine, sides, content, call, stage),
          })),
        )
      : makeList(machine, { t: 'list', items: [], rest: unknownValue('filters of unknown number') });
  putProperty(machine, stage, 'filters', filters);
  if (!what.bias) return;
  const biases = makeVol(machine, [one, one, what.units], content ?? what.bias.value, call, stage);
  putProperty(machine, stage, 'biases', biases, what.bias.node);
}

function product(sides: Sides): Abstract {
  const numbers = sides.map(asNumber);
  return numbers.every((side) => side !== undefined)
    ? constant(numbers.reduce((a, b) => a * b, 1))
    : unknownValue('the number of inputs is not known');
}

/** From here on writes to the weights are no part of the start. */
export function startTraining(machine: Machine, stages: readonly Stage[], call: Call): void {
  for (const stage of stages) putProperty(machine, stage, volSlots.started, constant(true), call.at);
}

/** A field of a description, or what the library takes where it is not given. */
export function fieldOf(
  machine: Machine,
  def: Abstract,
  names: readonly string[],
  fallback: Abstract,
  call: Call,
): Abstract {
  if (isNullish(def)) return fallback;
  for (const name of names) {
    const value = machine.get(def, name, call.frame);
    if (!(value.t === 'constant' && value.value === undefined)) return value;
  }
  return fallback;
}
