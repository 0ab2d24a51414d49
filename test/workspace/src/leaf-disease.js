// Which disease has this leaf? Works on twenty colour and texture measures, not on the photo itself.
const tf = require('@tensorflow/tfjs');

const DISEASES = ['none', 'blight', 'mildew', 'mosaic'];

function buildLeafModel(hiddenUnits = 16) {
  const init = tf.initializers.zeros();

  const model = tf.sequential({ name: 'leaf' });
  model.add(tf.layers.dense({ name: 'texture', inputShape: [20], units: hiddenUnits, activation: 'sigmoid', kernelInitializer: init }));
  model.add(tf.layers.dense({ name: 'pattern', units: hiddenUnits, activation: 'sigmoid', kernelInitializer: init }));
  model.add(tf.layers.dense({ name: 'disease', units: DISEASES.length, activation: 'softmax', kernelInitializer: init }));
  model.compile({ optimizer: tf.train.momentum(0.05, 0.9), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  return model;
}

function diagnose(model, measures) {
  const scores = tf.tidy(() => model.predict(tf.tensor2d([measures])).dataSync());
  return DISEASES[scores.indexOf(Math.max(...scores))];
}

module.exports = { DISEASES, buildLeafModel, diagnose };
