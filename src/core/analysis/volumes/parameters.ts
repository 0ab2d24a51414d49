// Kernels and biases that are kept in volumes: one volume for each filter, one for all biases.
import type { NestedNumbers, Parameter, Start } from '../../network/graph.ts';
import { known } from '../../network/value.ts';
import type { Located, Machine } from '../evaluate/model.ts';
import { asNumber, read } from '../evaluate/model.ts';
import { draws, filledWithDraws, withoutArgument, withoutStatement } from '../weights/edits.ts';
import type { Reading } from '../weights/numbers.ts';
import { kernelOf, readItems, readNumbers } from '../weights/numbers.ts';
import type { Description, Stage } from './stages.ts';
import type { Vol } from './vol.ts';
import { fillArgument, isVol, numbersIn, volsIn, volSlots } from './vol.ts';

type Weighted = Extract<Description, { readonly type: 'fc' | 'conv' }>;

export function kernelOfStage(machine: Machine, stage: Stage, what: Weighted, own: string): Parameter {
  const made = drawnOver(fanIn(stage, what));
  const slot = stage.props.get('filters');
  const vols = volsIn(read(slot));
  const reading: Reading = what.saved
    ? { start: known({ kind: 'loaded' }), surprises: [] }
    : vols
      ? readItems(
          machine,
          vols.map((vol) => ({ value: numbersIn(vol), node: vol.props.get(volSlots.w)?.node })),
          { start: known(made), arrange: (numbers) => arranged(numbers, stage, what) },
        )
      : { start: known(made), surprises: [] };
  const { start, site, surprises } = reading;
  const base = { name: 'kernel', role: 'kernel', start, surprises } as const;
  if (!site) return base;
  const replacements = replacementsAt(site, reading, vols ?? [], stage, what, own, made);
  return { ...base, site: { at: machine.span(site), replacements } };
}

function replacementsAt(
  site: Located,
  { forEach }: Reading,
  vols: readonly Vol[],
  stage: Stage,
  what: Weighted,
  own: string,
  made: Start,
): ReturnType<typeof draws> {
  const call = vols.map(({ data }) => data.call).find(({ nodes }) => nodes.at(fillArgument) === site.node);
  if (call) return withoutArgument(call, fillArgument, own, made);
  const fans = { inputs: fanIn(stage, what), units: asNumber(what.units) };
  if (forEach === true) return draws(site, fans);
  return [...filledWithDraws(site, fans), ...withoutStatement(site, own, made)];
}

/** How many numbers one filter has. */
function fanIn({ data: { from } }: Stage, what: Weighted): number | undefined {
  const sides = (what.type === 'conv' ? [what.sx, what.sy, from[2]] : from).map(asNumber);
  return sides.every((side) => side !== undefined) ? sides.reduce((a, b) => a * b, 1) : undefined;
}

/** Normal with variance 1 / inputs. */
const drawnOver = (inputs: number | undefined): Start =>
  inputs === undefined || inputs <= 0
    ? { kind: 'lecun-normal' }
    : { kind: 'random-normal', mean: 0, stddev: 1 / Math.sqrt(inputs) };

/** Filter by filter, each row by row and point by point, as [height, width, in, filters] or [in, units]. */
function arranged(numbers: readonly number[], stage: Stage, what: Weighted): NestedNumbers | undefined {
  const units = asNumber(what.units);
  if (what.type === 'fc') return kernelOf(numbers, fanIn(stage, what), units, 'units-first');
  const [width, height, depth] = [what.sx, what.sy, stage.data.from[2]].map(asNumber);
  if (units === undefined || width === undefined || height === undefined || depth === undefined)
    return undefined;
  const each = width * height * depth;
  if (numbers.length !== each * units) return undefined;
  const range = (length: number): number[] => Array.from({ length }, (_, index) => index);
  return range(height).map((y) =>
    range(width).map((x) =>
      range(depth).map((d) => range(units).map((f) => numbers[f * each + (width * y + x) * depth + d] ?? 0)),
    ),
  );
}

export function biasOf(machine: Machine, stage: Stage, given: NonNullable<Weighted['bias']>): Parameter {
  const vol = read(stage.props.get('biases'));
  const reading: Reading =
    vol && isVol(vol)
      ? readNumbers(
          machine,
          numbersIn(vol),
          { start: known({ kind: 'constant', value: 0 }), arrange: (numbers) => numbers },
          given.node,
        )
      : { start: { is: 'unknown', why: 'the biases are replaced' }, surprises: [] };
  const { start, site = given.node } = reading;
  return {
    name: 'bias',
    role: 'bias',
    start,
    surprises: [],
    ...(site ? { site: { at: machine.span(site), replacements: [] } } : {}),
  };
}
