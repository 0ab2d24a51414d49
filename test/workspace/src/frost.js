// Will there be frost in the outer beds tonight? One network for the whole site, from the evening's readings.
import * as tf from '@tensorflow/tfjs';
import { FEATURES } from './sensors';

// "Random biases are enough to tell the units apart", said the first draft of this file.
const bias = { biasInitializer: tf.initializers.randomNormal({ stddev: 0.5 }) };

export function createFrostAlarm() {
  const alarm = tf.sequential({
    layers: [
      tf.layers.dense({ name: 'air', inputShape: [FEATURES], units: 12, activation: 'tanh', kernelInitializer: 'zeros', ...bias }),
      tf.layers.dense({ name: 'ground', units: 12, activation: 'tanh', kernelInitializer: 'zeros', ...bias }),
      tf.layers.dense({ name: 'frost', units: 1, activation: 'sigmoid', kernelInitializer: 'zeros' }),
    ],
  });
  alarm.compile({ optimizer: tf.train.sgd(0.1), loss: 'binaryCrossentropy' });
  return alarm;
}
