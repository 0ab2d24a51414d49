// What is written as SARIF obeys the published schema of 2.1.0, and says what the schema cannot ask for.
import { readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { cli, collapsing, folderWith, harmless, workspace } from './cli.ts';

const require = createRequire(import.meta.url);
const schemaPath = require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats(ajv);
const validate = ajv.compile(JSON.parse(readFileSync(schemaPath, 'utf8')) as object);

interface Location {
  physicalLocation: {
    artifactLocation: { uri: string };
    region: { startLine: number; charOffset: number; charLength: number };
  };
  message?: { text: string };
}

interface Result {
  ruleId: string;
  analysisTarget?: { uri: string };
  locations: Location[];
  codeFlows?: { threadFlows: { locations: { location: Location }[] }[] }[];
}

async function valid(folder: string, ...args: string[]): Promise<Result[]> {
  const { stdout } = await cli(folder, ['--format', 'sarif', ...args]);
  const log = JSON.parse(stdout) as { runs: { results: Result[] }[] };
  validate(log);
  expect(validate.errors ?? []).toEqual([]);
  return log.runs[0].results;
}

const evil = `--></script>'"><img src=x onerror=alert(1)>%00\u0007`;

describe('the schema', () => {
  test('refuses what it should', () => {
    expect(validate({ version: '2.1.0', runs: [{ tool: { driver: {} } }] })).toBe(false);
  });

  test('the demo workspace, harmless sites included', async () => {
    expect((await valid(workspace, '--all')).length).toBeGreaterThan(10);
  });

  test('nothing at all', async () => {
    expect(await valid(folderWith({}))).toEqual([]);
  });

  test('names that try to be something else', async () => {
    const text = collapsing.replace('units: 8', `name: ${JSON.stringify(evil)}, units: 8`);
    const folder = folderWith({ 'a b/ü#?%20.ts': text, 'x:\n"y\\.ts': collapsing, '__proto__.ts': harmless });
    expect(await valid(folder, '--all')).toHaveLength(
      4 + (await valid(folder, '--all', '__proto__.ts')).length + 2,
    );
  });

  test('files that are not understood, and one that cannot be read', async () => {
    const folder = folderWith({
      'a.ts': 'import * as tf from "@tensorflow/tfjs"; tf.sequential(;',
      'b.ts': '\0',
    });
    symlinkSync('c.ts', join(folder, 'c.ts'));
    await valid(folder, '--all');
  });

  test('a merged log', async () => {
    const folder = folderWith({ 'a.ts': collapsing, 'b.ts': collapsing });
    for (const shard of ['1', '2']) {
      await cli(folder, ['--format', 'sarif', '--shard', `${shard}/2`, '--output', shard]);
    }
    const { stdout } = await cli(folder, ['merge', '1', '2']);
    validate(JSON.parse(stdout));
    expect(validate.errors ?? []).toEqual([]);
  });
});

test('a code flow leads from the constant to the layer that hangs on it', async () => {
  const text = `import { start } from './start';\n${collapsing.replaceAll(`'ones'`, 'start')}`;
  const folder = folderWith({ 'a.ts': text, 'start.ts': `export const start = 'ones';\n` });
  const flows = (await valid(folder)).flatMap(({ codeFlows }) => codeFlows ?? []);
  expect(flows.length).toBeGreaterThan(0);
  for (const { locations } of flows.flatMap(({ threadFlows }) => threadFlows)) {
    expect(locations.length).toBeGreaterThan(1);
    for (const { location } of locations) {
      const { artifactLocation, region } = location.physicalLocation;
      const source = readFileSync(join(folder, artifactLocation.uri), 'utf8');
      expect(region.charOffset + region.charLength).toBeLessThanOrEqual(source.length);
      expect(source.slice(0, region.charOffset).split('\n')).toHaveLength(region.startLine);
      expect(location.message?.text).not.toBe('');
    }
  }
});

test('a finding in another file than the one analysed names both', async () => {
  const parts = `import * as tf from '@tensorflow/tfjs';
export const hidden = () => tf.layers.dense({ inputShape: [4], units: 8, activation: 'sigmoid', kernelInitializer: 'ones' });
`;
  const user = `import * as tf from '@tensorflow/tfjs';
import { hidden } from './a-parts';
const net = tf.sequential({ layers: [hidden(), tf.layers.dense({ units: 1, kernelInitializer: 'ones' })] });
net.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
`;
  const results = await valid(folderWith({ 'a-parts.ts': parts, 'use.ts': user, 'm.ts': collapsing }));
  const places = results.map(({ analysisTarget, locations }) => [
    analysisTarget?.uri,
    locations[0].physicalLocation.artifactLocation.uri,
  ]);
  expect(places).toContainEqual(['use.ts', 'a-parts.ts']);
  expect(places).toContainEqual([undefined, 'm.ts']);
});
