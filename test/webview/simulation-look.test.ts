/// <reference types="node" />
// The settings of `initLint.simulation` and the panel that they are for.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { simulationLook, usualSimulation } from '../../src/extension/simulation-look.ts';
import { withLook } from '../../webview/look.ts';
import { initialState, stepCounts } from '../../webview/state.ts';
import { variantIds } from '../../webview/variants.ts';

test('what is as usual leaves a new panel alone', () => {
  expect(simulationLook(usualSimulation)).toBeNull();
  expect(usualSimulation).toMatchObject({ steps: initialState.steps, compare: initialState.beside });
});

test('what is set is what the panel opens with', () => {
  const look = simulationLook({ steps: 200, seed: 7, compare: ['he', 'zero'] });
  const state = withLook(initialState, look ?? '');
  expect(state).toMatchObject({ steps: 200, step: 200, beside: ['he', 'zero'], changes: { seed: 7 } });
});

test.each([{ steps: -1 }, { seed: 1.5 }, { compare: ['no such start', '“”'] }])(
  '%o does no harm',
  (wrong) => {
    const look = simulationLook({ ...usualSimulation, ...wrong });
    expect(withLook(initialState, look ?? '')).toMatchObject({ steps: 50, changes: initialState.changes });
  },
);

interface Setting {
  readonly default: unknown;
  readonly enum?: readonly unknown[];
  readonly items?: { readonly enum: readonly unknown[] };
}

test('what can be set is what the panel offers', () => {
  const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
    readonly contributes: { readonly configuration: { readonly properties: Record<string, Setting> } };
  };
  const { properties } = manifest.contributes.configuration;
  const [steps, seed, compare] = ['steps', 'seed', 'compare'].map(
    (name) => properties[`initLint.simulation.${name}`],
  );
  expect(steps.enum).toEqual(stepCounts);
  expect(variantIds).toEqual(expect.arrayContaining([...(compare.items?.enum ?? [])]));
  expect({ steps: steps.default, seed: seed.default, compare: compare.default }).toEqual(usualSimulation);
});
