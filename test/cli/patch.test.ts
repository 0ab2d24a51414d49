// --fix-suggestions: a patch that git itself applies.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lint } from '../../src/cli/library.ts';
import { Places } from '../../src/cli/lines.ts';
import { patchOf } from '../../src/cli/patch.ts';
import type { Edit } from '../../src/core/network/span.ts';
import { cli, collapsing, folderWith, git, healthy, model } from './cli.ts';

const one = model('one', '8 sigmoid ones', '1 linear ones');
const far = [
  one,
  '// a line\n'.repeat(20),
  one
    .replace(/^import.*$/m, '')
    .replaceAll('one.', 'two.')
    .replace('one =', 'two ='),
].join('');

async function patched(files: Readonly<Record<string, string>>, folder: string, cwd = folder) {
  git(folder, 'init', '-q');
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const { stderr } = await cli(cwd, ['--fix-suggestions', 'fix.patch']);
  expect(stderr).toBe('');
  git(cwd, 'apply', 'fix.patch');
  return cli(cwd, []);
}

describe('applied, nothing is left to say', () => {
  test.each<[string, Readonly<Record<string, string>>]>([
    ['one place', { 'a.ts': one }],
    ['two places in one hunk', { 'a.ts': collapsing }],
    ['two hunks', { 'a.ts': far }],
    ['two files', { 'a.ts': one, 'deep/er/b.js': collapsing, 'c.ts': healthy }],
    ['no line feed at the end', { 'a.ts': one.trimEnd() }],
    ['one line', { 'a.ts': one.replaceAll('\n', ' ').trimEnd() }],
    ['line ends of Windows', { 'a.ts': one.replaceAll('\n', '\r\n') }],
    ['a byte order mark', { 'a.ts': `\ufeff${one}` }],
    [
      'names that need quotes',
      {
        'a b.ts': one,
        'ü.ts': one,
        'x"y\\z.ts': one,
        'new\nline.ts': one,
        'b/ b.ts': one,
        '\u001b[31m.ts': one,
      },
    ],
  ])('%s', async (_, files) => {
    expect(await patched(files, folderWith({}))).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('from a folder inside the repository', async () => {
    const folder = folderWith({ 'sub/x.txt': '' });
    const { status } = await patched({ 'sub/a.ts': one }, folder, join(folder, 'sub'));
    expect(status).toBe(0);
  });
});

test('outside of a repository the names start from the working directory', async () => {
  const folder = folderWith({ 'src/a.ts': one });
  await cli(folder, ['--fix-suggestions', 'fix.patch']);
  expect(readFileSync(join(folder, 'fix.patch'), 'utf8')).toMatch(
    /^diff --git a\/src\/a\.ts b\/src\/a\.ts\n--- /,
  );
});

test('nothing to suggest: an empty patch', async () => {
  const folder = folderWith({ 'a.ts': healthy });
  expect((await cli(folder, ['--fix-suggestions', 'fix.patch'])).status).toBe(0);
  expect(readFileSync(join(folder, 'fix.patch'), 'utf8')).toBe('');
});

test('a text that is not UTF-8 is left alone, and that is said', async () => {
  const bytes = Buffer.concat([Buffer.from(one), Buffer.from([0x2f, 0x2f, 0xff])]);
  const folder = folderWith({ 'a.ts': bytes });
  const { stderr } = await cli(folder, ['--fix-suggestions', 'fix.patch']);
  expect(stderr).toMatch(
    /^init-lint: \d suggestions? (is|are) not in fix\.patch: apply it, then run again\.\n$/,
  );
});

test('any edits of any text, applied by git, give what the edits give', () => {
  const folder = folderWith({});
  git(folder, 'init', '-q');
  const [template] = lint(one).findings;
  const line = fc.constantFrom('a\n', 'b\n', '\n', 'c\r\n', 'long line of text\n', 'no end');
  fc.assert(
    fc.property(
      fc.array(line, { minLength: 1, maxLength: 30 }),
      fc.array(fc.tuple(fc.nat(400), fc.nat(30), fc.constantFrom('', 'x', 'y\n', '\nz', 'p\nq\n')), {
        minLength: 1,
        maxLength: 5,
      }),
      (lines, wanted) => {
        const text = lines.join('');
        const edits: Edit[] = [];
        for (const [at, length, replacement] of wanted.sort((a, b) => a[0] - b[0])) {
          const start = Math.min(at, text.length);
          const end = Math.min(start + length, text.length);
          const last = edits.at(-1);
          if (last && start <= last.end) continue;
          if (text.slice(start, end) !== replacement) edits.push({ start, end, text: replacement });
        }
        if (edits.length === 0) return;
        const expected = [...edits]
          .reverse()
          .reduce(
            (changed, edit) => changed.slice(0, edit.start) + edit.text + changed.slice(edit.end),
            text,
          );
        // git has no patch that leaves an empty file in place of one with text.
        if (expected === '' || text === '') return;
        writeFileSync(join(folder, 'a.ts'), text);
        const finding = { ...template, suggestions: [{ title: '', edits }] };
        const places = new Places('a.ts', () => text);
        const file = { path: 'a.ts', places, findings: [finding], networks: [], problems: [] };
        const { text: patch, left } = patchOf([file], folder);
        expect(left).toBe(0);
        writeFileSync(join(folder, 'fix.patch'), patch);
        git(folder, 'apply', 'fix.patch');
        expect(readFileSync(join(folder, 'a.ts'), 'utf8')).toBe(expected);
      },
    ),
    { numRuns: 150, seed: 9 },
  );
});

test('suggestions that contradict each other: the first one, whole', () => {
  const folder = folderWith({ 'a.ts': 'abc\n' });
  const [template] = lint(one).findings;
  const finding = (...edits: Edit[]) => ({ ...template, suggestions: [{ title: '', edits }] });
  const findings = [
    finding({ start: 0, end: 1, text: 'x' }),
    finding({ start: 2, end: 3, text: 'z' }, { start: 0, end: 2, text: 'y' }),
    finding({ start: 0, end: 1, text: 'x' }),
  ];
  const places = new Places('a.ts', () => '');
  const { text, left } = patchOf([{ path: 'a.ts', places, findings, networks: [], problems: [] }], folder);
  expect(text.split('\n').slice(3)).toEqual(['@@ -1,1 +1,1 @@', '-abc', '+xbc', '']);
  expect(left).toBe(1);
});
