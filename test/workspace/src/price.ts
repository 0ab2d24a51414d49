// What will a crate fetch on tomorrow's market? Functional API, because the weekday joins late.
import { input, layers, model, train, type LayersModel } from '@tensorflow/tfjs';

export function createPriceModel(): LayersModel {
  const market = input({ shape: [10], name: 'market' });
  const trend = layers.dense({ name: 'trend', units: 24, activation: 'tanh' }).apply(market);
  const season = layers
    .dense({ name: 'season', units: 24, activation: 'tanh', kernelInitializer: 'zeros' })
    .apply(trend);
  const price = layers.dense({ name: 'price', units: 1 }).apply(season);

  const priceModel = model({ inputs: market, outputs: price as never });
  priceModel.compile({ optimizer: train.adam(), loss: 'meanSquaredError' });
  return priceModel;
}
