import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli, collapsing, folderWith, harmless, healthy, model, workspace } from './cli.ts';

interface JsonFinding {
  rule: string;
  severity: string;
  message: string;
  start: { line: number; column: number; offset: number };
  end: { line: number; column: number; offset: number };
  layer: string;
  verdict: { kind: string; because?: string; units: number | null; effectiveWidth: number | null };
  suggestions: { title: string; edits: { start: number; end: number; text: string }[] }[];
}

interface JsonOutput {
  version: number;
  files: {
    path: string;
    findings: JsonFinding[];
    networks: { id: string; layers: { id: string; units: number | null; activation: string | null }[] }[];
    problems: { message: string; line: number | null }[];
  }[];
  summary: { files: number; errors: number; warnings: number; infos: number; ms: number };
}

async function lintJson(cwd: string, ...args: string[]) {
  const outcome = await cli(cwd, ['--format', 'json', ...args]);
  return { ...outcome, output: JSON.parse(outcome.stdout) as JsonOutput };
}

describe('the demo workspace', () => {
  test('every fault is found, and no harmless zero is warned of', async () => {
    const { status, output } = await lintJson(workspace);
    const worst = Object.fromEntries(
      output.files
        .filter(({ findings }) =>
          findings.some(({ severity }) => severity === 'error' || severity === 'warning'),
        )
        .map(({ path, findings }) => [path, [...new Set(findings.map(({ rule }) => rule))].sort()]),
    );
    expect(Object.keys(worst)).toEqual([
      'src/classifier.ts',
      'src/frost.js',
      'src/leaf-disease.js',
      'src/yield.js',
    ]);
    expect(worst['src/classifier.ts']).toEqual(['symmetric-units']);
    expect(worst['src/frost.js']).toEqual(['blocked-gradient']);
    expect(worst['src/yield.js']).toContain('dead-weights');
    expect(
      output.files.find(({ path }) => path === 'src/price.ts')?.findings.map(({ rule }) => rule),
    ).toEqual(['low-rank-start']);
    expect(status).toBe(1);
  });

  test('with --all the harmless sites say why they are', async () => {
    const { output } = await lintJson(workspace, '--all', 'src/harmless');
    const because = output.files.flatMap(({ path, findings }) =>
      findings
        .filter(({ verdict }) => verdict.kind === 'harmless' && verdict.because !== 'healthy')
        .map(({ severity, verdict }) => `${path} ${severity} ${verdict.because ?? ''}`),
    );
    expect([...new Set(because)]).toEqual([
      'src/harmless/policy-head.ts off output-only',
      'src/harmless/pretrained.js off loaded',
      'src/harmless/regression.js off convex',
      'src/harmless/residual.ts off residual',
    ]);
  });

  test('the classifier collapses to one of eight', async () => {
    const { output } = await lintJson(workspace, 'src/classifier.ts');
    const [file] = output.files;
    expect(file.findings[0]).toMatchObject({
      layer: 'hidden',
      library: 'tfjs-layers',
      network: 'classifier',
      parameter: 'kernel',
      initializer: { kind: 'constant', value: 0.1 },
      verdict: { kind: 'symmetric', units: 8, effectiveWidth: 1 },
    });
    expect(file.networks).toMatchObject([
      {
        id: 'classifier',
        library: 'tfjs-layers',
        layers: [
          { id: 'hidden', kind: 'dense', units: 8, activation: 'tanh', line: 11 },
          { id: 'water', kind: 'dense', units: 1, activation: 'sigmoid' },
        ],
      },
    ]);
  });

  test('positions and edits fit the text', async () => {
    const { output } = await lintJson(workspace, '--all');
    for (const { path, findings } of output.files) {
      const text = readFileSync(join(workspace, path), 'utf8');
      for (const { start, end, suggestions } of findings) {
        expect(text.slice(start.offset, end.offset)).toMatch(/^[\w.'"{}(): ]+$/);
        expect(text.split('\n')[start.line - 1].slice(start.column - 1)).toBe(
          text.slice(start.offset).split('\n')[0],
        );
        for (const edit of suggestions.flatMap(({ edits }) => edits)) {
          expect(edit.start).toBeLessThanOrEqual(edit.end);
          expect(edit.end).toBeLessThanOrEqual(text.length);
        }
      }
    }
  });

  test('the first suggestion, applied, makes the finding go away', async () => {
    const path = 'src/classifier.ts';
    const { output } = await lintJson(workspace, path);
    const edits = output.files[0].findings[0].suggestions[0].edits;
    expect(edits).not.toEqual([]);
    let text = readFileSync(join(workspace, path), 'utf8');
    for (const edit of [...edits].sort((a, b) => b.start - a.start)) {
      text = text.slice(0, edit.start) + edit.text + text.slice(edit.end);
    }
    const { stdout, status } = await cli(folderWith({}), ['--stdin', '--stdin-filename', 'm.ts'], text);
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
  });
});

describe('which files', () => {
  test('folders are searched as git sees them, node_modules and declarations never', async () => {
    const folder = folderWith({
      'a.ts': collapsing,
      'b.mjs': collapsing,
      'c.d.ts': collapsing,
      'd.txt': collapsing,
      'node_modules/x/index.js': collapsing,
      'built/e.js': collapsing,
      'deep/[id]/f.tsx': collapsing,
      '.gitignore': 'built/\n',
    });
    mkdirSync(join(folder, '.git'));
    const { output } = await lintJson(folder);
    expect(output.files.map(({ path }) => path)).toEqual(['a.ts', 'b.mjs', 'deep/[id]/f.tsx']);
    expect(output.summary.files).toBe(3);
  });

  test.each([
    [['deep/[id]/f.tsx'], ['deep/[id]/f.tsx']],
    [
      ['deep', 'a.ts', './a.ts'],
      ['a.ts', 'deep/[id]/f.tsx'],
    ],
    [['**/*.tsx'], ['deep/[id]/f.tsx']],
    [['built/e.js'], ['built/e.js']],
  ])('%j', async (args, expected) => {
    const folder = folderWith({
      'a.ts': healthy,
      'built/e.js': healthy,
      'deep/[id]/f.tsx': healthy,
      '.gitignore': 'built/\n',
    });
    const { output } = await lintJson(folder, ...args);
    expect(output.files.map(({ path }) => path)).toEqual(expected);
  });

  test('paths are relative to the working directory, even upwards', async () => {
    const folder = folderWith({ 'a/x.ts': healthy, 'b/y.ts': healthy });
    const { output } = await lintJson(join(folder, 'b'), '../a', '.');
    expect(output.files.map(({ path }) => path)).toEqual(['../a/x.ts', 'y.ts']);
  });
});

describe('what is printed, and the exit status', () => {
  const warnings = { 'a.ts': collapsing, 'init-lint.config.json': '{"rules":{"symmetric-units":"warning"}}' };

  test.each([
    ['nothing to find', { 'a.ts': healthy }, [], 0],
    ['no file at all', {}, [], 0],
    ['errors', { 'a.ts': collapsing }, [], 1],
    ['errors are not put up with', { 'a.ts': collapsing }, ['--max-warnings', '99'], 1],
    ['warnings', warnings, [], 1],
    ['too many warnings', warnings, ['--max-warnings', '1'], 1],
    ['few enough warnings', warnings, ['--max-warnings', '2'], 0],
    [
      'a rule switched off',
      { 'a.ts': collapsing, 'c.json': '{"rules":{"symmetric-units":"off"}}' },
      ['--config', 'c.json'],
      0,
    ],
    ['harmless sites', { 'a.ts': harmless }, ['--all'], 0],
  ])('%s', async (_, files, args, expected) => {
    const { status, stderr } = await cli(folderWith(files), args);
    expect({ status, stderr }).toEqual({ status: expected, stderr: '' });
  });

  test('clean code is answered with silence', async () => {
    const { stdout } = await cli(folderWith({ 'a.ts': healthy }), []);
    expect(stdout).toBe('');
  });

  test('stylish names the place, the layer and the way out', async () => {
    const { stdout } = await cli(folderWith({ 'src/a.ts': collapsing }), []);
    expect(stdout).toMatch(/^\nsrc\/a\.ts\n {2}3:\d+ {2}error .*8 units.*symmetric-units\n\s+try +\S.*\n/);
    expect(stdout).toMatch(/2 errors in 1 file, \d+ ms\n$/);
  });

  test('--quiet prints errors only and still counts the rest', async () => {
    const { stdout, status } = await cli(folderWith(warnings), ['--quiet', '--format', 'json']);
    const output = JSON.parse(stdout) as JsonOutput;
    expect(output.files.flatMap(({ findings }) => findings)).toEqual([]);
    expect(output.summary.warnings).toBe(2);
    expect(status).toBe(1);
  });

  test('--output writes the file and nothing else', async () => {
    const folder = folderWith({ 'a.ts': collapsing });
    const { stdout, status } = await cli(folder, ['--format', 'json', '--output', 'report.json']);
    expect({ stdout, status }).toEqual({ stdout: '', status: 1 });
    expect(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))).toMatchObject({ version: 1 });
  });

  test('--stdin goes by its name and reads neighbours from the disk', async () => {
    const folder = folderWith({ 'src/start.ts': `export const start = 'ones';\n` });
    const text = collapsing
      .replace('\n', `\nimport { start } from './start';\n`)
      .replaceAll(`'ones'`, 'start');
    const { output, status } = await (async () => {
      const outcome = await cli(
        folder,
        ['--format', 'json', '--stdin', '--stdin-filename', 'src/model.ts'],
        text,
      );
      return { ...outcome, output: JSON.parse(outcome.stdout) as JsonOutput };
    })();
    expect(output.files[0].path).toBe('src/model.ts');
    expect(output.files[0].findings.map(({ rule }) => rule)).toEqual(['symmetric-units', 'symmetric-units']);
    expect(status).toBe(1);
  });

  test('a file that has only problems is listed with them', async () => {
    const { output, status } = await lintJson(folderWith({ 'a.ts': new Uint8Array([0, 1, 2, 255]) }));
    expect(output.files).toMatchObject([{ path: 'a.ts', problems: [{ line: null }] }]);
    expect(status).toBe(0);
  });

  test('names from the source cannot speak to the terminal', async () => {
    const evil = collapsing.replace('8, activation', `8, name: 'x\\u001b[2Jy\\nz', activation`);
    const { stdout } = await cli(folderWith({ 'a\u001b[31m.ts': evil }), ['--all']);
    expect(stdout).toContain('symmetric-units');
    expect(stdout).not.toContain('\u001b');
  });
});

describe('suppression comments', () => {
  const [first = '', ...rest] = collapsing.split('\n');
  const hidden = rest.findIndex((line) => line.includes('units: 8'));
  const withLine = (text: string) => [first, ...rest.toSpliced(hidden, 0, text)].join('\n');

  test.each([
    ['the rule', '// init-lint-disable-next-line symmetric-units -- on purpose', 1],
    ['every rule', '// init-lint-disable-next-line', 1],
    ['another rule', '// init-lint-disable-next-line dead-weights', 2],
    ['from here on', '/* init-lint-disable */', 0],
  ])('%s', async (_, comment, left) => {
    const { output } = await lintJson(folderWith({ 'a.ts': withLine(comment) }));
    expect(output.files.flatMap(({ findings }) => findings)).toHaveLength(left);
  });
});

test('the configuration is found above the working directory', async () => {
  const folder = folderWith({
    'init-lint.config.json': '{"rules":{"symmetric-units":"info"},"exclude":["**/old/**"]}',
    'pkg/a.ts': collapsing,
    'pkg/old/b.ts': collapsing,
  });
  const { output, status } = await lintJson(join(folder, 'pkg'));
  expect(output.summary).toMatchObject({ files: 1, errors: 0, warnings: 0, infos: 2 });
  expect(status).toBe(0);
});

test('a changed file is read anew', async () => {
  const folder = folderWith({ 'a.ts': collapsing });
  expect((await cli(folder, [])).status).toBe(1);
  writeFileSync(join(folder, 'a.ts'), model('healthy', '8 relu heNormal', '1 linear'));
  expect((await cli(folder, [])).status).toBe(0);
});

test('files that are not understood are counted, and named on request', async () => {
  const folder = folderWith({
    'a.ts': collapsing,
    'b.ts': 'import * as tf from "@tensorflow/tfjs"; tf.sequential(; const = ;',
  });
  expect((await cli(folder, [])).stdout).toMatch(/1 file was not understood to the end; --all says why\n$/);
  expect((await cli(folder, ['--all'])).stdout).toMatch(/\nb\.ts\n +1: .*expected/);
});

test('long messages are broken between words where the terminal ends', async () => {
  const folder = folderWith({ 'a.ts': collapsing });
  const { stdout } = await cli(folder, [], '', 80);
  const lines = stdout.split('\n');
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
  expect(stdout.replace(/\n +/g, ' ')).toContain('The 8 units of');
});

describe('baselines', () => {
  test('what is known is not repeated; what is new is', async () => {
    const folder = folderWith({ 'a.ts': collapsing });
    expect(await cli(folder, ['--write-baseline', 'base.json'])).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    });
    expect(await cli(folder, ['--baseline', 'base.json'])).toEqual({ status: 0, stdout: '', stderr: '' });

    writeFileSync(join(folder, 'a.ts'), `// moved\n\n${collapsing}`);
    expect((await cli(folder, ['--baseline', 'base.json'])).status).toBe(0);

    writeFileSync(join(folder, 'b.ts'), collapsing);
    const { output, status } = await lintJson(folder, '--baseline', 'base.json');
    expect(output.files.map(({ path, findings }) => [path, findings.length])).toEqual([
      ['a.ts', 0],
      ['b.ts', 2],
    ]);
    expect(output.summary.errors).toBe(2);
    expect(status).toBe(1);
  });

  test.each([
    ['nowhere.json', 'Cannot read'],
    ['other.json', 'is not a baseline'],
  ])('%s', async (name, message) => {
    const { status, stderr } = await cli(folderWith({ 'other.json': '{}' }), ['--baseline', name]);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});
