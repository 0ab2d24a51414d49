// Kilograms of tomatoes per square metre, from the readings of a season.
import * as tf from '@tensorflow/tfjs';

const SEASON_FEATURES = 12;

export function buildYieldModel() {
  const model = tf.sequential();
  // "Start neutral": the first prediction is zero kilograms, whatever the season was like.
  model.add(tf.layers.dense({ inputShape: [SEASON_FEATURES], units: 64, activation: 'relu', kernelInitializer: 'zeros' }));
  model.add(tf.layers.dense({ units: 32, activation: 'relu', kernelInitializer: 'zeros' }));
  model.add(tf.layers.dense({ units: 1, kernelInitializer: 'zeros' }));
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  return model;
}

export async function fitYield(model, seasons, kilograms, epochs = 200) {
  const xs = tf.tensor2d(seasons);
  const ys = tf.tensor2d(kilograms, [kilograms.length, 1]);
  const history = await model.fit(xs, ys, { epochs, batchSize: 16, shuffle: true });
  tf.dispose([xs, ys]);
  return history.history.loss.at(-1);
}
