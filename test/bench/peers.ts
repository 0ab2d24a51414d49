// The same training step by other means: full batch, mean squared error, plain gradient descent, linear output.
import * as tf from '@tensorflow/tfjs';
import { createRandom } from '../../src/core/engine/random.ts';

export interface Problem {
  readonly widths: readonly number[];
  readonly batch: number;
  readonly activation: 'tanh' | 'relu';
}

/** One training step; returned by each way of doing it. */
export type Step = () => void;

const draws = (count: number, scale: number, name: string) => {
  const random = createRandom(9, name);
  return Float64Array.from({ length: count }, () => scale * random.normal());
};

const rate = 0.01;

/** Tensors and automatic derivatives of tfjs-core on the backend that is set. */
export function tensorflow({ widths, batch, activation }: Problem): Step {
  const x = tf.tensor2d(Float32Array.from(draws(batch * widths[0], 1, 'x')), [batch, widths[0]]);
  const y = tf.tensor2d(Float32Array.from(draws(batch, 1, 'y')), [batch, 1]);
  const layers = widths.slice(1).map((units, index) => ({
    w: tf.variable(
      tf.tensor2d(Float32Array.from(draws(widths[index] * units, widths[index] ** -0.5, `w${index}`)), [
        widths[index],
        units,
      ]),
    ),
    b: tf.variable(tf.zeros([units])),
  }));
  const optimizer = tf.train.sgd(rate);
  return () => {
    const cost = optimizer.minimize(() => {
      let a: tf.Tensor = x;
      layers.forEach(({ w, b }, index) => {
        const z = tf.add(tf.matMul(a as tf.Tensor2D, w as tf.Tensor2D), b);
        a = index === layers.length - 1 ? z : activation === 'tanh' ? tf.tanh(z) : tf.relu(z);
      });
      return tf.mean(tf.square(tf.sub(a, y)));
    }, true);
    // Reading the cost waits for the backend.
    cost?.dataSync();
    cost?.dispose();
  };
}

interface Link {
  readonly source: PlaygroundNode;
  readonly target: PlaygroundNode;
  weight: number;
  accumulated: number;
  count: number;
}

interface PlaygroundNode {
  readonly inputs: Link[];
  readonly outputs: Link[];
  bias: number;
  total: number;
  output: number;
  outputSlope: number;
  inputSlope: number;
  accumulated: number;
  count: number;
}

/** The algorithm of the TensorFlow playground: an object for every node and link, one sample at a time. */
export function playground({ widths, batch, activation }: Problem): Step {
  const node = (): PlaygroundNode => ({
    inputs: [], outputs: [], bias: 0, total: 0, output: 0, outputSlope: 0, inputSlope: 0, accumulated: 0, count: 0,
  }); // prettier-ignore
  const layers = widths.map((units) => Array.from({ length: units }, node));
  layers.slice(1).forEach((layer, index) => {
    const weights = draws(widths[index] * layer.length, widths[index] ** -0.5, `w${index}`);
    layer.forEach((target, t) => {
      layers[index].forEach((source, s) => {
        const link = { source, target, weight: weights[s * layer.length + t], accumulated: 0, count: 0 };
        source.outputs.push(link);
        target.inputs.push(link);
      });
    });
  });
  const x = draws(batch * widths[0], 1, 'x');
  const y = draws(batch, 1, 'y');
  const value = activation === 'tanh' ? Math.tanh : (z: number) => Math.max(0, z);
  const slope =
    activation === 'tanh' ? (z: number) => 1 - Math.tanh(z) ** 2 : (z: number) => (z <= 0 ? 0 : 1);
  const last = layers.length - 1;
  return () => {
    for (let sample = 0; sample < batch; sample++) {
      layers[0].forEach((unit, i) => (unit.output = x[sample * widths[0] + i]));
      for (let l = 1; l <= last; l++) {
        for (const unit of layers[l]) {
          unit.total = unit.bias;
          for (const link of unit.inputs) unit.total += link.weight * link.source.output;
          unit.output = l === last ? unit.total : value(unit.total);
        }
      }
      layers[last][0].outputSlope = 2 * (layers[last][0].output - y[sample]);
      for (let l = last; l >= 1; l--) {
        for (const unit of layers[l]) {
          unit.inputSlope = unit.outputSlope * (l === last ? 1 : slope(unit.total));
          unit.accumulated += unit.inputSlope;
          unit.count++;
        }
        for (const unit of layers[l]) {
          for (const link of unit.inputs) {
            link.accumulated += unit.inputSlope * link.source.output;
            link.count++;
          }
        }
        if (l === 1) continue;
        for (const unit of layers[l - 1]) {
          unit.outputSlope = 0;
          for (const link of unit.outputs) unit.outputSlope += link.weight * link.target.inputSlope;
        }
      }
    }
    for (const layer of layers.slice(1)) {
      for (const unit of layer) {
        unit.bias -= (rate * unit.accumulated) / unit.count;
        unit.accumulated = unit.count = 0;
        for (const link of unit.inputs) {
          link.weight -= (rate * link.accumulated) / link.count;
          link.accumulated = link.count = 0;
        }
      }
    }
  };
}

/** Typed arrays and three loops, as one writes them first. */
export function naive({ widths, batch, activation }: Problem): Step {
  const layers = widths.slice(1).map((units, index) => ({
    inputs: widths[index],
    units,
    w: draws(widths[index] * units, widths[index] ** -0.5, `w${index}`),
    b: new Float64Array(units),
    dw: new Float64Array(widths[index] * units),
    db: new Float64Array(units),
    a: new Float64Array(batch * units),
    d: new Float64Array(batch * units),
  }));
  const x = draws(batch * widths[0], 1, 'x');
  const y = draws(batch, 1, 'y');
  const last = layers.length - 1;
  return () => {
    layers.forEach(({ inputs, units, w, b, a }, l) => {
      const below = l === 0 ? x : layers[l - 1].a;
      for (let s = 0; s < batch; s++) {
        for (let u = 0; u < units; u++) {
          let sum = b[u];
          for (let i = 0; i < inputs; i++) sum += below[s * inputs + i] * w[i * units + u];
          a[s * units + u] = l === last ? sum : activation === 'tanh' ? Math.tanh(sum) : Math.max(0, sum);
        }
      }
    });
    for (let s = 0; s < batch; s++) layers[last].d[s] = (2 * (layers[last].a[s] - y[s])) / batch;
    for (let l = last; l >= 0; l--) {
      const { inputs, units, w, b, dw, db, d } = layers[l];
      const below = l === 0 ? x : layers[l - 1].a;
      for (let u = 0; u < units; u++) {
        let sum = 0;
        for (let s = 0; s < batch; s++) sum += d[s * units + u];
        db[u] = sum;
        for (let i = 0; i < inputs; i++) {
          let product = 0;
          for (let s = 0; s < batch; s++) product += below[s * inputs + i] * d[s * units + u];
          dw[i * units + u] = product;
        }
      }
      if (l > 0) {
        const under = layers[l - 1];
        for (let s = 0; s < batch; s++) {
          for (let i = 0; i < inputs; i++) {
            let sum = 0;
            for (let u = 0; u < units; u++) sum += d[s * units + u] * w[i * units + u];
            const value = under.a[s * inputs + i];
            under.d[s * inputs + i] = activation === 'tanh' ? sum * (1 - value * value) : value > 0 ? sum : 0;
          }
        }
      }
      for (let i = 0; i < w.length; i++) w[i] -= rate * dw[i];
      for (let u = 0; u < units; u++) b[u] -= rate * db[u];
    }
  };
}
