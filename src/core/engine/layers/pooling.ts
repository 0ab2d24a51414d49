// Pooling: the greatest or the mean entry of each window, channel by channel; and means over all positions.
import type { FlattenSpec, PoolingSpec } from '../spec.ts';
import type { LayerKind, Node, Shape, Site } from './layer.ts';
import { beginGradient, passing, sizeOf } from './layer.ts';
import type { Window } from './window.ts';
import { pair, windowOver, windowShape, wrongRank } from './window.ts';

function windowOf(spec: PoolingSpec, input: Shape): Window {
  const pool = pair(spec.poolSize ?? 2);
  return windowOver(
    input,
    pool,
    spec.strides === undefined ? pool : pair(spec.strides),
    spec.padding ?? 'valid',
  );
}

function shape(spec: PoolingSpec, [input]: readonly Shape[]) {
  const misfit = wrongRank(input, 3, spec.kind);
  return misfit ?? windowShape(windowOf(spec, input), input, 'poolSize', input[2]);
}

/** Input offsets of the window of output `index`, written into `found`; returns how many lie inside the image. */
function entriesOf(window: Window, index: number, found: Int32Array): number {
  const { height, width, channels, kernelHeight, kernelWidth, outHeight, outWidth } = window;
  const channel = index % channels;
  const place = Math.floor(index / channels);
  const ox = place % outWidth;
  const oy = Math.floor(place / outWidth) % outHeight;
  const sample = Math.floor(place / (outWidth * outHeight));
  let count = 0;
  for (let ky = 0; ky < kernelHeight; ky++) {
    const y = oy * window.strideY - window.padTop + ky;
    if (y < 0 || y >= height) continue;
    for (let kx = 0; kx < kernelWidth; kx++) {
      const x = ox * window.strideX - window.padLeft + kx;
      if (x < 0 || x >= width) continue;
      found[count++] = ((sample * height + y) * width + x) * channels + channel;
    }
  }
  return count;
}

export const maxPooling2d: LayerKind<PoolingSpec> = {
  shape,
  parameters: () => [],
  ties: () => ({ own: [], inputs: [passing] }),
  cost: () => 0,
  build(site) {
    const { output, spec } = site;
    const [source] = site.sources;
    const window = windowOf(spec, source.tensor.shape);
    const found = new Int32Array(window.kernelHeight * window.kernelWidth);
    const winners = site.allocate(site.samples * output.size);
    return {
      forward(batch) {
        const x = source.tensor.value.data;
        const length = batch * output.size;
        for (let i = 0; i < length; i++) {
          const count = entriesOf(window, i, found);
          // The first of equals wins, and alone gets the derivative.
          let winner = found[0];
          for (let j = 1; j < count; j++) if (x[found[j]] > x[winner]) winner = found[j];
          winners.data[i] = winner;
          output.value.data[i] = x[winner];
        }
      },
      backward(batch) {
        const dx = beginGradient(source, batch);
        if (dx === null || output.gradient === null) return;
        const dy = output.gradient.data;
        const length = batch * output.size;
        for (let i = 0; i < length; i++) dx[winners.data[i]] += dy[i];
      },
    };
  },
};

/** Divides by the number of entries inside the image, forward and backward. */
export const averagePooling2d: LayerKind<PoolingSpec> = {
  shape,
  parameters: () => [],
  ties: () => ({ own: [], inputs: [passing] }),
  cost: () => 0,
  build(site) {
    const { output, spec } = site;
    const [source] = site.sources;
    const window = windowOf(spec, source.tensor.shape);
    const found = new Int32Array(window.kernelHeight * window.kernelWidth);
    return {
      forward(batch) {
        const x = source.tensor.value.data;
        const length = batch * output.size;
        for (let i = 0; i < length; i++) {
          const count = entriesOf(window, i, found);
          let sum = 0;
          for (let j = 0; j < count; j++) sum += x[found[j]];
          output.value.data[i] = sum / count;
        }
      },
      backward(batch) {
        const dx = beginGradient(source, batch);
        if (dx === null || output.gradient === null) return;
        const dy = output.gradient.data;
        const length = batch * output.size;
        for (let i = 0; i < length; i++) {
          const count = entriesOf(window, i, found);
          for (let j = 0; j < count; j++) dx[found[j]] += dy[i] / count;
        }
      },
    };
  },
};

/** Mean over all positions of a sample: [steps, channels] or [height, width, channels] → [channels]. */
export const globalAveragePooling: LayerKind<FlattenSpec> = {
  shape(spec, [input]) {
    const rank = spec.kind === 'globalAveragePooling1d' ? 2 : 3;
    return wrongRank(input, rank, spec.kind) ?? [input[input.length - 1]];
  },
  parameters: () => [],
  ties: () => ({ own: [], inputs: [passing] }),
  cost: () => 0,
  build(site: Site<FlattenSpec>): Node {
    const { output } = site;
    const [source] = site.sources;
    const channels = output.units;
    const positions = sizeOf(source.tensor.shape) / channels;
    return {
      forward(batch) {
        const x = source.tensor.value.data;
        const y = output.value.data;
        for (let i = 0; i < batch * channels; i++) {
          const first = Math.floor(i / channels) * positions * channels + (i % channels);
          let sum = 0;
          for (let p = 0; p < positions; p++) sum += x[first + p * channels];
          y[i] = sum / positions;
        }
      },
      backward(batch) {
        const dx = beginGradient(source, batch);
        if (dx === null || output.gradient === null) return;
        const dy = output.gradient.data;
        for (let i = 0; i < batch * channels; i++) {
          const first = Math.floor(i / channels) * positions * channels + (i % channels);
          for (let p = 0; p < positions; p++) dx[first + p * channels] += dy[i] / positions;
        }
      },
    };
  },
};
