// Why a verdict holds, held against a run: factors that are zero are zero in the engine, for as long as is said; entries that
// are equal are equal; ranks are no larger.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ParameterDump } from '../../src/core/engine/history.ts';
import { createRun } from '../../src/core/engine/run.ts';
import type { NestedArray, NetworkSpec } from '../../src/core/engine/spec.ts';
import type { Network } from '../../src/core/network/graph.ts';
import type { Derivation } from '../../src/core/verdict/derivation.ts';
import { explainZero } from '../../src/core/verdict/explain.ts';
import { judge } from '../../src/core/verdict/judge.ts';
import { analysed } from '../../src/core/verdict/predict.ts';
import { learnedIn } from '../../src/core/verdict/schedule/schedule.ts';
import { twinsOf } from '../../src/core/verdict/twins.ts';
import { compare, steps } from './agree.ts';
import { chain, constant, network, random, zeros } from './build.ts';
import { flatNetworks, spatialNetworks } from './networks.ts';

const flat = (value: NestedArray): number[] =>
  value.flatMap((entry) => (typeof entry === 'number' ? [entry] : flat(entry)));

/** Parameters at the beginning of steps 1, 2, … */
function dumps(spec: NetworkSpec): ParameterDump[] {
  const run = createRun(spec, { seed: 1 });
  return Array.from({ length: steps + 1 }, (_, step) => {
    if (step > 0) run.tick(1);
    return run.parameters();
  });
}

const isZero = (dump: ParameterDump, layer: string, parameter: string): boolean =>
  flat(dump[layer][parameter]).every((value) => value === 0);

const samples = [
  ...fc.sample(flatNetworks, { numRuns: 250, seed: 41 }),
  ...fc.sample(spatialNetworks, { numRuns: 100, seed: 42 }),
].filter((spec) => !analysed(spec).schedule.cancels && compare(spec).kind === 'agree');

test('every gradient that is zero has a reason, and the kernels it names are zero for as long as it says', () => {
  let links = 0;
  for (const spec of samples) {
    const { schedule } = analysed(spec);
    const states = dumps(spec);
    schedule.plan.nodes.forEach(({ layer, parameters }, index) => {
      if (layer.trainable === false) return;
      for (const name of parameters) {
        const first = learnedIn(schedule.layers[index], name)?.step;
        const step = first === undefined ? schedule.settled : first - 1;
        // prelu's slope hears nothing while nothing is below zero, which no factor of the chain rule tells.
        if (name === 'alpha' || step === 0 || step > steps) continue;
        const { chain: found, until } = explainZero(schedule, index, name, step);
        expect(found.length, `${layer.id}.${name} at step ${step}`).toBeGreaterThan(0);
        expect(until).toBe(first === undefined ? null : first - 1);
        for (const link of found) {
          if (link.factor !== 'kernel' || link.parameter === undefined) continue;
          const end = Math.min(link.until ?? steps, steps);
          for (let at = 1; at <= end; at++)
            expect(isZero(states[at - 1], link.layer, link.parameter), `${link.layer} at step ${at}`).toBe(
              true,
            );
          links += 1;
        }
      }
    });
  }
  expect(links).toBeGreaterThan(300);
});

describe('the two equal chains of twins', () => {
  /** The entries that lead to a unit: the last axis at its place; for kernels read, the axis before it. */
  const column = (data: NestedArray, unit: number): number[] =>
    data.every((entry) => typeof entry === 'number')
      ? [data[unit]]
      : data.flatMap((entry) => (typeof entry === 'number' ? [] : column(entry, unit)));

  test('entries said to be one constant are equal for both units at every step', () => {
    let pairs = 0;
    for (const spec of samples) {
      const { schedule, prediction } = analysed(spec);
      const { plan, changes } = schedule;
      const states = dumps(spec);
      plan.nodes.forEach(({ layer }, index) => {
        if (layer.kind !== 'dense' || plan.outputs.has(plan.nodes[index].tensor)) return;
        const twins = twinsOf(plan, changes, index, prediction.layers[index].groups);
        if (twins === null) return;
        const [i, j] = twins.units;
        for (const { layer: owner, parameter, why } of twins.incoming) {
          if (parameter === undefined || why !== 'constant') continue;
          for (const state of states)
            expect(column(state[owner][parameter], i)).toEqual(column(state[owner][parameter], j));
        }
        pairs += 1;
      });
    }
    expect(pairs).toBeGreaterThan(100);
  });

  test('what a symmetric verdict names', () => {
    const [{ verdict }] = judge(chain('tanh', [constant(0.1), constant(0.3)])).parameters;
    expect('derivation' in verdict ? verdict.derivation : []).toEqual([
      {
        kind: 'twins',
        layer: 'hidden_1',
        units: [0, 1],
        incoming: [
          { layer: 'hidden_1', parameter: 'kernel', why: 'constant', value: 0.1 },
          { layer: 'hidden_1', parameter: 'bias', why: 'constant', value: 0 },
        ],
        outgoing: [{ layer: 'out', parameter: 'kernel', why: 'constant', value: 0.3 }],
      },
    ]);
  });
});

const derivationsOf = (model: Network, layer: string): readonly Derivation[] => {
  const judged = judge(model).parameters.find((each) => each.layer === layer);
  return judged !== undefined && 'derivation' in judged.verdict ? judged.verdict.derivation : [];
};

describe('other reasons', () => {
  test('a low-rank start: the first update has no higher rank than is said', () => {
    const model = chain('tanh', [zeros, null, null], { units: 2 });
    const [one] = derivationsOf(model, 'hidden_1');
    expect(one).toMatchObject({ kind: 'one-feature', layer: 'hidden_1', value: 0, updateRank: 2 });
    const { evidence } = judge(model);
    const run = createRun(evidence?.spec ?? ({} as NetworkSpec));
    run.tick(1);
    const kernel = run.parameters()['hidden_1']['kernel'] as number[][];
    expect(rankOf(kernel)).toBe(2);
  });

  test('a constant start: all units begin with one feature', () => {
    const model = chain('tanh', [constant(0.5), null]);
    expect(derivationsOf(model, 'hidden_1')).toContainEqual({
      kind: 'one-feature',
      layer: 'hidden_1',
      value: 0.5,
      updateRank: null,
    });
  });

  test('a residual branch: the path around it', () => {
    const model = network([
      { id: 'first', settings: { units: 8, activation: 'relu' }, defaults: { kernel: random } },
      { id: 'inner', settings: { units: 8, activation: 'relu' }, defaults: { kernel: random } },
      { id: 'last', settings: { units: 8 }, starts: { kernel: zeros } },
      { id: 'sum', kind: 'add', from: ['first', 'last'] },
      { id: 'out', settings: { units: 2 }, defaults: { kernel: random } },
    ]);
    expect(derivationsOf(model, 'last')).toEqual([
      { kind: 'open-path', layer: 'last', merge: 'sum', around: 'first' },
    ]);
  });

  test('zeros in the output: who waits, and until when', () => {
    expect(derivationsOf(chain('relu', [null, null, zeros]), 'out')).toEqual([
      { kind: 'waits', layer: 'out', waiting: ['hidden_1', 'hidden_2'], step: 2 },
    ]);
  });

  test('dead: the chain of factors, for ever', () => {
    const [zero] = derivationsOf(chain('relu', [null, zeros, null]), 'hidden_2');
    expect(zero).toMatchObject({
      kind: 'zero-gradient',
      until: null,
      chain: [
        { layer: 'hidden_2', factor: 'slope', way: 'down', until: null },
        { layer: 'hidden_2', factor: 'kernel', way: 'up', until: null, parameter: 'kernel' },
      ],
    });
  });
});

/** By elimination. */
function rankOf(matrix: readonly (readonly number[])[]): number {
  const rows = matrix.map((row) => [...row]);
  const scale = Math.max(...rows.flat().map(Math.abs));
  let rank = 0;
  for (let column = 0; column < rows[0].length && rank < rows.length; column++) {
    const best = rows
      .slice(rank)
      .reduce((at, row, k) => (Math.abs(row[column]) > Math.abs(rows[at][column]) ? rank + k : at), rank);
    if (Math.abs(rows[best][column]) < 1e-10 * scale) continue;
    [rows[rank], rows[best]] = [rows[best], rows[rank]];
    for (let r = rank + 1; r < rows.length; r++) {
      const factor = rows[r][column] / rows[rank][column];
      rows[r] = rows[r].map((value, c) => value - factor * rows[rank][c]);
    }
    rank += 1;
  }
  return rank;
}
