import { describe, expect, test } from 'vitest';
import type { Network, Start } from '../../src/core/network/graph.ts';
import { unknown } from '../../src/core/network/value.ts';
import { report } from '../../src/core/report/report.ts';
import { judge } from '../../src/core/verdict/judge.ts';
import { chain, constant, network, random, zeros } from '../verdict/build.ts';

const lines = (model: Network): string[] =>
  report(model, judge(model)).map(
    ({ severity, rule, message, suggestions }) =>
      `${severity} ${rule}: ${message}${suggestions.length > 0 ? ` [${suggestions[0].title}]` : ''}`,
  );

const drawn: Start | null = null;

describe('one sentence for every kind of finding', () => {
  test.each<{ name: string; model: Network }>([
    { name: 'dead: relu and zeros', model: chain('relu', [drawn, zeros, drawn]) },
    { name: 'dead: two zero layers lock each other', model: chain('tanh', [zeros, drawn, zeros, drawn]) },
    { name: 'dead: everything zero', model: chain('relu', [zeros, zeros, zeros]) },
    { name: 'symmetric', model: chain('tanh', [constant(0.1), constant(0.1)]) },
    { name: 'blocked', model: chain('sigmoid', [drawn, zeros, drawn, zeros, drawn]) },
    { name: 'low rank: zeros', model: chain('tanh', [zeros, drawn]) },
    { name: 'low rank: a constant', model: chain('tanh', [constant(0.5), drawn]) },
    { name: 'harmless: convex', model: chain('linear', [zeros]) },
    { name: 'harmless: output only', model: chain('relu', [drawn, zeros]) },
    {
      name: 'undecided',
      model: chain('relu', [drawn, unknown('the kernel comes from a parameter of buildModel')]),
    },
    {
      name: 'harmless: bias, single unit, frozen, loaded, healthy',
      model: network([
        { id: 'narrow', settings: { units: 1, activation: 'tanh' }, starts: { kernel: zeros, bias: zeros } },
        {
          id: 'still',
          settings: { units: 8, activation: 'tanh' },
          trainable: false,
          starts: { kernel: constant(1) },
        },
        { id: 'known', settings: { units: 8, activation: 'tanh' }, starts: { kernel: { kind: 'loaded' } } },
        { id: 'drawn', settings: { units: 8, activation: 'tanh' }, starts: { kernel: random } },
        { id: 'out', settings: { units: 2 }, defaults: { kernel: random } },
      ]),
    },
    {
      name: 'harmless: residual',
      model: network([
        {
          id: 'first',
          settings: { units: 8, activation: 'relu' },
          defaults: { kernel: random, bias: zeros },
        },
        {
          id: 'inner',
          settings: { units: 8, activation: 'relu' },
          defaults: { kernel: random, bias: zeros },
        },
        { id: 'last', settings: { units: 8 }, starts: { kernel: zeros } },
        { id: 'sum', kind: 'add', from: ['first', 'last'] },
        { id: 'out', settings: { units: 2 }, defaults: { kernel: random } },
      ]),
    },
    {
      name: 'harmless: adapter',
      model: network([
        {
          id: 'base',
          settings: { units: 16, activation: 'relu' },
          defaults: { kernel: random, bias: zeros },
        },
        { id: 'a', from: ['base'], settings: { units: 2, useBias: false }, defaults: { kernel: random } },
        { id: 'b', settings: { units: 16, useBias: false }, starts: { kernel: zeros } },
        { id: 'sum', kind: 'add', from: ['base', 'b'] },
        { id: 'out', settings: { units: 2 }, defaults: { kernel: random } },
      ]),
    },
  ])('$name', ({ model }) => {
    expect(lines(model)).toMatchSnapshot();
  });
});

describe('suggestions', () => {
  test('the family that fits the activation comes first, and only random starts are offered', () => {
    const [finding] = report(...judged(chain('relu', [zeros, drawn])));
    expect(finding.suggestions.map(({ title }) => title)).toEqual([
      'Use heNormal',
      'Use heUniform',
      'Use glorotUniform',
      'Use glorotNormal',
      'Use leCunUniform',
      'Use leCunNormal',
    ]);
  });

  test('where one edit is not enough, one suggestion holds them all', () => {
    const [first] = report(...judged(chain('relu', [zeros, zeros, drawn])));
    expect(first.suggestions.map(({ title, edits }) => [title, edits.length])).toEqual([
      ['Use heNormal for hidden_1.kernel and hidden_2.kernel', 2],
    ]);
  });

  test('a start that is part of the fault and may stay is not edited', () => {
    const findings = report(...judged(chain('relu', [zeros, zeros, zeros])));
    expect(findings[2].suggestions.map(({ title }) => title)).toEqual([
      'Use heNormal for hidden_1.kernel and hidden_2.kernel',
    ]);
  });
});

describe('what surprises', () => {
  const surprised = (rule: 'ignored-initializer' | 'one-draw', start: Start): Network => {
    const model = chain('tanh', [start, start]);
    const [first, ...rest] = model.layers;
    const [kernel, ...others] = first.parameters;
    return {
      ...model,
      layers: [
        {
          ...first,
          parameters: [
            {
              ...kernel,
              surprises: [
                {
                  rule,
                  what: 'fill copies one random number into every entry',
                  at: { start: 3, end: 8 },
                  replacements: [],
                },
              ],
            },
            ...others,
          ],
        },
        ...rest,
      ],
    };
  };

  test('a trap stands instead of the rule of the verdict, at its own place, with the verdict that holds', () => {
    const [finding] = report(...judged(surprised('one-draw', constant(0.4))));
    expect(finding).toMatchObject({
      rule: 'one-draw',
      severity: 'error',
      at: { start: 3, end: 8 },
      verdict: { kind: 'symmetric', effectiveWidth: 1, units: 8 },
    });
    expect(finding.message).toMatch(
      /^Fill copies one random number into every entry\. The 8 units of hidden_1 start equal/,
    );
  });

  test('an initializer without effect is a warning even where the start is healthy', () => {
    const [finding] = report(...judged(surprised('ignored-initializer', random)));
    expect(finding).toMatchObject({
      rule: 'ignored-initializer',
      severity: 'warning',
      verdict: { kind: 'harmless' },
    });
  });
});

function judged(model: Network): [Network, ReturnType<typeof judge>] {
  return [model, judge(model)];
}
