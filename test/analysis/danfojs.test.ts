// danfojs carries TensorFlow.js as `tensorflow`: everything behind that name is read as such.
import { expect, test } from 'vitest';
import { read } from '../check.ts';
import { fixtures } from './library-fixtures.ts';

const layers = (tf: string, first: string, second = 'units: 1'): string => `
const model = ${tf}.sequential();
model.add(${tf}.layers.dense({ units: 8, activation: 'relu', inputShape: [4], ${first} }));
model.add(${tf}.layers.dense({ ${second} }));
model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
model.fit(df.tensor, labels.tensor);`;

const namespace = `import * as dfd from 'danfojs';\nconst df = new dfd.DataFrame(rows), labels = new dfd.Series(ys);`;

test('the model is one of TensorFlow.js', () => {
  expect(read(`${namespace}${layers('dfd.tensorflow', 'useBias: true')}`).networks).toMatchObject([
    { id: 'model', library: 'tfjs-layers', layers: [{ kind: 'dense' }, { kind: 'dense' }] },
  ]);
});

const zeros = `kernelInitializer: 'zeros'`;

/** One source for each way in which the library is brought in. */
const ways: Readonly<Record<string, readonly [string, string]>> = {
  namespace: [namespace, 'dfd.tensorflow'],
  'a name of its own': [`${namespace}\nconst tf = dfd.tensorflow;`, 'tf'],
  'a named import': [
    `import { DataFrame, tensorflow as tf } from 'danfojs';\nconst df = new DataFrame(rows);`,
    'tf',
  ],
  require: [`const dfd = require('danfojs-node');\nconst df = new dfd.DataFrame(rows);`, 'dfd.tensorflow'],
  'a destructured require': [`const { tensorflow } = require('danfojs-node');`, 'tensorflow'],
  'a script tag': ['const df = new dfd.DataFrame(rows);', 'dfd.tensorflow'],
};

fixtures({
  found: {
    ...Object.fromEntries(
      Object.entries(ways).map(([name, [head, tf]]) => [
        name,
        `${head}
const model = ${tf}.sequential();
model.add(${tf}.layers.dense({
  units: 8, activation: 'relu', inputShape: [4],
  kernelInitializer: 'zeros',
  //                 ^^^^^^^ dead-weights: never learns
}));
model.add(${tf}.layers.dense({ units: 1 }));
model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
model.fit(df.tensor, labels.tensor);`,
      ]),
    ),
    'variables of its tensors': `${namespace}
const tf = dfd.tensorflow;
const w1 = tf.variable(tf.ones([4, 8]));
//                     ^^^^^^^^^^^^^^^ symmetric-units: stay equal
const w2 = tf.variable(tf.ones([8, 1]));
const optimizer = tf.train.adam(0.1);
for (let i = 0; i < 100; i++)
  optimizer.minimize(() => tf.losses.meanSquaredError(labels.tensor, df.tensor.matMul(w1).sigmoid().matMul(w2)));`,
  },
  leftAlone: {
    'a healthy start': `${namespace}${layers('dfd.tensorflow', `kernelInitializer: 'heNormal'`)}`,
    'zeros at the end': `${namespace}${layers('dfd.tensorflow', 'useBias: true', `units: 1, ${zeros}`)}`,
    'biases of zeros': `${namespace}${layers('dfd.tensorflow', `biasInitializer: 'zeros'`)}`,
    'frames of zeros': `${namespace}\nconst weights = new dfd.DataFrame(Array.from({ length: 4 }, () => Array(3).fill(0)));\nconst scaled = df.mul(weights);`,
    'a scaler': `${namespace}\nconst scaler = new dfd.StandardScaler();\nscaler.fit(df);\nconst x = scaler.transform(df);`,
  },
  suggestions: 12,
});
