import { describe, expect, test } from 'vitest';
import { check, outline } from '../check.ts';

describe('initializer spellings', () => {
  test('strings, class names, factories, objects', () => {
    check(`
      import * as tf from '@tensorflow/tfjs';
      const model = tf.sequential();
      model.add(tf.layers.dense({ units: 8, inputShape: [4], kernelInitializer: 'zeros' }));
      //                                                                        ^^^^^^^ kernel constant 0
      model.add(tf.layers.dense({ units: 8, kernelInitializer: 'Ones' }));
      //                                                       ^^^^^^ kernel constant 1
      model.add(tf.layers.dense({ units: 8, kernelInitializer: tf.initializers.constant({ value: 0.5 }) }));
      //                                                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ kernel constant 0.5
      model.add(tf.layers.dense({ units: 8, kernelInitializer: { className: 'Zeros', config: {} } }));
      //                                                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ kernel constant 0
      model.add(tf.layers.dense({ units: 8, kernelInitializer: null, biasInitializer: 'ones' }));
      //                                                                              ^^^^^^ bias constant 1
    `);
  });
});

test('a sequential model', () => {
  expect(
    outline(
      `const tf = require('@tensorflow/tfjs-node');
       const model = tf.sequential({ layers: [
         tf.layers.dense({ inputShape: [4], units: 64, activation: 'relu' }),
         tf.layers.dropout({ rate: 0.2 }),
         tf.layers.dense({ units: 1, name: 'head' }),
       ] });`,
      'units',
      'activation',
    ),
  ).toBe(
    [
      'model input[4] → head',
      '  dense_Dense1 dense units=64 activation=relu ← [input]',
      '  dropout_Dropout1 dropout ← [dense_Dense1]',
      '  head dense units=1 activation=linear ← [dropout_Dropout1]',
    ]
      .join('\n')
      .replace('→ head', '→ [head]'),
  );
});
