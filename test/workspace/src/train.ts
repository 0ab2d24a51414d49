import * as tf from '@tensorflow/tfjs';
import { createClassifier, needsWater } from './classifier';
import { createGrowthModel } from './growth';
import { toTensor, type Reading } from './sensors';

/** Trains both models on the log of the last days and prints what they think of this morning. */
export async function trainOn(log: readonly Reading[], watered: readonly boolean[], growth: readonly number[]) {
  const xs = toTensor(log);
  const classifier = createClassifier();
  await classifier.fit(xs, tf.tensor2d(watered.map(Number), [log.length, 1]), { epochs: 100, verbose: 0 });
  const growthModel = createGrowthModel();
  await growthModel.fit(xs, tf.tensor2d([...growth], [log.length, 1]), { epochs: 100, verbose: 0 });

  const morning = log[log.length - 1];
  if (morning) console.log((await needsWater(classifier, morning)) ? 'Water the bed.' : 'The bed is fine.');
}
