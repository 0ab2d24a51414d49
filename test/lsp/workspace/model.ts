import * as tf from '@tensorflow/tfjs';
import { start } from './start';

// „ü“ and 𝒘 are here so that columns are counted as the protocol counts them.
/* 𝒘 */ const model = tf.sequential({
  layers: [
    tf.layers.dense({ inputShape: [4], units: 8, activation: 'sigmoid', kernelInitializer: start }),
    tf.layers.dense({ units: 1, kernelInitializer: 'ones' }),
  ],
});
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
