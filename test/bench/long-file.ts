// A model file of some two thousand lines, as one grows over years: networks in functions and classes, data, training
// loops and a little user interface between them.

const names = [
  'Price',
  'Digit',
  'Leaf',
  'Sensor',
  'Policy',
  'Critic',
  'Sentence',
  'Price2',
  'Yield',
  'Frost',
  'Demand',
  'Route',
  'Voice',
  'Gesture',
  'Fraud',
  'Churn',
  'Weather',
  'Pose',
  'Star',
  'Soil',
  'Tide',
  'Crop',
  'Hail',
];

const section = (name: string, index: number): string => `
// ---- ${name} ${'-'.repeat(60 - name.length)}

export const config${name} = {
  learningRate: ${0.001 * (index + 1)},
  hidden: [${32 + index}, 32, 16],
  rate: 0.${1 + (index % 5)},
  activation: ${index % 2 === 0 ? "'relu'" : "'tanh'"},
  batchSize: 32,
};

/** Rows of the table as two tensors, scaled to the range of the training data. */
export function prepare${name}(rows, columns = ['a', 'b', 'c', 'd']) {
  const xs = [];
  const ys = [];
  for (const row of rows) {
    const values = columns.map((column) => Number(row[column] ?? 0));
    if (values.some((value) => Number.isNaN(value))) continue;
    xs.push(values);
    ys.push(row.target === 'yes' ? 1 : 0);
  }
  const features = tf.tensor2d(xs, [xs.length, columns.length]);
  const { mean, variance } = tf.moments(features, 0);
  const normalised = features.sub(mean).div(variance.sqrt().add(1e-7));
  return { xs: normalised, ys: tf.tensor1d(ys), mean, variance };
}

export function create${name}(inputShape = [4], { hidden, rate, activation } = config${name}) {
  const model = tf.sequential({ name: '${name.toLowerCase()}' });
  model.add(tf.layers.inputLayer({ inputShape }));
  for (const [at, units] of hidden.entries()) {
    model.add(
      tf.layers.dense({
        units,
        activation,
        name: \`${name.toLowerCase()}_hidden_\${at}\`,
        kernelInitializer: activation === 'relu' ? 'heNormal' : 'glorotUniform',
      }),
    );
    if (rate > 0) model.add(tf.layers.dropout({ rate }));
  }
  model.add(tf.layers.batchNormalization());
  model.add(tf.layers.dense({ units: 1, activation: 'sigmoid', kernelInitializer: 'zeros' }));
  return model;
}

export async function train${name}(rows, onProgress) {
  const model = create${name}();
  model.compile({
    optimizer: tf.train.adam(config${name}.learningRate),
    loss: 'binaryCrossentropy',
    metrics: ['accuracy'],
  });
  const { xs, ys } = prepare${name}(rows);
  const history = [];
  await model.fit(xs, ys, {
    epochs: 50,
    batchSize: config${name}.batchSize,
    validationSplit: 0.2,
    callbacks: {
      onEpochEnd: async (epoch, logs) => {
        history.push({ epoch, loss: logs.loss, accuracy: logs.acc });
        onProgress?.(epoch, logs);
        await tf.nextFrame();
      },
    },
  });
  xs.dispose();
  ys.dispose();
  return { model, history };
}

/** Draws the curve of the losses into a canvas. */
export function draw${name}(canvas, history) {
  const context = canvas.getContext('2d');
  const { width, height } = canvas;
  const highest = Math.max(...history.map(({ loss }) => loss), 1e-9);
  context.clearRect(0, 0, width, height);
  context.beginPath();
  history.forEach(({ loss }, index) => {
    const x = (index / Math.max(1, history.length - 1)) * width;
    const y = height - (loss / highest) * height;
    if (index === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  });
  context.stroke();
}
`;

export const longFile = `import * as tf from '@tensorflow/tfjs';\n${names.map(section).join('')}`;
