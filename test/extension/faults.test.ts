// What can go wrong around the extension, and in an editor cannot be made to at will.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, onTestFinished, test, vi } from 'vitest';
import type * as vscode from 'vscode';
import { collectReport } from '../../src/extension/collect-report.ts';
import { Panels } from '../../src/extension/panels.ts';
import { queued } from '../../src/worker/queue.ts';
import { collapsing, startEditor } from './editor.ts';
import { FakePanel, serializers, shown, Uri, world } from './fake/vscode.ts';

const found = (path: string): number => world.diagnostics(path).length;

test(
  '5,000 files opened and closed leave no listener and no document behind',
  { timeout: 120_000 },
  async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const none = world.listeners();
    const editor = startEditor();
    const listening = world.listeners();
    const documents: WeakRef<object>[] = [];
    for (let cycle = 0; cycle < 5_000; cycle++) {
      const document = world.open(`/work/cycle-${cycle % 50}.js`, collapsing(`m${cycle}`));
      documents.push(new WeakRef(document));
      // Some are closed before the analysis begins, some while it runs, some after.
      if (cycle % 3 === 1) void editor.ask(document);
      if (cycle % 50 === 2) await editor.ask(document);
      world.close(document);
    }
    // Whatever is still on its way.
    await editor.ask(world.open('/work/last.js', collapsing('last')));
    await expect.poll(() => found('/work/last.js')).toBe(1);
    expect(world.listeners()).toBe(listening);
    expect([...editor.analyses.all()]).toHaveLength(1);
    expect(
      Array.from({ length: 50 }, (_, index) => found(`/work/cycle-${index}.js`)).filter(Boolean),
    ).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    collect();
    expect(documents.filter((document) => document.deref()).length).toBeLessThan(5);
    editor.dispose();
    expect(world.listeners()).toBe(none);
    expect(world.watchers()).toBe(0);
  },
);

test('an answer that comes too late is not shown', async () => {
  const editor = startEditor();
  const document = world.open('/work/a.js', collapsing('model'));
  const late = editor.ask(document);
  world.edit(document, '// nothing');
  await late;
  expect(found('/work/a.js')).toBe(0);
  await editor.ask(document);
  expect(found('/work/a.js')).toBe(0);
});

test('a folder that is deleted takes the findings of its files along, though only the folder is told', async () => {
  const editor = startEditor();
  for (const path of ['old/a.js', 'old/deep/b.js', 'older.js'])
    world.file(`/work/${path}`, collapsing('model'));
  await editor.lint.run();
  expect(['old/a.js', 'old/deep/b.js', 'older.js'].map((path) => found(`/work/${path}`))).toEqual([1, 1, 1]);
  world.remove('/work/old');
  expect(['old/a.js', 'old/deep/b.js', 'older.js'].map((path) => found(`/work/${path}`))).toEqual([0, 0, 1]);
});

test('a file that is renamed takes its findings along', async () => {
  const editor = startEditor();
  world.file('/work/before.js', collapsing('model'));
  await editor.lint.run();
  world.remove('/work/before.js');
  world.file('/work/after.js', collapsing('model'));
  await expect.poll(() => found('/work/after.js')).toBe(1);
  expect(found('/work/before.js')).toBe(0);
});

test('a file that cannot be read is a line in the log, and the others are linted', async () => {
  const editor = startEditor();
  world.file('/work/locked.js', new Error('EACCES: permission denied'));
  world.file('/work/noise.js', '\u0000\u0001\ufffd tf.sequential('.repeat(50));
  world.file('/work/open.js', collapsing('model'));
  await editor.lint.run();
  expect(found('/work/open.js')).toBe(1);
  expect(found('/work/noise.js')).toBe(0);
  expect(editor.journal.troubles).toEqual([
    { level: 'error', path: '/work/locked.js', message: 'EACCES: permission denied' },
  ]);
});

test('files that come after a lint are left alone where the lint would have left them', async () => {
  const editor = startEditor();
  world.file('/work/.gitignore', 'dist/\n');
  world.set('exclude', ['gen/**']);
  await editor.lint.run();
  for (const path of ['dist/a.js', 'gen/b.js', 'node_modules/c/d.js', 'e.js'])
    world.file(`/work/${path}`, collapsing('model'));
  await expect.poll(() => found('/work/e.js')).toBe(1);
  expect(['dist/a.js', 'gen/b.js', 'node_modules/c/d.js'].map((path) => found(`/work/${path}`))).toEqual([
    0, 0, 0,
  ]);
});

test('the nearest configuration file counts, and the settings win over it', async () => {
  const editor = startEditor();
  const document = world.open('/work/packages/a/model.js', collapsing('model'));
  // That of the hidden layer; the output's own start is harmless.
  const severity = async () => (await editor.ask(document))?.findings.at(0)?.severity;
  expect(await severity()).toBe('error');
  world.file('/work/init-lint.config.json', '{"rules":{"symmetric-units":"warning"}}');
  await expect.poll(severity).toBe('warning');
  world.file('/work/packages/a/init-lint.config.json', '{"rules":{"symmetric-units":"info"}}');
  await expect.poll(severity).toBe('info');
  world.set('rules', { 'symmetric-units': 'error' });
  await expect.poll(severity).toBe('error');
  world.set('rules', {});
  world.file('/work/packages/a/init-lint.config.json', '{"exclude":["*.js"]}');
  await expect.poll(severity).toBeUndefined();
  world.file('/work/packages/a/init-lint.config.json', '{"exclude":');
  await expect.poll(severity).toBe('warning');
  expect(world.diagnostics('/work/packages/a/init-lint.config.json')).toHaveLength(1);
});

test.each([
  ['nothing', undefined],
  ['a number', 42],
  ['a source of another kind', { source: 7 }],
  ['names that are no text', { source: { subject: { uri: 5, network: { id: [] } } } }],
  ['an address that is none', { source: { subject: { uri: 'nowhere at all', network: { id: 'model' } } } }],
  ['a file that is gone', { source: { subject: { uri: 'file:///work/gone.js', network: { id: 'model' } } } }],
  [
    'a prototype for a network',
    { source: { subject: { uri: 'file:///work/a.js', network: { id: '__proto__' } } } },
  ],
])('a panel that comes back with %s for a state shows something, or says why not', async (_, state) => {
  const editor = startEditor();
  world.open('/work/a.js', collapsing('model'));
  const opened = new Panels(new Uri('file', '/extension') as unknown as vscode.Uri, editor.analyses);
  const restored = opened.restore();
  onTestFinished(() => {
    opened.dispose();
    restored.dispose();
  });
  const view = new FakePanel();
  await serializers.at(-1)?.deserializeWebviewPanel(view, state);
  view.say('ready');
  const first = () => (view.told as { method?: string }[]).find(({ method }) => method !== undefined)?.method;
  await expect.poll(first).toMatch(/^(showPlayground|lost)$/);
});

test('a clock that is set back by an hour does not keep a newer version waiting', async () => {
  const start = Date.now();
  let calls = 0;
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => start - (calls++ > 0 ? 3_600_000 : 0));
  onTestFinished(() => clock.mockRestore());
  let pauses = 0;
  const analyse = queued(
    ({ version }) =>
      Promise.resolve(
        (function* () {
          const end = performance.now() + 60;
          while (performance.now() < end) yield;
          return { version, findings: [], networks: [], problems: [] };
        })(),
      ),
    () => {
      pauses += 1;
      return Promise.resolve();
    },
  );
  await analyse({ path: 'a.js', version: 1, text: '' });
  expect(pauses).toBeGreaterThanOrEqual(2);
});

test('a report holds what an issue needs, and nothing that the code or its files are called', async () => {
  const editor = startEditor();
  const document = world.open('/work/secret-plan.js', collapsing('confidential'));
  await editor.ask(document);
  world.set('exclude', ['private/**']);
  editor.journal.error(
    '/work/secret-plan.js',
    new Error('Cannot read “confidential” of /work/secret-plan.js'),
  );
  editor.journal.warn(
    null,
    "The analysis worker ended: no 'confidential' in file:///work/secret-plan.js\nat x",
  );
  const { analyses, client, journal } = editor;
  await collectReport({ version: '1.2.3', host: 'a test', client, analyses, journal });
  const report = shown.at(-1)?.getText() ?? '';
  expect(report).toContain('| Init Lint | 1.2.3 |');
  expect(report).toContain('| symmetric-units, error | 1 |');
  expect(report).toContain('| tfjs-layers | 1 |');
  expect(report).toContain('- error, a .js file: Cannot read “…” of it');
  expect(report).not.toMatch(/secret|confidential|private|kernelInitializer/);
});
