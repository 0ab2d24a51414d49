// The plain JavaScript twin of entries.as.
import { sigmoid, tanh } from './exponential.ts';
import type { Kernels } from './kernels.ts';

type Entries = Pick<
  Kernels,
  | 'relu'
  | 'reluBack'
  | 'tanh'
  | 'tanhBack'
  | 'sigmoid'
  | 'sigmoidBack'
  | 'addScaled'
  | 'product'
  | 'copy'
  | 'squaredErrorBack'
>;

export const entries = (f: Float64Array): Entries => ({
  relu(length, x, y) {
    for (let i = 0; i < length; i++) {
      const value = f[x + i];
      f[y + i] = value < 0 ? 0 : value;
    }
  },
  reluBack(length, dy, y, dx) {
    for (let i = 0; i < length; i++) f[dx + i] = f[y + i] > 0 ? f[dy + i] : 0;
  },
  tanh(length, x, y) {
    for (let i = 0; i < length; i++) f[y + i] = tanh(f[x + i]);
  },
  tanhBack(length, dy, y, dx) {
    for (let i = 0; i < length; i++) {
      const value = f[y + i];
      f[dx + i] = f[dy + i] * (1 - value * value);
    }
  },
  sigmoid(length, x, y) {
    for (let i = 0; i < length; i++) f[y + i] = sigmoid(f[x + i]);
  },
  sigmoidBack(length, dy, y, dx) {
    for (let i = 0; i < length; i++) {
      const value = f[y + i];
      f[dx + i] = f[dy + i] * (value * (1 - value));
    }
  },
  addScaled(length, x, g, factor) {
    for (let i = 0; i < length; i++) f[x + i] += factor * f[g + i];
  },
  product(length, x, y, z) {
    for (let i = 0; i < length; i++) f[z + i] = f[x + i] * f[y + i];
  },
  copy(length, from, to) {
    f.copyWithin(to, from, from + length);
  },
  squaredErrorBack(length, p, t, dx) {
    for (let i = 0; i < length; i++) f[dx + i] = (2 * (f[p + i] - f[t + i])) / length;
  },
});
