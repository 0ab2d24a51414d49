// Humidity forecast. The last layer of the residual branch starts at zero, so that the block starts as the identity.
import * as tf from '@tensorflow/tfjs';

const WIDTH = 16;

function residualBlock(x: tf.SymbolicTensor): tf.SymbolicTensor {
  const inner = tf.layers.dense({ units: WIDTH, activation: 'relu', kernelInitializer: 'heNormal' }).apply(x);
  const branch = tf.layers.dense({ units: WIDTH, kernelInitializer: 'zeros' }).apply(inner);
  return tf.layers.add().apply([x, branch as tf.SymbolicTensor]) as tf.SymbolicTensor;
}

export function createForecast(): tf.LayersModel {
  const readings = tf.input({ shape: [8] });
  const features = tf.layers.dense({ units: WIDTH, activation: 'tanh' }).apply(readings) as tf.SymbolicTensor;
  const humidity = tf.layers.dense({ units: 1 }).apply(residualBlock(features)) as tf.SymbolicTensor;

  const forecast = tf.model({ inputs: readings, outputs: humidity });
  forecast.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  return forecast;
}
