// Every rule has a page, and every code block of every page gives what the page says.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { NetworkSpec } from '../../src/core/engine/spec.ts';
import { analyse } from '../../src/core/index.ts';
import { rules } from '../../src/core/report/rules.ts';
import { predict } from '../../src/core/verdict/predict.ts';
import { compare } from '../verdict/agree.ts';

const folder = join(import.meta.dirname, '../../src/core/verdict');
const pages = readdirSync(folder).filter((name) => name.endsWith('.md'));
const ids = Object.keys(rules).sort();

test('each rule has its page', () => {
  expect(
    pages
      .map((name) => name.replace('.md', ''))
      .filter((name) => name !== 'popular-notes')
      .sort(),
  ).toEqual(ids);
});

interface Block {
  readonly page: string;
  /** The rule the block must give; `good` or `quiet` where nothing is said. */
  readonly expected: string;
  readonly code: string;
}

const blocks: readonly Block[] = pages.flatMap((page) =>
  [...readFileSync(join(folder, page), 'utf8').matchAll(/^```js (\S+)\n(.*?)^```$/gms)].map(
    ([, expected, code]) => ({
      page,
      expected,
      code,
    }),
  ),
);

const notes = readFileSync(join(folder, 'popular-notes.md'), 'utf8');
const claims = [
  ...notes.matchAll(/^```json\n(.*?)^```\n\nFirst gradients at steps (.*?); effective widths (.*?)\.$/gms),
].map(([, json, first, width]) => ({ spec: JSON.parse(json) as NetworkSpec, first, width }));

describe.each(ids)('%s.md', (id) => {
  const text = readFileSync(join(folder, `${id}.md`), 'utf8');

  test('tells what, when it is harmless, and how to switch it off', () => {
    expect(text).toMatch(new RegExp(`^# ${id}: `));
    for (const part of ['## Bad', '## Good', '## When it is harmless', '## Switch it off'])
      expect(text).toContain(part);
    expect(text).toContain(`init-lint-disable-next-line ${id} --`);
  });
});

describe('code blocks', () => {
  test.each(blocks)('$page: $expected', ({ expected, code }) => {
    const { findings, problems } = analyse(
      { read: (path) => (path === 'page.js' ? code : undefined) },
      'page.js',
    );
    const spoken = [
      ...new Set(findings.filter(({ severity }) => severity !== 'off').map(({ rule }) => rule)),
    ];
    expect(problems).toEqual([]);
    expect(spoken).toEqual(expected === 'good' || expected === 'quiet' ? [] : [expected]);
  });

  test.each(pages)('%s has none that is not tested', (page) => {
    const fences = [...readFileSync(join(folder, page), 'utf8').matchAll(/^ *(```|~~~)/gm)].length / 2;
    const tested = page === 'popular-notes.md' ? claims : blocks.filter((block) => block.page === page);
    expect(tested).toHaveLength(fences);
  });
});

/** Of rules that speak of a network, whichever way it is written. */
const ofNetworks = ['dead-weights', 'blocked-gradient', 'symmetric-units', 'low-rank-start'];

test.each(ofNetworks)('%s shows a bad and a good network in TensorFlow.js, and one written by hand', (id) => {
  const shown = blocks
    .filter(({ page }) => page === `${id}.md`)
    .map(({ expected, code }) => `${expected} ${code.includes('tensorflow') ? 'TensorFlow.js' : 'by hand'}`);
  expect(shown).toEqual([`${id} TensorFlow.js`, `${id} by hand`, 'good TensorFlow.js', 'good by hand']);
});

test('a low-rank start is information, and a warning from 64 units on for each direction', () => {
  const [{ code }] = blocks.filter(({ expected }) => expected === 'low-rank-start');
  const severity = (units: number, outputs: number): string | undefined => {
    const text = code.replace('units: 24', `units: ${units}`).replace('units: 1 ', `units: ${outputs} `);
    return analyse({ read: () => text }, 'page.js').findings.find(({ rule }) => rule === 'low-rank-start')
      ?.severity;
  };
  expect([severity(24, 1), severity(63, 1), severity(64, 1)]).toEqual(['info', 'info', 'warning']);
  expect([severity(64, 2), severity(128, 2)]).toEqual(['info', 'warning']);
});

describe('what popular notes leave out', () => {
  test('has a spec for every claim', () => {
    expect(claims.length).toBeGreaterThanOrEqual([...notes.matchAll(/^## /gm)].length);
  });

  test.each(claims)('$first; $width', ({ spec, first, width }) => {
    const { layers } = predict(spec);
    expect(layers.map(({ firstGradientStep }) => firstGradientStep ?? 'never').join(', ')).toBe(first);
    expect(layers.map(({ effectiveWidth }) => effectiveWidth).join(', ')).toBe(width);
    expect(compare(spec)).toEqual({ kind: 'agree' });
  });
});
