// Does this bed need water today? Trained on the device, every night, on what the gardeners did.
import * as tf from '@tensorflow/tfjs';
import { FEATURES, toTensor, type Reading } from './sensors';

/** Every device starts from the same weights, so that nightly results can be compared. */
const START = 0.1;

export function createClassifier(learningRate = 0.1): tf.Sequential {
  const classifier = tf.sequential({
    layers: [
      tf.layers.dense({
        name: 'hidden',
        inputShape: [FEATURES],
        units: 8,
        activation: 'tanh',
        kernelInitializer: tf.initializers.constant({ value: START }),
      }),
      tf.layers.dense({
        name: 'water',
        units: 1,
        activation: 'sigmoid',
        kernelInitializer: tf.initializers.constant({ value: START }),
      }),
    ],
  });
  classifier.compile({
    optimizer: tf.train.sgd(learningRate),
    loss: 'binaryCrossentropy',
    metrics: ['accuracy'],
  });
  return classifier;
}

export async function needsWater(classifier: tf.LayersModel, reading: Reading): Promise<boolean> {
  const probability = tf.tidy(() => classifier.predict(toTensor([reading])) as tf.Tensor);
  const [value] = await probability.data();
  probability.dispose();
  return value > 0.5;
}
