// A suggestion is a promise: applied, the site that it was made for is judged harmless.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Layer, NamedStart, Network, Start } from '../../src/core/network/graph.ts';
import { known } from '../../src/core/network/value.ts';
import type { Suggestion } from '../../src/core/report/finding.ts';
import { report } from '../../src/core/report/report.ts';
import { judge } from '../../src/core/verdict/judge.ts';
import { predict } from '../../src/core/verdict/predict.ts';
import { isFault, repaired, suggestedStart } from '../../src/core/verdict/repair.ts';
import { chain, constant, network, random, zeros } from './build.ts';

const start = fc.constantFrom<Start | null>(zeros, zeros, constant(0.2), constant(-0.5), null);

const chains = fc
  .record({
    activation: fc.constantFrom('relu', 'tanh', 'sigmoid', 'softplus', 'linear', 'selu', 'relu6'),
    kernels: fc.array(start, { minLength: 1, maxLength: 6 }),
    softmax: fc.boolean(),
  })
  .map(({ activation, kernels, softmax }) =>
    chain(activation, kernels, softmax ? { units: 3, activation: 'softmax' } : {}),
  );

const residuals = fc
  .record({
    kernels: fc.array(start, { minLength: 4, maxLength: 4 }),
    activation: fc.constantFrom('relu', 'tanh', 'sigmoid'),
  })
  .map(({ kernels, activation }) => {
    const layer = (
      id: string,
      index: number,
      from: string,
      units = 8,
    ): Parameters<typeof network>[0][number] => ({
      id,
      from: [from],
      settings: { units, activation },
      ...(kernels[index] === null
        ? { defaults: { kernel: random } }
        : { starts: { kernel: kernels[index] } }),
    });
    return network([
      layer('first', 0, 'x'),
      layer('inner', 1, 'first'),
      layer('last', 2, 'inner'),
      { id: 'sum', kind: 'add', from: ['first', 'last'] },
      { ...layer('out', 3, 'sum', 2), settings: { units: 2 } },
    ]);
  });

/** The network whose source has been edited. */
function edited(model: Network, { edits }: Suggestion): Network {
  const replaced = (layer: Layer): Layer => ({
    ...layer,
    parameters: layer.parameters.map((parameter) => {
      const edit = edits.find(({ start: at }) => parameter.site?.at.start === at);
      const chosen = parameter.site?.replacements.find(({ edits: [own] }) => own.text === edit?.text);
      return edit === undefined || chosen === undefined
        ? parameter
        : { ...parameter, start: known(chosen.start) };
    }),
  });
  return { ...model, layers: model.layers.map(replaced) };
}

test.each([
  { name: 'chains', models: chains },
  { name: 'residual networks', models: residuals },
])('after any suggestion its site is harmless: $name', ({ models }) => {
  fc.assert(
    fc.property(models, (model) => {
      report(model, judge(model)).forEach((finding, index) => {
        for (const suggestion of finding.suggestions) {
          const after = edited(model, suggestion);
          expect(report(after, judge(after))[index].verdict.kind).toBe('harmless');
        }
      });
    }),
    { numRuns: 150, seed: 1 },
  );
});

test('the repaired network shows none of the faults', () => {
  fc.assert(
    fc.property(chains, (model) => {
      const judgement = judge(model);
      if (judgement.evidence === undefined) return;
      const { layers } = predict(repaired(judgement.evidence.spec, judgement));
      for (const { layer, parameter, verdict } of judgement.parameters) {
        if (!isFault(verdict.kind)) continue;
        const index = layers.findIndex(({ id }) => id === layer);
        expect(layers[index].firstSteps[parameter]).not.toBeNull();
        expect(layers[index].effectiveWidth).toBe(layers[index].units);
      }
    }),
    { numRuns: 150, seed: 2 },
  );
});

describe('the start that fits', () => {
  test.each<[string | null, NamedStart]>([
    ['relu', 'he-normal'],
    ['leakyReLU', 'he-normal'],
    ['tanh', 'glorot-uniform'],
    ['sigmoid', 'glorot-uniform'],
    ['softmax', 'glorot-uniform'],
    [null, 'glorot-uniform'],
    ['selu', 'lecun-normal'],
  ])('%s: %s', (activation, expected) => {
    expect(suggestedStart(activation)).toBe(expected);
  });
});
