// Layers that only arrange: flatten and reshape.
import type { FlattenSpec, ReshapeSpec } from '../spec.ts';
import type { InputTie, LayerKind, Node, Shape, Site } from './layer.ts';
import { sizeOf } from './layer.ts';

function copy(site: Site<FlattenSpec> | Site<ReshapeSpec>): Node {
  const { machine, output } = site;
  const [source] = site.sources;
  const x = source.tensor.value;
  return {
    pure: true,
    forward(batch) {
      machine.kernels.copy(batch * output.size, x.at, output.value.at);
    },
    backward(batch) {
      const dy = output.gradient;
      const dx = source.tensor.gradient;
      if (dy === null || dx === null) return;
      const length = batch * output.size;
      if (source.add) machine.kernels.addScaled(length, dx.at, dy.at, 1);
      else machine.kernels.copy(length, dy.at, dx.at);
    },
  };
}

/** Channel u of an input with several positions becomes features u, u + channels, u + 2·channels …; or the reverse. */
function spread(input: Shape, output: Shape): InputTie {
  const units = input[input.length - 1];
  const outputs = output[output.length - 1];
  if (units === outputs) return { kind: 'pass', base: 0, stride: 1, count: 1, step: 0 };
  if (units % outputs === 0) return { kind: 'fold' };
  if (outputs % units !== 0) return { kind: 'apart' };
  return { kind: 'pass', base: 0, stride: 1, count: outputs / units, step: units };
}

export const flatten: LayerKind<FlattenSpec> = {
  shape: (_, [input]) => [sizeOf(input)],
  parameters: () => [],
  ties: (_, [input], output) => ({
    own: [],
    inputs: [input.length === 0 ? { kind: 'apart' } : spread(input, output)],
  }),
  cost: () => 0,
  build: copy,
};

/** One axis of the target may be −1: whatever is left. */
export const reshape: LayerKind<ReshapeSpec> = {
  shape(spec, [input]) {
    const size = sizeOf(input);
    const given = spec.targetShape.filter((axis) => axis !== -1);
    const known = sizeOf(given);
    const free = spec.targetShape.length - given.length;
    const fits = free === 0 ? known === size : free === 1 && size % known === 0;
    if (!fits) {
      return {
        field: 'targetShape',
        message: `[${spec.targetShape.join(', ')}] does not hold the ${size} numbers of [${input.join(', ')}]`,
      };
    }
    return spec.targetShape.map((axis) => (axis === -1 ? size / known : axis));
  },
  parameters: () => [],
  ties: (_, [input], output) => ({ own: [], inputs: [spread(input, output)] }),
  cost: () => 0,
  build: copy,
};
