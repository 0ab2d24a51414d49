// package.json promises what the code keeps: commands, settings, rules, files.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rules } from '../../src/core/report/rules.ts';
import { commands } from '../../src/extension/command-ids.ts';

const root = join(import.meta.dirname, '../..');

interface Manifest {
  readonly icon: string;
  readonly contributes: {
    readonly commands: readonly {
      readonly command: string;
      readonly category?: string;
      readonly title: string;
    }[];
    readonly configuration: {
      readonly properties: Readonly<
        Record<string, { readonly properties?: object; readonly default: unknown }>
      >;
    };
    readonly walkthroughs: readonly {
      readonly steps: readonly { readonly media: { readonly image: string }; readonly description: string }[];
    }[];
  };
}

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
const { contributes } = manifest;
const code = readdirSync(join(root, 'src/extension'))
  .map((name) => readFileSync(join(root, 'src/extension', name), 'utf8'))
  .join('\n');

test('the commands are those of the code, each with a category', () => {
  expect(contributes.commands.map(({ command }) => command).sort()).toEqual(Object.values(commands).sort());
  expect(contributes.commands.filter(({ category }) => category !== 'Init Lint')).toEqual([]);
});

test('the settings are those that the code reads', () => {
  const read = [...code.matchAll(/configuration\.get\('([^']+)'\)/g)].map(
    (match) => `initLint.${match.at(1) ?? ''}`,
  );
  expect(Object.keys(contributes.configuration.properties).sort()).toEqual(read.sort());
});

test('the rules that can be set are the rules there are', () => {
  const settable = contributes.configuration.properties['initLint.rules'].properties ?? {};
  expect(Object.keys(settable).sort()).toEqual(Object.keys(rules).sort());
});

test('the schema of the configuration file names the rules there are', () => {
  const schema = JSON.parse(readFileSync(join(root, 'media/init-lint.config.schema.json'), 'utf8')) as {
    readonly properties: { readonly rules: { readonly properties: object } };
  };
  expect(Object.keys(schema.properties.rules.properties).sort()).toEqual(Object.keys(rules).sort());
});

describe('files', () => {
  const images = contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.image));
  test.each([manifest.icon, ...images])('%s is there', (path) => {
    expect(existsSync(join(root, path))).toBe(true);
  });

  test.each(Object.keys(rules))('the page of %s is packed', (rule) => {
    expect(existsSync(join(root, 'dist/rules', `${rule}.md`)), 'run npm run build first').toBe(true);
  });
});

test('the walkthrough leads to commands that exist', () => {
  const descriptions = contributes.walkthroughs.flatMap(({ steps }) =>
    steps.map(({ description }) => description),
  );
  const links = descriptions.flatMap((text) =>
    [...text.matchAll(/command:([\w.]+)/g)].map((match) => match.at(1)),
  );
  const known: readonly unknown[] = Object.values(commands);
  expect(links.length).toBeGreaterThan(0);
  expect(links.filter((link) => !known.includes(link))).toEqual([]);
});
