// Opens and closes the vents. The head starts at zero on purpose: at first every action is equally likely.
import * as tf from '@tensorflow/tfjs';
import { FEATURES } from '../sensors';

const ACTIONS = ['open', 'close', 'wait'] as const;

export function createPolicy(): tf.Sequential {
  const policy = tf.sequential();
  policy.add(tf.layers.dense({ inputShape: [FEATURES], units: 24, activation: 'relu' }));
  policy.add(tf.layers.dense({ units: 24, activation: 'relu' }));
  policy.add(tf.layers.dense({ name: 'head', units: ACTIONS.length, activation: 'softmax', kernelInitializer: 'zeros' }));
  policy.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
  return policy;
}
