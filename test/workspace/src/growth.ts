// How much will a plant grow in the coming week? Millimetres, from the mean readings of the last one.
import * as tf from '@tensorflow/tfjs';
import { FEATURES } from './sensors';

export function createGrowthModel(): tf.Sequential {
  const model = tf.sequential();
  model.add(
    tf.layers.dense({
      name: 'features',
      inputShape: [FEATURES],
      units: 32,
      activation: 'relu',
      kernelInitializer: 'heNormal',
    }),
  );
  model.add(tf.layers.dropout({ rate: 0.1 }));
  model.add(tf.layers.dense({ name: 'mix', units: 16, activation: 'relu', kernelInitializer: 'heNormal' }));
  model.add(tf.layers.dense({ name: 'millimetres', units: 1 }));
  model.compile({ optimizer: tf.train.adam(0.005), loss: 'meanSquaredError' });
  return model;
}
