import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli, collapsing, folderWith, harmless } from './cli.ts';

interface Region {
  startLine: number;
  startColumn: number;
  charOffset: number;
  charLength: number;
}

interface Sarif {
  version: string;
  runs: {
    tool: {
      driver: { name: string; semanticVersion: string; rules: { id: string; help: { markdown: string } }[] };
    };
    results: {
      ruleId: string;
      ruleIndex: number;
      kind: string;
      level: string;
      message: { text: string };
      locations: { physicalLocation: { artifactLocation: { uri: string }; region: Region } }[];
      partialFingerprints: Record<string, string>;
      fixes?: {
        artifactChanges: { replacements: { deletedRegion: Region; insertedContent: { text: string } }[] }[];
      }[];
    }[];
  }[];
}

async function sarif(folder: string, ...args: string[]) {
  const { stdout } = await cli(folder, ['--format', 'sarif', ...args]);
  const log = JSON.parse(stdout) as Sarif;
  return { log, ...log.runs[0] };
}

describe('sarif', () => {
  test('rules carry their pages, results point at them', async () => {
    const { log, tool, results } = await sarif(folderWith({ 'src/a b.ts': collapsing }));
    expect(log.version).toBe('2.1.0');
    expect(tool.driver).toMatchObject({ name: 'init-lint', semanticVersion: '1.2.3' });
    expect(results).toHaveLength(2);
    for (const { ruleId, ruleIndex, level, kind, locations } of results) {
      const rule = tool.driver.rules[ruleIndex];
      expect(rule.id).toBe(ruleId);
      expect(rule.help.markdown).toMatch(/^# /);
      expect({ level, kind }).toEqual({ level: 'error', kind: 'fail' });
      expect(locations[0].physicalLocation.artifactLocation.uri).toBe('src/a%20b.ts');
    }
  });

  test('regions and fixes are those of the text', async () => {
    const { results } = await sarif(folderWith({ 'a.ts': collapsing }));
    const { region } = results[0].locations[0].physicalLocation;
    expect(collapsing.slice(region.charOffset, region.charOffset + region.charLength)).toBe(`'ones'`);
    expect(collapsing.split('\n')[region.startLine - 1].slice(region.startColumn - 1)).toMatch(/^'ones'/);
    const fixes = results[0].fixes ?? [];
    expect(fixes[0].artifactChanges[0].replacements[0].insertedContent.text).toMatch(/^'\w+'$/);
  });

  test('fingerprints survive moved lines and tell like sites apart', async () => {
    const prints = async (text: string) =>
      (await sarif(folderWith({ 'a.ts': text }))).results.map(
        (result) => result.partialFingerprints['initLint/v1'],
      );
    const before = await prints(collapsing);
    expect(new Set(before).size).toBe(2);
    expect(await prints(`\n\n// moved\n${collapsing}`)).toEqual(before);
  });

  test('a harmless site passes', async () => {
    const { results } = await sarif(folderWith({ 'a.ts': harmless }), '--all');
    expect(results.map(({ kind, level }) => [kind, level])).toContainEqual(['pass', 'none']);
  });
});

describe('github', () => {
  test('one command per finding, on its line', async () => {
    const { stdout, status } = await cli(folderWith({ 'a.ts': collapsing }), ['--format', 'github']);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(
      /^::error file=a\.ts,line=3,endLine=3,col=\d+,endColumn=\d+,title=symmetric-units::.*8 units/,
    );
    expect(status).toBe(1);
  });

  test('nothing in a name can end the command or start another', async () => {
    const folder = folderWith({ 'a.ts': collapsing });
    mkdirSync(join(folder, 'x,y'));
    renameSync(join(folder, 'a.ts'), join(folder, 'x,y', 'b:\n::error::c%.ts'));
    const { stdout } = await cli(folder, ['--format', 'github']);
    expect(stdout.trimEnd().split('\n')).toHaveLength(2);
    expect(stdout).toContain('file=x%2Cy/b%3A%0A%3A%3Aerror%3A%3Ac%25.ts,');
  });
});

describe('explain', () => {
  test('prints the page', async () => {
    const { status, stdout } = await cli(folderWith({}), ['explain', 'symmetric-units']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^# .+\n/);
    expect(stdout).toContain('effective width');
  });
});

test.each([
  [['--version'], /^1\.2\.3\n$/],
  [['--help'], /Usage: init-lint .*[\s\S]*simulate/],
  [['simulate', '--help'], /--dataset <name>/],
])('%j', async (args, expected) => {
  const { status, stdout, stderr } = await cli(folderWith({}), args);
  expect(stdout).toMatch(expected);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
