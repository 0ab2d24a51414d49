// TensorFlow.js Layers: how models are put together, and which of their layers learn.
import { describe, expect, test } from 'vitest';
import { check, outline, read } from '../check.ts';

describe('models', () => {
  test('functional, with a merge and a shared input', () => {
    expect(
      outline(`
        const input = tf.input({ shape: [4] });
        const a = tf.layers.dense({ units: 8 }).apply(input);
        const b = tf.layers.dense({ units: 8 }).apply(a);
        const sum = tf.layers.add().apply([a, b]);
        const model = tf.model({ inputs: input, outputs: tf.layers.dense({ units: 1 }).apply(sum) });`),
    ).toBe(
      [
        'model input[4] → [dense_Dense3]',
        '  dense_Dense1 dense ← [input]',
        '  dense_Dense2 dense ← [dense_Dense1]',
        '  add_Add1 add ← [dense_Dense1,dense_Dense2]',
        '  dense_Dense3 dense ← [add_Add1]',
      ].join('\n'),
    );
  });

  test('a model inside another, and a layer of two models', () => {
    expect(
      outline(`
        const shared = tf.layers.dense({ units: 8, inputShape: [4] });
        const base = tf.sequential({ layers: [shared] });
        const whole = tf.sequential({ layers: [base, tf.layers.dense({ units: 1 })] });`),
    ).toBe(
      [
        'base input[4] → [shared]',
        '  shared dense ← [input]',
        'whole input[4] → [dense_Dense2]',
        '  shared dense ← [input]',
        '  dense_Dense2 dense ← [shared]',
      ].join('\n'),
    );
  });

  test('a layer that may be there', () => {
    expect(
      outline(`const m = tf.sequential(); m.add(tf.layers.dense({ units: 8, inputShape: [4] }));
        if (window.deep) m.add(tf.layers.dense({ units: 8 }));
        m.add(tf.layers.dense({ units: 1 }));`),
    ).toContain('dense_Dense3 dense ← [dense_Dense1]|[dense_Dense2]');
  });

  test('a layer applied twice has no single source', () => {
    expect(
      outline(`const input = tf.input({ shape: [4] }); const d = tf.layers.dense({ units: 4 });
        const model = tf.model({ inputs: input, outputs: d.apply(d.apply(input)) });`),
    ).toBe('model input[4] → [d_2]\n  d dense ← ?\n  d_2 dense ← ?');
  });

  test('compile', () => {
    const [network] =
      read(`const m = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
      m.compile({ loss: tf.losses.meanSquaredError, optimizer: tf.train.momentum(0.1, 0.9) }); m.fit(x, y, { batchSize: 16 });`).networks;
    expect(network.loss).toMatchObject({ value: 'meanSquaredError' });
    expect(network.optimizer).toMatchObject({
      value: { kind: 'momentum', settings: { learningRate: { value: 0.1 }, momentum: { value: 0.9 } } },
    });
    expect(network.batchSize).toMatchObject({ value: 16 });
  });

  test('a layer of the program’s own, with addWeight', () => {
    check(`
      class Mine extends tf.layers.Layer {
        build(inputShape) {
          this.w = this.addWeight('w', [inputShape[1], 8], 'float32', tf.initializers.zeros());
          //                                                          ^^^^^^^^^^^^^^^^^^^^^^^ w constant 0
          this.v = this.addWeight('bias', [8], 'float32', 'zeros');
          //                                              ^^^^^^^ bias unknown
          //                                              ^^^^^^^ invalid-initializer: a string throws
        }
      }
      const m = tf.sequential({ layers: [new Mine(), tf.layers.dense({ units: 1 })] });`);
  });

  test('wrappers show what is inside', () => {
    check(`const m = tf.sequential({ layers: [
      tf.layers.bidirectional({ layer: tf.layers.lstm({ units: 4, recurrentInitializer: 'zeros' }), inputShape: [5, 2] }),
      //                                                                                ^^^^^^^ recurrent constant 0
      tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 4, kernelInitializer: 'ones' }) }),
      //                                                                                ^^^^^^ kernel constant 1
    ] });`);
  });
});

describe('which layers learn', () => {
  /** "model: layer layer …" for every network, frozen ones in brackets, "?" after those that are not known. */
  const learning = (source: string): string[] =>
    read(source).networks.map(
      ({ id, layers }) =>
        `${id}: ${layers
          .map((layer) => {
            const { trainable } = layer;
            if (trainable.is !== 'known') return `${layer.id}?`;
            return trainable.value ? layer.id : `[${layer.id}]`;
          })
          .join(' ')}`,
    );
  const two = `const a = tf.layers.dense({ units: 2, inputShape: [2] }), b = tf.layers.dense({ units: 2 });
    const m = tf.sequential({ layers: [a, b] });`;
  const compile = `m.compile({ loss: 'meanSquaredError', optimizer: 'sgd' });`;

  test.each([
    ['', 'm: a b'],
    ['a.trainable = false;', 'm: [a] b'],
    ['m.trainable = false;', 'm: [a] [b]'],
    ['m.layers[1].trainable = false;', 'm: a [b]'],
    ['for (const layer of m.layers) layer.trainable = false; b.trainable = true;', 'm: [a] b'],
    [`a.trainable = false; ${compile}`, 'm: [a] b'],
    [`${compile} a.trainable = false;`, 'm: a b'],
    [`a.trainable = false; ${compile} a.trainable = true;`, 'm: [a] b'],
    [`a.trainable = false; ${compile} a.trainable = true; ${compile}`, 'm: a b'],
    [`m.trainable = false; a.trainable = true; m.trainable = true; ${compile}`, 'm: a b'],
    // The model's switch is that of the weights: a layer that is off itself stays off.
    [`a.trainable = false; m.trainable = true; ${compile}`, 'm: [a] b'],
    [`if (window.x) a.trainable = false; ${compile}`, 'm: a? b'],
    [`if (window.x) { a.trainable = false; ${compile} } else { ${compile} }`, 'm: a? b?'],
  ])('%s', (code, expected) => {
    expect(learning(`${two} ${code}`)).toEqual([expected]);
  });

  test('the two models of a GAN', () => {
    expect(
      learning(`
        const generator = tf.sequential({ layers: [tf.layers.dense({ name: 'g', units: 8, inputShape: [4] })] });
        const discriminator = tf.sequential({ layers: [tf.layers.dense({ name: 'd', units: 1, inputShape: [8] })] });
        discriminator.compile({ loss: 'binaryCrossentropy', optimizer: 'adam' });
        discriminator.trainable = false;
        const gan = tf.sequential({ layers: [generator, discriminator] });
        gan.compile({ loss: 'binaryCrossentropy', optimizer: 'adam' });`),
    ).toEqual(['generator: g', 'discriminator: d', 'gan: g [d]']);
  });

  test('the two models of a GAN, functional, of several inputs and outputs', () => {
    expect(
      learning(`
        function makeGenerator(latent) {
          const noise = tf.input({ shape: [latent] }), label = tf.input({ shape: [1] });
          const both = tf.layers.concatenate({ name: 'both' }).apply([noise, label]);
          return tf.model({ inputs: [noise, label], outputs: tf.layers.dense({ name: 'g', units: 8 }).apply(both) });
        }
        function makeDiscriminator() {
          const image = tf.input({ shape: [8] });
          const h = tf.layers.dense({ name: 'h', units: 8 }).apply(image);
          return tf.model({ inputs: image, outputs: [tf.layers.dense({ name: 'real', units: 1 }).apply(h), tf.layers.dense({ name: 'kind', units: 3 }).apply(h)] });
        }
        function combine(generator, discriminator) {
          const noise = tf.input({ name: 'noise', shape: [4] }), label = tf.input({ name: 'label', shape: [1] });
          let fake = generator.apply([noise, label]);
          discriminator.trainable = false;
          const [real, kind] = discriminator.apply(fake);
          const combined = tf.model({ inputs: [noise, label], outputs: [real, kind] });
          combined.compile({ optimizer: 'adam', loss: ['binaryCrossentropy', 'sparseCategoricalCrossentropy'] });
          return combined;
        }
        const discriminator = makeDiscriminator();
        discriminator.compile({ optimizer: 'adam', loss: ['binaryCrossentropy', 'sparseCategoricalCrossentropy'] });
        const generator = makeGenerator(4);
        const combined = combine(generator, discriminator);`),
    ).toEqual(['discriminator: h real kind', 'generator: both g', 'combined: both g [h] [real] [kind]']);
  });

  test('a layer of the program’s own', () => {
    const custom = (body: string, later: string): string[] =>
      learning(
        `class Mine extends tf.layers.Layer { ${body} } const l = new Mine(); ${later} const m = tf.sequential({ layers: [l] });`,
      );
    expect(custom('', '')).toEqual(['m: l']);
    expect(custom('constructor() { super({}); this.trainable = false; }', '')).toEqual(['m: [l]']);
    expect(custom('', 'l.trainable = false;')).toEqual(['m: [l]']);
  });
});

describe('models made from parts of others', () => {
  const base = `const base = tf.sequential({ layers: [
    tf.layers.dense({ name: 'one', units: 8, inputShape: [4] }), tf.layers.dense({ name: 'two', units: 8 }), tf.layers.dense({ name: 'three', units: 3 })] });`;
  const shown = (code: string): string | undefined => outline(code).split('\n').slice(-3).join('\n');

  test.each([
    [`${base} const m = tf.model({ inputs: base.inputs, outputs: base.layers[1].output });`, '[two]'],
    [`${base} const m = tf.model({ inputs: base.input, outputs: base.getLayer('two').output });`, '[two]'],
    [
      `${base} const m = tf.model({ inputs: base.inputs[0], outputs: base.getLayer('two').output });`,
      '[two]',
    ],
  ])('%s', (source) => {
    expect(shown(source)).toBe('m input[4] → [two]\n  one dense ← [input]\n  two dense ← [one]');
  });

  test('a head on a truncated model, functional', () => {
    expect(
      shown(`const input = tf.input({ shape: [4] }); const h = tf.layers.dense({ name: 'h', units: 8 });
        const whole = tf.model({ inputs: input, outputs: tf.layers.dense({ name: 'old', units: 1 }).apply(h.apply(input)) });
        const out = tf.layers.dense({ name: 'head', units: 3 }).apply(whole.layers[0].output);
        const m = tf.model({ inputs: whole.inputs, outputs: out });`),
    ).toBe('m input[4] → [head]\n  h dense ← [input]\n  head dense ← [h]');
  });

  test.each([
    `const layer = mobilenet.getLayer('conv_pw_13_relu'); const features = tf.model({ inputs: mobilenet.inputs, outputs: layer.output });
      const m = tf.sequential({ layers: [features, tf.layers.dense({ name: 'head', units: 3 })] });`,
    `const m = tf.sequential(); m.add(mobilenet); m.add(tf.layers.dense({ name: 'head', units: 3 }));`,
    `const m = tf.model({ inputs: mobilenet.inputs, outputs: tf.layers.dense({ name: 'head', units: 3 }).apply(mobilenet.outputs[0]) });`,
  ])('a head on a loaded model: %s', (code) => {
    expect(outline(`const mobilenet = await tf.loadLayersModel('x'); ${code}`)).toMatch(
      /m input\? → \[head\]\n {2}mobilenet opaque ← \[input\]\n {2}head dense ← \[mobilenet\]$/,
    );
  });

  test('a model of two inputs applied to two layers', () => {
    expect(
      outline(`const x = tf.input({ shape: [2] }), y = tf.input({ shape: [2] });
        const inner = tf.model({ inputs: [x, y], outputs: tf.layers.add({ name: 'sum' }).apply([x, y]) });
        const p = tf.input({ shape: [4] });
        const one = tf.layers.dense({ name: 'one', units: 2 }).apply(p), two = tf.layers.dense({ name: 'two', units: 2 }).apply(p);
        const m = tf.model({ inputs: p, outputs: inner.apply([one, two]) });`),
    ).toContain('m p[4] → [sum]\n  one dense ← [p]\n  two dense ← [p]\n  sum add ← [one,two]');
  });
});
