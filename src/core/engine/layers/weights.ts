// Where a layer reads a kernel from. In a lumped network a unit that stands for n equal ones gives n times its weight
// upwards, and gets n derivatives back; the kernel itself, and its gradient, stay those of one pair of units.
import type { Block, Counts, Parameter, Site } from './layer.ts';
import { sizeOf } from './layer.ts';

export interface Weights {
  /** Where the kernel begins as products towards the output need it; makes it so. Once a pass. */
  forward(): number;
  /** The same towards the input. */
  backward(): number;
}

/** For a kernel [place, below, block, unit]; `reads` tells whose units the second axis runs over. */
export function weightsOf(
  site: Pick<Site<never>, 'counts' | 'machine' | 'allocate' | 'constant'>,
  parameter: Parameter,
): Weights {
  const { value } = parameter;
  if (site.counts === null) return { forward: () => value.at, backward: () => value.at };
  const [upwards, downwards] = multiplesOf(parameter, site.counts).map((values) => site.constant(values));
  const scaled = site.allocate(value.length);
  const scale = (multiples: Block) => () => {
    site.machine.kernels.product(value.length, value.at, multiples.at, scaled.at);
    return scaled.at;
  };
  return { forward: scale(upwards), backward: scale(downwards) };
}

/** For each entry of a kernel, how often the unit below it stands, and how often the unit above. */
function multiplesOf({ shape, reads, blocks = 1 }: Parameter, counts: Counts): Float64Array[] {
  const above = counts.output;
  const below = reads === 'units' ? counts.output : counts.input;
  const wide = blocks * above.length;
  const entries = Array.from({ length: sizeOf(shape) }, (_, i) => i);
  return [
    Float64Array.from(entries, (i) => below[Math.floor(i / wide) % below.length]),
    Float64Array.from(entries, (i) => above[i % above.length]),
  ];
}
