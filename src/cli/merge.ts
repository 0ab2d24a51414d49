// Puts the results of shards together: what comes out is what one run over all files would have printed.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { reasonOf } from './files.ts';
import { print } from './output.ts';
import { exitStatus, UsageError, type World } from './world.ts';

type Json = null | boolean | number | string | readonly Json[] | JsonRecord;
interface JsonRecord {
  readonly [name: string]: Json | undefined;
}

interface Part {
  readonly name: string;
  readonly data: JsonRecord;
}

interface Merged {
  readonly data: JsonRecord;
  readonly errors: number;
  readonly warnings: number;
}

export interface MergeFlags {
  readonly output?: string;
  readonly maxWarnings: number;
}

/** `init-lint merge FILES…`. Exit status as that of the one run. */
export function merge(names: readonly string[], flags: MergeFlags, world: World): number {
  const parts = names.map((name) => ({ name, data: read(name, world.cwd) }));
  const kinds = new Set(parts.map(kindOf));
  if (kinds.size > 1) throw new UsageError('Either JSON or SARIF can be merged, not one with the other.');
  const { data, errors, warnings } = kinds.has('sarif') ? mergeSarif(parts) : mergeJson(parts);
  print(`${JSON.stringify(data, null, 2)}\n`, flags.output, world);
  return errors > 0 || warnings > flags.maxWarnings ? exitStatus.findings : exitStatus.clean;
}

function read(name: string, cwd: string): JsonRecord {
  let content: Json;
  try {
    content = JSON.parse(readFileSync(resolve(cwd, name), 'utf8')) as Json;
  } catch (error) {
    const reason = error instanceof SyntaxError ? 'it is not JSON' : reasonOf(error);
    throw new UsageError(`Cannot read ${name}: ${reason}`);
  }
  return isRecord(content) ? content : {};
}

function kindOf({ name, data }: Part): 'json' | 'sarif' {
  if (data['version'] === '2.1.0' && Array.isArray(data['runs'])) return 'sarif';
  if (data['version'] === 1 && Array.isArray(data['files']) && isRecord(data['summary'])) return 'json';
  throw new UsageError(`${name} is not a result that init-lint has written as JSON or SARIF.`);
}

function mergeJson(parts: readonly Part[]): Merged {
  const owners = new Map<string, string>();
  const files: { path: string; file: JsonRecord }[] = [];
  for (const { name, data } of parts) {
    for (const file of records(data['files'])) {
      const path = textOf(file['path']);
      const owner = owners.get(path);
      if (owner !== undefined) throw new UsageError(`${path} is in ${owner} and in ${name}.`);
      owners.set(path, name);
      files.push({ path, file });
    }
  }
  const summaries = parts.map(({ data }) => (isRecord(data['summary']) ? data['summary'] : {}));
  const sum = (field: string) => summaries.reduce((total, summary) => total + countOf(summary[field]), 0);
  const [errors, warnings] = [sum('errors'), sum('warnings')];
  const summary = {
    files: sum('files'),
    errors,
    warnings,
    infos: sum('infos'),
    // They ran at the same time.
    ms: Math.max(...summaries.map(({ ms }) => countOf(ms))),
  };
  return {
    data: { version: 1, files: inOrder(files, ({ path }) => path).map(({ file }) => file), summary },
    errors,
    warnings,
  };
}

function mergeSarif(parts: readonly Part[]): Merged {
  const runs = parts.flatMap(({ name, data }) => records(data['runs']).map((run) => ({ name, run })));
  const [first] = runs;
  const tool = JSON.stringify(first.run['tool']);
  for (const { name, run } of runs) {
    const { driver } = isRecord(run['tool']) ? run['tool'] : {};
    if (!isRecord(driver) || driver['name'] !== 'init-lint') {
      throw new UsageError(`${name} is not a result of init-lint.`);
    }
    if (JSON.stringify(run['tool']) !== tool) {
      throw new UsageError(`${first.name} and ${name} were written by different versions of init-lint.`);
    }
  }
  const results = inOrder(
    runs.flatMap(({ run }) => records(run['results'])),
    targetOf,
  );
  const invocations = runs.flatMap(({ run }) => records(run['invocations']));
  const notifications = invocations.flatMap((each) => records(each['toolExecutionNotifications']));
  const invocation = {
    executionSuccessful: invocations.every((each) => each['executionSuccessful'] === true),
    toolExecutionNotifications: [
      ...inOrder(notifications.filter(isUnplaced), ({ message }) => JSON.stringify(message)),
      ...inOrder(
        notifications.filter((each) => !isUnplaced(each)),
        targetOf,
      ),
    ],
  };
  const levels = results.map(({ level }) => level);
  return {
    data: {
      ...parts[0].data,
      runs: [{ ...first.run, results, invocations: [invocation] }],
    },
    errors: levels.filter((level) => level === 'error').length,
    warnings: levels.filter((level) => level === 'warning').length,
  };
}

const isUnplaced = ({ locations }: JsonRecord): boolean => locations === undefined;

/** The file that was analysed: named where the place lies in another one. */
function targetOf(result: JsonRecord): string {
  const properties = isRecord(result['properties']) ? result['properties'] : {};
  const target = result['analysisTarget'] ?? properties['analysisTarget'];
  const [location] = records(result['locations']);
  const physical = isRecord(location['physicalLocation']) ? location['physicalLocation'] : {};
  const artifact = isRecord(target) ? target : physical['artifactLocation'];
  const uri = isRecord(artifact) ? textOf(artifact['uri']) : '';
  return uri.split('/').map(decoded).join('/');
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Files as they are listed everywhere; what belongs to one file stays as it was. */
function inOrder<T>(items: readonly T[], key: (item: T) => string): T[] {
  const keyed = items.map((item) => ({ item, key: key(item) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ item }) => item);
}

const isRecord = (value: Json | undefined): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const records = (value: Json | undefined): JsonRecord[] =>
  Array.isArray(value) ? (value as readonly Json[]).filter(isRecord) : [];

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

const countOf = (value: Json | undefined): number => (typeof value === 'number' ? value : 0);
