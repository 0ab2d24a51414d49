// Convolution in one and two dimensions: every patch of the image is a row, and the filters are the units of a dense
// layer over those rows. So the same kernels serve, and equal filters stay equal as equal units do.
import type { ConvSpec } from '../spec.ts';
import type { LayerKind, Shape } from './layer.ts';
import { activated, beginGradient, kernelDefault, sizeOf, vector, zeros } from './layer.ts';
import { weightsOf } from './weights.ts';
import type { Window } from './window.ts';
import { pair, windowOver, windowShape, wrongRank } from './window.ts';

/** Numbers of the patch buffer at most (8 MB), unless one sample needs more. */
const patchBudget = 1 << 20;

function windowOf(spec: ConvSpec, input: Shape): Window {
  const kernel = pair(spec.kernelSize);
  const stride = pair(spec.strides ?? 1);
  const flat = spec.kind === 'conv1d';
  return windowOver(
    input,
    flat ? [1, kernel[0]] : kernel,
    flat ? [1, stride[0]] : stride,
    spec.padding ?? 'valid',
  );
}

/** Copies the patches of `count` samples from `x` on, zero where they reach over the border. */
export function gather(
  window: Window,
  x: Float64Array,
  firstSample: number,
  count: number,
  patches: Float64Array,
): void {
  const { height, width, channels, kernelHeight, kernelWidth, strideY, strideX, padTop, padLeft } = window;
  let to = 0;
  for (let sample = firstSample; sample < firstSample + count; sample++) {
    for (let oy = 0; oy < window.outHeight; oy++) {
      for (let ox = 0; ox < window.outWidth; ox++) {
        for (let ky = 0; ky < kernelHeight; ky++) {
          const y = oy * strideY - padTop + ky;
          for (let kx = 0; kx < kernelWidth; kx++, to += channels) {
            const column = ox * strideX - padLeft + kx;
            if (y < 0 || y >= height || column < 0 || column >= width) {
              for (let c = 0; c < channels; c++) patches[to + c] = 0;
            } else {
              const from = ((sample * height + y) * width + column) * channels;
              for (let c = 0; c < channels; c++) patches[to + c] = x[from + c];
            }
          }
        }
      }
    }
  }
}

/** The reverse of `gather`: adds the patches to where they came from. */
function scatter(
  window: Window,
  patches: Float64Array,
  firstSample: number,
  count: number,
  dx: Float64Array,
): void {
  const { height, width, channels, kernelHeight, kernelWidth, strideY, strideX, padTop, padLeft } = window;
  let from = 0;
  for (let sample = firstSample; sample < firstSample + count; sample++) {
    for (let oy = 0; oy < window.outHeight; oy++) {
      for (let ox = 0; ox < window.outWidth; ox++) {
        for (let ky = 0; ky < kernelHeight; ky++) {
          const y = oy * strideY - padTop + ky;
          for (let kx = 0; kx < kernelWidth; kx++, from += channels) {
            const column = ox * strideX - padLeft + kx;
            if (y < 0 || y >= height || column < 0 || column >= width) continue;
            const to = ((sample * height + y) * width + column) * channels;
            for (let c = 0; c < channels; c++) dx[to + c] += patches[from + c];
          }
        }
      }
    }
  }
}

export const conv: LayerKind<ConvSpec> = {
  shape(spec, [input]) {
    const misfit = wrongRank(input, spec.kind === 'conv1d' ? 2 : 3, spec.kind);
    return misfit ?? windowShape(windowOf(spec, input), input, 'kernelSize', spec.filters);
  },

  parameters(spec, [input]) {
    const kernel = pair(spec.kernelSize);
    const channels = input[input.length - 1];
    const shape = [...(spec.kind === 'conv1d' ? [kernel[0]] : kernel), channels, spec.filters];
    return [
      { name: 'kernel', shape, reads: 'input', initializer: spec.kernel ?? kernelDefault },
      ...(spec.useBias === false
        ? []
        : [{ name: 'bias', shape: [spec.filters], initializer: spec.bias ?? zeros }]),
    ];
  },

  ties(spec, [input]) {
    const { kernelHeight, kernelWidth, channels } = windowOf(spec, input);
    const { filters } = spec;
    const field = kernelHeight * kernelWidth;
    const filter = {
      parameter: 'kernel',
      base: 0,
      stride: 1,
      loops: [{ count: field * channels, step: filters }],
    };
    const loops = [
      { count: field, step: channels * filters },
      { count: filters, step: 1 },
    ];
    return {
      own: spec.useBias === false ? [filter] : [vector('bias'), filter],
      inputs: [{ kind: 'read', slices: [{ parameter: 'kernel', base: 0, stride: filters, loops }] }],
    };
  },

  cost(spec, [input], output) {
    const { kernelHeight, kernelWidth, channels } = windowOf(spec, input);
    return sizeOf(output) * kernelHeight * kernelWidth * channels;
  },

  build(site) {
    const { machine, output, spec } = site;
    const [source] = site.sources;
    const window = windowOf(spec, source.tensor.shape);
    const { filters } = spec;
    const positions = window.outHeight * window.outWidth;
    const depth = window.kernelHeight * window.kernelWidth * window.channels;
    const chunk = Math.max(1, Math.min(site.samples, Math.floor(patchBudget / (positions * depth))));
    const patches = site.allocate(chunk * positions * depth);
    const kernel = site.parameter('kernel');
    const bias = site.parameter('bias');
    if (kernel === undefined) throw new Error('a convolution has a kernel');
    const weights = weightsOf(site, kernel);
    const { activation, input: z } = activated(site, spec);
    const y = output.value;
    return {
      forward(batch) {
        const start = bias === undefined ? -1 : bias.value.at;
        const w = weights.forward();
        for (let first = 0; first < batch; first += chunk) {
          const count = Math.min(chunk, batch - first);
          gather(window, source.tensor.value.data, first, count, patches.data);
          const to = z.at + first * output.size;
          const rows = count * positions;
          machine.kernels.multiply(
            rows,
            filters,
            depth,
            patches.at,
            depth,
            1,
            w,
            filters,
            1,
            to,
            filters,
            start,
            0,
          );
        }
        activation.forward(batch * output.size, filters, z.at, y.at);
      },
      backward(batch) {
        const dy = output.gradient;
        if (dy === null) return;
        const { kernels } = machine;
        activation.backward(batch * output.size, filters, dy.at, z.at, y.at, dy.at);
        if (bias !== undefined && bias.gradient !== null) {
          kernels.columnSums(batch * positions, filters, dy.at, bias.gradient.at, false);
        }
        const dx = beginGradient(source, batch);
        const dw = kernel.gradient;
        const w = dx === null ? -1 : weights.backward();
        for (let first = 0; first < batch; first += chunk) {
          const count = Math.min(chunk, batch - first);
          const rows = count * positions;
          const d = dy.at + first * output.size;
          if (dw !== null) {
            gather(window, source.tensor.value.data, first, count, patches.data);
            const start = first === 0 ? -1 : dw.at;
            kernels.multiply(
              depth,
              filters,
              rows,
              patches.at,
              1,
              depth,
              d,
              filters,
              1,
              dw.at,
              filters,
              start,
              filters,
            );
          }
          if (dx !== null) {
            kernels.multiply(rows, depth, filters, d, filters, 1, w, 1, filters, patches.at, depth, -1, 0);
            scatter(window, patches.data, first, count, dx);
          }
        }
      },
    };
  },
};
