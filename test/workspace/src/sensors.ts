import * as tf from '@tensorflow/tfjs';

/** One row of the log that the greenhouse controller writes every hour. */
export interface Reading {
  readonly soilMoisture: number; // 0 (dry) … 1 (wet)
  readonly temperature: number; // °C
  readonly humidity: number; // 0 … 1
  readonly light: number; // klux
}

export const FEATURES = 4;

/** Scaled to about −1 … 1, in the order in which the models expect them. */
export function toFeatures(reading: Reading): number[] {
  return [
    reading.soilMoisture * 2 - 1,
    (reading.temperature - 20) / 15,
    reading.humidity * 2 - 1,
    reading.light / 50 - 1,
  ];
}

export function toTensor(readings: readonly Reading[]): tf.Tensor2D {
  return tf.tensor2d(readings.map(toFeatures), [readings.length, FEATURES]);
}
