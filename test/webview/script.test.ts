/// <reference types="node" />
// The TensorFlow.js script that the panel hands out is run, and does what the panel shows.
import { runInThisContext } from 'node:vm';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { createRun } from '../../src/core/engine/run.ts';
import { noChanges } from '../../webview/changes.ts';
import { activations, losses, optimizers } from '../../webview/choices.ts';
import { type ModelVariant, model } from '../../webview/model.ts';
import { gallery, presetAction } from '../../webview/presets/gallery.ts';
import { sample } from '../../webview/samples.ts';
import { tensorflowScript } from '../../webview/script.ts';
import { type Action, initialState, update } from '../../webview/state.ts';
import { variantIds } from '../../webview/variants.ts';

const steps = 4;

function shownAfter(...actions: readonly Action[]): readonly ModelVariant[] {
  const shown = model(actions.reduce(update, initialState));
  if (shown === null) throw new Error('There is no network.');
  return shown.variants;
}

const show = (name: string): Action => {
  const subject = sample(name);
  if (subject === null) throw new Error(`There is no ${name}.`);
  return { kind: 'show', subject, focus: null };
};

/** The losses that the script prints. */
async function run({ spec, prediction }: ModelVariant): Promise<readonly number[]> {
  const text = tensorflowScript(spec, prediction, 1, steps).replace(/^import .*\n/, '');
  const printed: unknown[] = [];
  const program = runInThisContext(`(async (tf, console) => {${text}})`) as (
    library: typeof tf,
    console: { log(value: unknown): void },
  ) => Promise<void>;
  tf.engine().startScope();
  try {
    await program(tf, { log: (value) => printed.push(value) });
  } finally {
    tf.engine().endScope();
    tf.disposeVariables();
  }
  return printed[0] as number[];
}

/** Every start is a number that both know. */
const isExact = ({ spec }: ModelVariant): boolean =>
  !JSON.stringify(spec.layers).match(/"(glorot|he|lecun|random|truncated|orthogonal|variance)/) &&
  !spec.layers.some(({ kind }) => kind === 'dropout');

async function checkScript(variant: ModelVariant): Promise<void> {
  const found = await run(variant);
  expect(found.length).toBe(steps);
  const ours = createRun(variant.spec, { seed: 1 });
  ours.tick(steps);
  found.forEach((loss, step) => {
    if (isExact(variant)) expect(loss, `loss at step ${step}`).toBeCloseTo(ours.history.loss[step], 4);
    else expect(Number.isFinite(loss)).toBe(true);
  });
}

test.each(['symmetric', 'dead', 'blocked', 'healthy', 'circles', 'filters'])(
  'the network %s, as written',
  async (name) => checkScript(shownAfter(show(name))[0]),
);

test.each(variantIds.filter((id) => id !== 'lumped' && id !== 'suggested'))(
  'with the starts “%s”',
  async (id) => checkScript(shownAfter(show('circles'), { kind: 'beside', variants: [id] })[1]),
);

test.each(optimizers)('trained with %s', async (optimizer) =>
  checkScript(shownAfter(show('symmetric'), { kind: 'change', changes: { ...noChanges, optimizer } })[0]),
);

/** Cross-entropies are for outputs that are probabilities; elsewhere they show where float32 ends. */
const sampleFor: Readonly<Partial<Record<string, string>>> = {
  binaryCrossentropy: 'circles',
  categoricalCrossentropy: 'healthy',
};

test.each(losses)('for the loss %s', async (loss) => {
  const shown = show(sampleFor[loss] ?? 'symmetric');
  await checkScript(shownAfter(shown, { kind: 'change', changes: { ...noChanges, loss } })[0]);
});

test.each(activations)('with the activation %s', async (activation) => {
  const changes = { ...noChanges, activations: { h1: activation } };
  await checkScript(shownAfter(show('symmetric'), { kind: 'change', changes })[0]);
});

describe('every example of the gallery', () => {
  const all = gallery.flatMap(({ presets }) => presets.map(({ id }) => id));
  test.each(all)('%s', async (id) => checkScript(shownAfter(presetAction(id))[0]));
});
