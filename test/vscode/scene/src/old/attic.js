import * as tf from '@tensorflow/tfjs';
const model = tf.sequential({
  layers: [
    tf.layers.dense({ name: 'attic', inputShape: [4], units: 6, activation: 'tanh', kernelInitializer: 'ones' }),
    tf.layers.dense({ name: 'out', units: 1, kernelInitializer: 'ones' }),
  ],
});
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
