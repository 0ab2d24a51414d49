// Energy use from the outside temperature: a straight line. There is one best line, and zero is a fine place to start.
import * as tf from '@tensorflow/tfjs';

export const line = tf.sequential();
line.add(tf.layers.dense({ name: 'line', inputShape: [1], units: 1, kernelInitializer: 'zeros' }));
line.compile({ optimizer: tf.train.sgd(0.05), loss: 'meanSquaredError' });
