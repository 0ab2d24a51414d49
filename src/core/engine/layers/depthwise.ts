// Depthwise convolution: every channel has its own depthMultiplier filters and sees no other channel.
import type { DepthwiseSpec } from '../spec.ts';
import type { Counts, LayerKind, Shape } from './layer.ts';
import { activated, beginGradient, kernelDefault, sizeOf, vector, zeros } from './layer.ts';
import type { Window } from './window.ts';
import { pair, windowOver, windowShape, wrongRank } from './window.ts';

const windowOf = (spec: DepthwiseSpec, input: Shape): Window =>
  windowOver(input, pair(spec.kernelSize), pair(spec.strides ?? 1), spec.padding ?? 'valid');

/** Calls `visit` with the offsets of every input entry, weight row and output row that meet, in a fixed order. */
function meet(
  window: Window,
  batch: number,
  outputs: number,
  visit: (x: number, w: number, y: number) => void,
): void {
  const { height, width, channels, kernelHeight, kernelWidth, strideY, strideX, padTop, padLeft } = window;
  const multiplier = outputs / channels;
  for (let sample = 0; sample < batch; sample++) {
    for (let oy = 0; oy < window.outHeight; oy++) {
      for (let ox = 0; ox < window.outWidth; ox++) {
        const to = ((sample * window.outHeight + oy) * window.outWidth + ox) * outputs;
        for (let ky = 0; ky < kernelHeight; ky++) {
          const row = oy * strideY - padTop + ky;
          if (row < 0 || row >= height) continue;
          for (let kx = 0; kx < kernelWidth; kx++) {
            const column = ox * strideX - padLeft + kx;
            if (column < 0 || column >= width) continue;
            const from = ((sample * height + row) * width + column) * channels;
            const weights = (ky * kernelWidth + kx) * outputs;
            for (let c = 0; c < channels; c++) visit(from + c, weights + c * multiplier, to + c * multiplier);
          }
        }
      }
    }
  }
}

/** How many equal outputs of one channel each output unit stands for: 1, but in a lumped network. */
const copiesOf = (counts: Counts | null, units: number, multiplier: number): Float64Array =>
  Float64Array.from({ length: units }, (_, unit) =>
    counts === null ? 1 : counts.output[unit] / counts.input[Math.floor(unit / multiplier)],
  );

export const depthwiseConv2d: LayerKind<DepthwiseSpec> = {
  shape(spec, [input]) {
    const misfit = wrongRank(input, 3, spec.kind);
    if (misfit !== null) return misfit;
    const window = windowOf(spec, input);
    return windowShape(window, input, 'kernelSize', window.channels * (spec.depthMultiplier ?? 1));
  },

  parameters(spec, [input]) {
    const multiplier = spec.depthMultiplier ?? 1;
    const channels = input[2];
    return [
      {
        name: 'depthwise',
        shape: [...pair(spec.kernelSize), channels, multiplier],
        initializer: spec.depthwise ?? kernelDefault,
      },
      ...(spec.useBias === false
        ? []
        : [{ name: 'bias', shape: [channels * multiplier], initializer: spec.bias ?? zeros }]),
    ];
  },

  ties(spec, [input]) {
    const { kernelHeight, kernelWidth, channels } = windowOf(spec, input);
    const multiplier = spec.depthMultiplier ?? 1;
    const loops = [{ count: kernelHeight * kernelWidth, step: channels * multiplier }];
    const own = [{ parameter: 'depthwise', base: 0, stride: 1, loops }];
    return {
      own: spec.useBias === false ? own : [vector('bias'), ...own],
      inputs: [{ kind: 'pass', base: 0, stride: multiplier, count: multiplier, step: 1, alike: true }],
    };
  },

  cost(spec, [input], output) {
    const { kernelHeight, kernelWidth } = windowOf(spec, input);
    return sizeOf(output) * kernelHeight * kernelWidth;
  },

  build(site) {
    const { machine, output, spec } = site;
    const [source] = site.sources;
    const window = windowOf(spec, source.tensor.shape);
    const kernel = site.parameter('depthwise');
    const bias = site.parameter('bias');
    if (kernel === undefined) throw new Error('a depthwise convolution has a depthwise kernel');
    const units = output.units;
    const multiplier = spec.depthMultiplier ?? 1;
    const copies = copiesOf(site.counts, units, multiplier);
    const { activation, input: z } = activated(site, spec);
    return {
      forward(batch) {
        const x = source.tensor.value.data;
        const w = kernel.value.data;
        const to = z.data;
        const length = batch * output.size;
        if (bias === undefined) to.fill(0, 0, length);
        else for (let i = 0; i < length; i++) to[i] = bias.value.data[i % units];
        meet(window, batch, units, (from, weight, at) => {
          for (let m = 0; m < multiplier; m++) to[at + m] += x[from] * w[weight + m];
        });
        activation.forward(length, units, z.at, output.value.at);
      },
      backward(batch) {
        const dy = output.gradient;
        if (dy === null) return;
        const length = batch * output.size;
        activation.backward(length, units, dy.at, z.at, output.value.at, dy.at);
        if (bias !== undefined && bias.gradient !== null) {
          machine.kernels.columnSums(length / units, units, dy.at, bias.gradient.at, false);
        }
        const x = source.tensor.value.data;
        const w = kernel.value.data;
        const d = dy.data;
        const dw = kernel.gradient?.data;
        dw?.fill(0);
        const dx = beginGradient(source, batch);
        meet(window, batch, units, (from, weight, at) => {
          for (let m = 0; m < multiplier; m++) {
            if (dw !== undefined) dw[weight + m] += x[from] * d[at + m];
            if (dx !== null) dx[from] += copies[(weight + m) % units] * w[weight + m] * d[at + m];
          }
        });
      },
    };
  },
};
