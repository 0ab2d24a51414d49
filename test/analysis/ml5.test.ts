// ml5: `ml5.neuralNetwork`, whose layers are those of TensorFlow.js.
import { describe, expect, test } from 'vitest';
import { check, outline, read } from '../check.ts';
import { fixtures } from './library-fixtures.ts';

const layers = (kernel: string, last = `{ type: 'dense', activation: 'softmax' }`): string =>
  `layers: [{ type: 'dense', units: 8, activation: 'relu', kernelInitializer: ${kernel} }, ${last}]`;

describe('networks', () => {
  test.each([
    ['a script', `const nn = ml5.neuralNetwork({ inputs: 2, outputs: 3, task: 'regression' });`],
    [
      'an import',
      `import ml5 from 'ml5'; const nn = ml5.neuralNetwork({ inputs: ['x', 'y'], outputs: ['a', 'b', 'c'], task: 'regression' });`,
    ],
    [
      'one layer, which is ignored',
      `const nn = ml5.neuralNetwork({ inputs: 2, outputs: 3, task: 'regression', layers: [{ type: 'dense', units: 64 }] });`,
    ],
    [
      'evolution, which ignores layers',
      `const nn = ml5.neuralNetwork({ inputs: 2, outputs: 3, task: 'regression', neuroEvolution: true, ${layers(`'zeros'`)} });`,
    ],
  ])('the default layers: %s', (_, source) => {
    expect(outline(source, 'units', 'activation')).toBe(
      'nn input[2] → [dense_Dense2]\n  dense_Dense1 dense units=16 activation=relu ← [input]\n  dense_Dense2 dense units=3 activation=sigmoid ← [dense_Dense1]',
    );
  });

  test.each([
    ['regression', 'meanSquaredError', { kind: 'adam', settings: { learningRate: { value: 0.2 } } }],
    [
      'classification',
      'categoricalCrossentropy',
      { kind: 'sgd', settings: { learningRate: { value: 0.2 } } },
    ],
    [
      'imageClassification',
      'categoricalCrossentropy',
      { kind: 'sgd', settings: { learningRate: { value: 0.02 } } },
    ],
  ])('%s', (task, loss, optimizer) => {
    const source = `const nn = ml5.neuralNetwork({ task: '${task}', inputs: [16, 16, 4], outputs: 2 }); nn.train({ batchSize: 12 }, done);`;
    expect(read(source).networks[0]).toMatchObject({
      loss: { value: loss },
      optimizer: { value: optimizer },
      batchSize: { value: 12 },
    });
  });

  test('pictures', () => {
    const source = `const nn = ml5.neuralNetwork({ task: 'imageClassification', inputs: [64, 64, 4], debug: true });`;
    expect(outline(source, 'filters')).toBe(
      [
        'nn input[64,64,4] → [dense_Dense1]',
        '  conv2d_Conv2D1 conv2d filters=8 ← [input]',
        '  max_pooling2d_MaxPooling2D1 maxPooling2d ← [conv2d_Conv2D1]',
        '  conv2d_Conv2D2 conv2d filters=16 ← [max_pooling2d_MaxPooling2D1]',
        '  max_pooling2d_MaxPooling2D2 maxPooling2d ← [conv2d_Conv2D2]',
        '  flatten_Flatten1 flatten ← [max_pooling2d_MaxPooling2D2]',
        '  dense_Dense1 dense ← [flatten_Flatten1]',
      ].join('\n'),
    );
  });

  test('the author’s layers, whatever tf.layers makes of them', () => {
    check(`
      const nn = ml5.neuralNetwork({ task: 'classification', inputs: 4, outputs: ['label'], layers: [
        { type: 'dense', units: 8, kernelInitializer: 'heNormal', biasInitializer: 'ones' },
        //                                            ^^^^^^^^^^ kernel he-normal
        //                                                                         ^^^^^^ bias constant 1
        { type: 'dropout', rate: 0.2 },
        { type: 'dense', activation: 'softmax', kernelInitializer: 'zeros' },
        //                                                         ^^^^^^^ kernel constant 0
      ] });`);
  });
});

fixtures({
  found: {
    'zeros before a relu': `
      const nn = ml5.neuralNetwork({
        task: 'classification', inputs: 2, outputs: 2,
        layers: [
          { type: 'dense', units: 8, activation: 'relu', kernelInitializer: 'zeros' },
          //                                                                ^^^^^^^ dead-weights: never learns
          { type: 'dense', activation: 'softmax' },
        ],
      });`,
    'ones in every layer': `
      const options = { task: 'regression', inputs: ['x', 'y'], outputs: ['z'] };
      options.layers = [
        { type: 'dense', units: 8, activation: 'tanh', kernelInitializer: 'ones' },
        //                                                                ^^^^^^ symmetric-units: they work as 1
        { type: 'dense', activation: 'linear', kernelInitializer: 'ones' },
      ];
      const nn = ml5.neuralNetwork(options);
      nn.train({ epochs: 32 }, () => nn.predict([1, 2]));`,
    'a constant given as TensorFlow.js has it': `
      const nn = ml5.neuralNetwork({
        inputs: 2, outputs: 1, task: 'regression',
        layers: [
          { type: 'dense', units: 8, activation: 'tanh', kernelInitializer: ml5.tf.initializers.constant({ value: 0.1 }) },
          //                                                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: they work as 1
          { type: 'dense', activation: 'linear', kernelInitializer: ml5.tf.initializers.constant({ value: 0.1 }) },
        ],
      });`,
    'an initializer that TensorFlow.js refuses': `
      const nn = ml5.neuralNetwork({
        inputs: 2, outputs: 1, task: 'regression',
        layers: [{ type: 'dense', units: 8, kernelInitializer: 'xavier' }, { type: 'dense' }],
        //                                                     ^^^^^^^^ invalid-initializer: glorotUniform
      });`,
    'a field that the layer does not read': `
      const nn = ml5.neuralNetwork({
        inputs: 2, outputs: 1, task: 'regression',
        layers: [{ type: 'dense', units: 8, kernel_initializer: 'zeros' }, { type: 'dense' }],
        //                                                      ^^^^^^^ ignored-initializer: its field is kernelInitializer
      });`,
  },
  leftAlone: {
    'the defaults': `const nn = ml5.neuralNetwork({ inputs: 2, outputs: 2, task: 'classification' });`,
    'no options': `const nn = ml5.neuralNetwork();`,
    'the output alone': `ml5.neuralNetwork({ inputs: 2, outputs: 1, task: 'regression', layers: [{ type: 'dense', units: 8, activation: 'relu' }, { type: 'dense', kernelInitializer: 'zeros' }] });`,
    'layers that are ignored: one alone': `ml5.neuralNetwork({ inputs: 2, outputs: 1, task: 'regression', layers: [{ type: 'dense', units: 8, activation: 'relu', kernelInitializer: 'zeros' }] });`,
    'layers that are ignored: evolution': `ml5.neuralNetwork({ inputs: 2, outputs: 1, task: 'regression', neuroEvolution: true, ${layers(`'zeros'`)} });`,
    'a trained model': `const nn = ml5.neuralNetwork({ inputs: 2, outputs: 2, task: 'classification', ${layers(`'zeros'`)} }); nn.load('model/model.json', ready);`,
    'a trained model in the options': `const nn = ml5.neuralNetwork({ inputs: 2, outputs: 2, task: 'classification', modelUrl: 'model.json', ${layers(`'zeros'`)} });`,
    mutation: `const nn = ml5.neuralNetwork({ inputs: 2, outputs: 2, task: 'classification', ${layers(`'zeros'`)} }); nn.mutate(0.1);`,
    'layers nobody knows': `const make = (layers) => ml5.neuralNetwork({ inputs: 2, outputs: 2, task: 'regression', layers });`,
    'another part of ml5': `const net = ml5.bodyPose(); const neuralNetwork = { layers: [{ kernelInitializer: 'zeros' }] };`,
    misuse: `ml5.neuralNetwork(3); ml5.neuralNetwork({ layers: 3 }); ml5.neuralNetwork({ layers: [1, 2] }); ml5.neuralNetwork({ layers: [{ type: 'nothing' }, { type: 3 }] }); ml5.neuralNetwork({ task: 4, inputs: {}, outputs: -1 }).train(); new ml5.neuralNetwork({ inputs: [], outputs: [] });`,
  },
  suggestions: 8,
});
