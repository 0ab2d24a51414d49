// The plugin as a user gets it: in a real ESLint, with espree and with typescript-eslint's parser, without type information.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, test } from 'vitest';
import { rules } from '../../src/core/report/rules.ts';
import { createPlugin } from '../../src/eslint/plugin.ts';
import { collapsing, harmless, healthy, model } from '../cli/cli.ts';

const plugin = createPlugin('1.2.3');
const recommended = (plugin.configs as { recommended: Linter.Config }).recommended;

function lint(text: string, filename: string, ...more: Linter.Config[]) {
  const parsed = filename.endsWith('.ts')
    ? [{ languageOptions: { parser: tseslint.parser as Linter.Parser } }]
    : [];
  const everywhere = { files: ['**/*.js', '**/*.ts'] };
  const config = [...parsed, recommended, ...more].map((part) => ({ ...everywhere, ...part }));
  return new Linter().verify(text, config, { filename });
}

describe.each(['model.js', 'model.ts'])('%s', (filename) => {
  test('says what the command line says, at the same place', () => {
    const messages = lint(collapsing, filename);
    expect(messages.map(({ ruleId, severity }) => [ruleId, severity])).toEqual([
      ['init-lint/symmetric-units', 2],
      ['init-lint/symmetric-units', 2],
    ]);
    const [{ line, column, message }] = messages;
    expect(collapsing.split('\n')[line - 1].slice(column - 1)).toMatch(/^'ones'/);
    expect(message).toContain('8 units');
  });

  test.each([
    ['a healthy model', healthy],
    ['a harmless zero', harmless],
    ['nothing at all', ''],
  ])('is silent on %s', (_, text) => {
    expect(lint(text, filename)).toEqual([]);
  });
});

test('a suggestion, applied, makes the message go away', () => {
  const text = model('collapsing', '8 sigmoid ones', '1 linear ones');
  const [{ suggestions = [] }] = lint(text, 'model.js');
  const { fix } = suggestions[0];
  expect(lint(text.slice(0, fix.range[0]) + fix.text + text.slice(fix.range[1]), 'model.js')).toEqual([]);
});

test('what only deserves a note is off until it is asked for', () => {
  const text = model('slow', '8 tanh', '8 tanh zeros', '1 linear');
  expect(lint(text, 'model.js')).toEqual([]);
  const asked = lint(text, 'model.js', { rules: { 'init-lint/low-rank-start': 'warn' } });
  expect(asked.map(({ ruleId }) => ruleId)).toEqual(['init-lint/low-rank-start']);
});

test('ESLint’s own comments switch it off', () => {
  const text = `/* eslint-disable init-lint/symmetric-units */\n${collapsing}`;
  expect(lint(text, 'model.js')).toEqual([]);
});

test('there is one ESLint rule for every rule', () => {
  expect(Object.keys(plugin.rules ?? {})).toEqual(Object.keys(rules));
  expect(Object.keys(recommended.rules ?? {})).toEqual(Object.keys(rules).map((id) => `init-lint/${id}`));
});

describe('the package', () => {
  const path = join(import.meta.dirname, '../../dist/npm/eslint-plugin-init-lint/index.mjs');

  test.each([
    ['10', 'eslint'],
    ['9', 'eslint-9'],
  ])('gives the plugin to ESLint %s', async (major, name) => {
    expect(existsSync(path), 'run npm run build first').toBe(true);
    const { default: packed } = (await import(path)) as { default: typeof plugin };
    const tool = (await import(name)) as { Linter: typeof Linter };
    expect(tool.Linter.version.split('.')[0]).toBe(major);
    const configs = packed.configs as { recommended: Linter.Config };
    const typescript = { languageOptions: { parser: tseslint.parser as Linter.Parser } };
    for (const [filename, more] of [
      ['model.js', []],
      ['model.ts', [typescript]],
    ] as const) {
      const config = [...more, configs.recommended].map((part) => ({
        ...part,
        files: ['**/*.js', '**/*.ts'],
      }));
      const messages = new tool.Linter({ configType: 'flat' }).verify(collapsing, config, { filename });
      expect(messages.map(({ ruleId }) => ruleId)).toEqual([
        'init-lint/symmetric-units',
        'init-lint/symmetric-units',
      ]);
      expect(messages[0].suggestions?.length).toBeGreaterThan(0);
    }
  });
});
