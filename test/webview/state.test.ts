// The state and what follows from it, without a browser.
import { describe, expect, test } from 'vitest';
import { changedNetwork, noChanges } from '../../webview/changes.ts';
import { codeEdits } from '../../webview/code-edits.ts';
import { canRepeat, deepened } from '../../webview/depth.ts';
import { actionOf } from '../../webview/keys.ts';
import { lookOf, withLook } from '../../webview/look.ts';
import { focusedLayer, model } from '../../webview/model.ts';
import { presetAction } from '../../webview/presets/gallery.ts';
import { networkOf } from '../../webview/preset-network.ts';
import { sample, sketches } from '../../webview/samples.ts';
import { tensorflowScript } from '../../webview/script.ts';
import { joined } from '../../webview/simulation.ts';
import { simulationServer } from '../../webview/simulation-server.ts';
import { type Action, initialState, type PanelState, update } from '../../webview/state.ts';

const subjectOf = (name: string, version = 1) => {
  const subject = sample(name, version);
  if (subject === null) throw new Error(name);
  return subject;
};
const after = (...actions: readonly Action[]): PanelState => actions.reduce(update, initialState);
const show = (name: string, version = 1, focus: string | null = null): Action => ({
  kind: 'show',
  subject: subjectOf(name, version),
  focus,
});
const he = { kind: 'he-normal' } as const;
const withStart = (key: string): Action => ({
  kind: 'change',
  changes: { ...noChanges, starts: { [key]: he } },
});

describe('state', () => {
  test('is plain data', () => {
    const state = after(show('dead'), withStart('h1.kernel'), { kind: 'step', step: 7 });
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });

  test.each<[string, Action[], Partial<PanelState>]>([
    ['a new network plays', [show('dead')], { playing: true, step: 0 }],
    ['a step pauses', [show('dead'), { kind: 'step', step: 5 }], { playing: false, step: 5 }],
    ['steps stay inside', [show('dead'), { kind: 'step', step: -3 }], { step: 0 }],
    ['and below the end', [show('dead'), { kind: 'step', step: 99 }], { step: 50 }],
    [
      'playing stops at the end',
      [show('dead'), { kind: 'advance', steps: 60 }],
      { step: 50, playing: false },
    ],
    [
      'playing at the end begins again',
      [show('dead'), { kind: 'step', step: 50 }, { kind: 'play' }],
      { step: 0 },
    ],
    [
      'fewer steps take the step along',
      [show('dead'), { kind: 'step', step: 40 }, { kind: 'steps', steps: 20 }],
      { step: 20 },
    ],
    [
      'at most four stand beside',
      [show('dead'), { kind: 'beside', variants: ['he', 'glorot', 'lecun', 'zero', 'constant'] }],
      { beside: ['he', 'glorot', 'lecun', 'zero'] },
    ],
    [
      'an edit keeps the focus',
      [show('dead'), { kind: 'focus', layer: 'h2' }, show('symmetric', 2)],
      { focus: 'h2', lost: null },
    ],
    [
      'but not on a layer that is gone',
      [show('blocked'), { kind: 'focus', layer: 'h3' }, show('symmetric', 2)],
      { focus: null },
    ],
    [
      'what was lost comes back',
      [show('dead'), { kind: 'lost', reason: 'x' }, show('dead', 2)],
      { lost: null },
    ],
  ])('%s', (_, actions, expected) => {
    expect(after(...actions)).toMatchObject(expected);
  });

  test('a late answer for an older version is dropped', () => {
    const state = after(show('dead', 5));
    expect(update(state, show('symmetric', 4))).toBe(state);
  });

  test('undo, redo and reset walk through the changes', () => {
    const a = withStart('h1.kernel');
    const b = withStart('h2.kernel');
    const changed = (...actions: readonly Action[]) =>
      Object.keys(after(show('dead'), ...actions).changes.starts);
    expect(changed(a, b)).toEqual(['h2.kernel']);
    expect(changed(a, b, { kind: 'undo' })).toEqual(['h1.kernel']);
    expect(changed(a, b, { kind: 'undo' }, { kind: 'redo' })).toEqual(['h2.kernel']);
    expect(changed(a, b, { kind: 'reset' })).toEqual([]);
    expect(changed(a, b, { kind: 'reset' }, { kind: 'undo' })).toEqual(['h2.kernel']);
    expect(changed({ kind: 'undo' })).toEqual([]);
  });

  test('keys', () => {
    const state = after(show('dead'), { kind: 'step', step: 5 });
    expect(actionOf(' ', state)).toEqual({ kind: 'play' });
    expect(actionOf('ArrowLeft', state)).toEqual({ kind: 'step', step: 4 });
    expect(actionOf('x', state)).toBeNull();
  });
});

describe('model', () => {
  test('the one as written and the suggested one, with verdict and prediction', () => {
    const shown = model(after(show('symmetric')));
    expect(shown?.variants.map(({ id }) => id)).toEqual(['written', 'suggested']);
    expect(shown?.findings.map(({ layer, rule }) => `${layer} ${rule}`)).toContain('h1 symmetric-units');
    const widths = shown?.variants.map(({ prediction }) =>
      prediction.layers.map((layer) => layer.effectiveWidth),
    );
    expect(widths).toEqual([
      [1, 1, 1],
      [8, 6, 1],
    ]);
  });

  test('a change is judged anew', () => {
    const starts = { 'h1.kernel': he, 'h2.kernel': he };
    const state = after(show('symmetric'), { kind: 'change', changes: { ...noChanges, starts } });
    expect(model(state)?.findings).toEqual([]);
    expect(model(state)?.variants.map(({ id }) => id)).toEqual(['written']);
  });

  test('changes reach the network to be run', () => {
    const changes = {
      ...noChanges,
      units: { h1: 3 },
      activations: { h1: 'relu' as const },
      loss: 'huberLoss' as const,
      optimizer: 'adam' as const,
      learningRate: 0.02,
      batchSize: 8,
      data: 'spiral' as const,
      seed: 9,
    };
    const shown = model(after(show('symmetric'), { kind: 'change', changes }));
    const spec = shown?.variants[0].spec;
    expect(spec).toMatchObject({
      loss: 'huberLoss',
      optimizer: { kind: 'adam', learningRate: 0.02 },
      batchSize: 8,
      data: { kind: 'spiral' },
    });
    expect(spec?.layers[0]).toMatchObject({ units: 3, activation: 'relu' });
    expect(shown?.seed).toBe(9);
  });

  test('the layer at fault is selected until another one is', () => {
    const state = after(show('dead'));
    const shown = model(state);
    if (shown === null) throw new Error('no model');
    expect(focusedLayer(state, shown)).toBe('h1');
    expect(focusedLayer(update(state, { kind: 'focus', layer: 'out' }), shown)).toBe('out');
  });
});

describe('depth', () => {
  const idsOf = (depths: Readonly<Record<string, number>>, name = 'symmetric') =>
    deepened(subjectOf(name).network, depths).map(
      ({ id, from }) => `${from.is === 'known' ? from.value.join('+') : '?'} → ${id}`,
    );

  test.each<[string, Record<string, number>, string[]]>([
    ['as written', {}, ['x → h1', 'h1 → h2', 'h2 → out']],
    ['three in a row', { h1: 3 }, ['x → h1', 'h1 → h1_2', 'h1_2 → h1_3', 'h1_3 → h2', 'h2 → out']],
    ['none', { h1: 0 }, ['x → h2', 'h2 → out']],
    ['none of all hidden ones', { h1: 0, h2: 0 }, ['x → out']],
    ['the output stays', { out: 3 }, ['x → h1', 'h1 → h2', 'h2 → out']],
    ['a layer that is not there', { other: 3 }, ['x → h1', 'h1 → h2', 'h2 → out']],
  ])('%s', (_, depths, expected) => {
    expect(idsOf(depths)).toEqual(expected);
  });

  test('a convolution that keeps its size may be repeated, flattening may not', () => {
    const { network } = subjectOf('filters');
    expect(network.layers.filter((layer) => canRepeat(network, layer)).map(({ id }) => id)).toEqual([
      'conv1',
      'conv2',
    ]);
  });

  test('ids of copies do not collide with those of the code', () => {
    const { network } = subjectOf('symmetric');
    const named = {
      ...network,
      layers: network.layers.map((l) => (l.id === 'h2' ? { ...l, id: 'h1_2' } : l)),
    };
    const ids = deepened(named, { h1: 2 }).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('links', () => {
  const encoded = (value: unknown) => btoa(JSON.stringify(value));

  test('what was set comes back, and nothing else is in the link', () => {
    const set = after(
      show('symmetric'),
      { kind: 'change', changes: { ...noChanges, starts: { 'h1.kernel': he }, depths: { h1: 2 }, seed: 4 } },
      { kind: 'beside', variants: ['own', 'zero'] },
      { kind: 'own', own: { kernel: { kind: 'random-uniform', min: -0.1, max: 0.1 } } },
      { kind: 'view', name: 'signals', open: true },
      { kind: 'steps', steps: 200 },
      { kind: 'step', step: 7 },
      { kind: 'focus', layer: 'h2' },
    );
    expect(withLook(after(show('symmetric')), lookOf(set))).toMatchObject({ ...set, past: [] });
    expect(lookOf(after(show('symmetric'), { kind: 'pause' }))).toBe('e30');
    expect(lookOf(set)).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(lookOf(set).length).toBeLessThan(600);
  });

  test('an example, its page and its changes', () => {
    const state = after(presetAction('quiz'), { kind: 'page', page: 1 }, { kind: 'step', step: 3 });
    expect(withLook(initialState, lookOf(state))).toMatchObject({ source: state.source, step: 3 });
  });

  test.each([
    '',
    'x',
    '%',
    'bm90IGpzb24',
    encoded(null),
    encoded([1]),
    encoded('x'),
    '\u0000',
    'e30='.repeat(999),
  ])('what is no link changes nothing: %j', (look) => {
    const state = after(show('dead'), { kind: 'pause' });
    expect(withLook(state, look)).toBe(state);
  });

  test('what is not as it should be is left out', () => {
    const hostile = encoded({
      changes: {
        starts: {
          'h1.kernel': { kind: 'values', data: [[1]] },
          'h2.kernel': { kind: 'constant', value: 'Infinity' },
          __proto__: { kind: 'constant', value: 1 },
          'out.kernel': { kind: 'random-normal', stddev: -1 },
        },
        units: { h1: 1e9, h2: 2.5 },
        depths: { h1: 4000 },
        loss: 'constructor',
        learningRate: -1,
        batchSize: 0,
        seed: 1.5,
        extra: 1,
      },
      beside: ['he', 'he', 'toString', 7],
      views: 'signals',
      steps: 1e12,
      step: 99,
      focus: 3,
      playing: true,
      source: { kind: 'code' },
    });
    const state = after(show('dead'), { kind: 'pause' });
    const opened = withLook(state, hostile);
    expect(opened.changes).toEqual(noChanges);
    expect(opened).toMatchObject({
      source: state.source,
      beside: ['he'],
      steps: 50,
      step: 0,
      playing: false,
    });
    expect(Object.keys(opened).sort()).toEqual(Object.keys(initialState).sort());
  });
});

describe('code', () => {
  test('changed starts become the edits of the analysis, each place once', () => {
    const { network } = subjectOf('symmetric');
    const starts = { 'h1.kernel': he, 'h2.kernel': { kind: 'constant', value: 7 } as const };
    expect(codeEdits(network, { ...noChanges, starts })).toEqual({
      edits: [{ start: 321, end: 328, text: "'heNormal'" }],
      lines: ['h1.kernel: heNormal'],
      unwritten: ['h2.kernel'],
    });
  });

  test('a script holds layers, starts, data and training', () => {
    const shown = model(after(show('symmetric')));
    const written = shown?.variants[0];
    if (written === undefined) throw new Error('no network');
    const script = tensorflowScript(written.spec, written.prediction, 1, 50);
    expect(script).toContain('const h1 = tf.layers.dense({ name: "h1"');
    expect(script).toContain('kernelInitializer: tf.initializers.constant({ value: 0.3 })');
    expect(script).toContain("loss: 'meanSquaredError', optimizer: tf.train.sgd(0.1)");
    expect(script).toMatch(/const xs = tf\.tensor\(\[[-0-9.,e]+\], \[64,4\]\);/);
  });

  test('a changed network says nothing of surprises that are gone', () => {
    const network = networkOf(
      sketches['dead'] ?? { id: '', inputs: 1, layers: [], loss: 'hinge', learningRate: 1 },
    );
    const changed = changedNetwork(network, { ...noChanges, starts: { 'h1.kernel': he } });
    expect(changed.layers[0].parameters[0].start).toEqual({ is: 'known', value: he });
  });
});

describe('simulation', () => {
  const requests = (steps: number) =>
    (model(after(show('blocked')))?.requests ?? []).map((request) => ({ ...request, steps }));

  test('goes on where it was, and joins what the panel has', () => {
    const server = simulationServer(() => 0);
    const [request] = requests(3);
    server.plan([request]);
    for (let i = 0; i < 4; i += 1) server.advance(0, {});
    const [first] = server.advance(0, {});
    expect([first.done, first.news.step, first.news.loss.length]).toEqual([true, 3, 4]);
    server.plan([{ ...request, steps: 5 }]);
    server.advance(0, { [request.key]: 3 });
    const [second] = server.advance(0, { [request.key]: 3 });
    const all = joined(first.news, second.news);
    expect([second.done, all.step, all.loss.length]).toEqual([true, 5, 6]);
    expect(all.layers[0].gradientNorms['kernel'].length).toBe(5);
    expect(all.layers[0].gradientNorms['kernel'].slice(0, 3)).toEqual([0, 0, 0]);
    expect(all.layers[0].effectiveWidth).toEqual([1, 1, 1, 1, 1, 1]);
    expect(joined(all, { step: 5, loss: [], layers: [] })).toBe(all);
  });

  test('frames of any step, rows and paths of twins', () => {
    const server = simulationServer(() => 0);
    const [request] = requests(4);
    server.plan([request]);
    for (let i = 0; i < 5; i += 1) server.advance(0, {});
    const frame = server.frame(request.key, 4);
    expect(frame?.layers[0]).toMatchObject({
      classes: [0, 0, 0, 0, 0, 0, 0, 0],
      rows: [0, 0, 0, 0, 0, 0, 0, 0],
    });
    expect(server.frame(request.key, 0)?.layers[0].histogram).toMatchObject({ least: 0, most: 0 });
    const trajectories = server.trajectories(request.key, 'h1');
    expect(trajectories?.steps).toEqual([0, 1, 2, 3, 4]);
    expect(new Set(trajectories?.norms.map((norms) => norms.join())).size).toBe(1);
    expect(server.frame('unknown', 0)).toBeNull();
  });

  test('the lumped network has one unit for each group, and the same loss as the whole', () => {
    const shown = model(after(show('symmetric'), { kind: 'beside', variants: ['lumped'] }));
    const requests = shown?.requests ?? [];
    expect(shown?.variants.map(({ id }) => id)).toEqual(['written', 'lumped']);
    const server = simulationServer(() => 0);
    server.plan(requests.map((request) => ({ ...request, steps: 20 })));
    for (let i = 0; i < 42; i += 1) server.advance(0, {});
    const [whole, lumped] = server.advance(0, {});
    expect(lumped.news.layers.map(({ units }) => units)).toEqual([1, 1, 1]);
    expect(server.frame(requests[1].key, 20)?.layers.map(({ kernel }) => kernel.length)).toEqual([4, 1, 1]);
    lumped.news.loss.forEach((loss, step) => expect(loss).toBeCloseTo(whole.news.loss[step], 12));
  });

  test('a network that cannot be built says why and is done', () => {
    const server = simulationServer(() => 0);
    const [request] = requests(3);
    server.plan([{ ...request, key: 'broken', spec: { ...request.spec, outputs: ['nowhere'] } }]);
    const [answer] = server.advance(0, {});
    expect(answer.done).toBe(true);
    expect(answer.error).toContain('nowhere');
  });
});
