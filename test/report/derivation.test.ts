// The sentences that hover, message and panel show of a derivation, and of what holds in each case where a start is not known.
import { expect, test } from 'vitest';
import type { Network } from '../../src/core/network/graph.ts';
import { unknown } from '../../src/core/network/value.ts';
import { linkWords, remarksOn, whyOf } from '../../src/core/report/derivation-words.ts';
import { report } from '../../src/core/report/report.ts';
import { judge } from '../../src/core/verdict/judge.ts';
import { chain, constant, zeros } from '../verdict/build.ts';

const judgedAt = (model: Network, layer: string) => {
  const found = judge(model).parameters.find((each) => each.layer === layer);
  if (found === undefined) throw new Error(layer);
  return found;
};

test('twins: the two equal chains, and what is enough', () => {
  const judged = judgedAt(chain('tanh', [constant(0.1), constant(0.3)]), 'hidden_1');
  expect(whyOf(judged)).toEqual([
    'Units 1 and 2 of hidden_1 get the same: hidden_1.kernel is 0.1 everywhere, hidden_1.bias is 0 everywhere. So their outputs are equal.',
    'They give the same: out.kernel is 0.3 everywhere. So what comes back to them is equal, and so are their updates: after the step both statements hold again.',
    'With random numbers in hidden_1.kernel it is enough: all 8 units differ for ever, and it learns from step 1 on.',
  ]);
  // What the panel draws it does not repeat.
  expect(remarksOn(judged)).toEqual([whyOf(judged)[2]]);
});

test('dead: the factors that are zero, for ever', () => {
  expect(whyOf(judgedAt(chain('relu', [null, zeros, null]), 'hidden_2')).slice(0, 3)).toEqual([
    'The gradient of hidden_2.kernel is exactly 0 at every step: it is a product with these factors in it.',
    'g′(z) = 0 in hidden_2 for ever: its activation is flat at what it gets.',
    'hidden_2.kernel = 0 for ever: nothing comes up through it from the input.',
  ]);
});

test('a layer that is cut off on the way up says so', () => {
  expect(linkWords({ layer: 'a', factor: 'slope', way: 'up', until: null })).toBe(
    'g(z) = 0 in a for ever: its activation gives 0 for what it gets.',
  );
});

test('an unknown neighbour: a verdict for each case, and the mildest likely severity', () => {
  const model = chain('tanh', [constant(0.5), unknown('it comes from a parameter of build')]);
  const judged = judgedAt(model, 'hidden_1');
  expect(judged.cases?.map(({ kind, when }) => [kind, when])).toEqual([
    ['low-rank', [{ key: 'out.kernel', start: 'random' }]],
    ['symmetric', [{ key: 'out.kernel', start: 'constant' }]],
  ]);
  expect(whyOf(judged).at(-1)).toBe(
    'If out.kernel is random: low-rank start; if it is one number everywhere: symmetric for ever, 8 units that work as 1.',
  );
  const [finding] = report(model, judge(model));
  expect(finding).toMatchObject({ rule: 'low-rank-start', severity: 'info' });
  expect(finding.message).toContain('if it is one number everywhere: symmetric for ever');
  expect(finding.why.at(-1)).toContain('If out.kernel is random');
});
