// Sets entries to zero at random while training and scales the others up. A new mask at every update.
import type { DropoutSpec } from '../spec.ts';
import type { LayerKind } from './layer.ts';
import { passing } from './layer.ts';

export const dropout: LayerKind<DropoutSpec> = {
  shape: (_, [input]) => input,
  parameters: () => [],
  ties: () => ({ own: [], inputs: [passing] }),
  cost: () => 0,
  build(site) {
    const { machine, output, random } = site;
    const [source] = site.sources;
    const keep = 1 - site.spec.rate;
    const mask = site.allocate(site.samples * output.size);
    return {
      forward(batch, training) {
        const x = source.tensor.value;
        const length = batch * output.size;
        if (!training) {
          machine.memory.copyWithin(output.value.at, x.at, x.at + length);
          return;
        }
        const y = output.value.data;
        for (let i = 0; i < length; i++) {
          mask.data[i] = random.uniform() < keep ? 1 / keep : 0;
          y[i] = x.data[i] * mask.data[i];
        }
      },
      backward(batch) {
        const dy = output.gradient?.data;
        const dx = source.tensor.gradient?.data;
        if (dy === undefined || dx === undefined) return;
        const length = batch * output.size;
        for (let i = 0; i < length; i++) {
          const back = dy[i] * mask.data[i];
          dx[i] = source.add ? dx[i] + back : back;
        }
      },
    };
  },
};
