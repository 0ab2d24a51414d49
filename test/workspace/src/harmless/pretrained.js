// Growth stage from a photo's features. Zeros cost nothing to create, and the checkpoint overwrites them at once.
import * as tf from '@tensorflow/tfjs';
import { readCheckpoint } from '../checkpoint.js';

export async function loadStageModel(url) {
  const stage = tf.sequential({
    layers: [
      tf.layers.dense({ inputShape: [128], units: 32, activation: 'relu', kernelInitializer: 'zeros' }),
      tf.layers.dense({ units: 5, activation: 'softmax', kernelInitializer: 'zeros' }),
    ],
  });
  stage.setWeights(await readCheckpoint(url));
  return stage;
}
