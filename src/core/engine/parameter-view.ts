// Every parameter seen alike, row-major as [place, below, block, unit]: places of a kernel or an image, units that are read,
// gates, and the units of the layer that it belongs to. A depthwise kernel's last two axes together are its units.
import type { ParameterShape } from './layers/layer.ts';
import { sizeOf } from './layers/layer.ts';
import type { LayerLayout } from './layout.ts';

export interface View {
  readonly places: number;
  /** Units of what is read; 1 for a parameter that reads nothing. */
  readonly below: number;
  readonly blocks: number;
  readonly units: number;
  /** Id of the tensor whose units are read; null where none are. */
  readonly reads: string | null;
}

export function viewOf({ spec, inputs, units }: LayerLayout, parameter: ParameterShape): View {
  const { shape, reads, blocks = 1 } = parameter;
  const [input] = inputs;
  const below = reads === 'input' ? input[input.length - 1] : reads === 'units' ? units : 1;
  return {
    places: sizeOf(shape) / (below * blocks * units),
    below,
    blocks,
    units,
    reads: reads === 'input' ? spec.from[0] : reads === 'units' ? spec.id : null,
  };
}

export const indexIn = (
  { below, blocks, units }: View,
  place: number,
  reader: number,
  block: number,
  unit: number,
): number => ((place * below + reader) * blocks + block) * units + unit;
