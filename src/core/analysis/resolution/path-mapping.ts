// `baseUrl` and `paths` of the nearest tsconfig.json or jsconfig.json.
import type { ConfigFiles } from './config-files.ts';
import { field, isRecord, listOf, textOf, textsOf } from './config-files.ts';
import { bestMatch, folderOf, join, upwards } from './paths.ts';

interface Mapping {
  readonly baseUrl?: string;
  /** Pattern → what it is replaced by, as paths of the project. */
  readonly paths?: ReadonlyMap<string, readonly string[]>;
}

const maxExtends = 10;

/** Where a configuration of that specifier lies that is not given by a relative path. */
export type FindConfig = (specifier: string, folder: string) => string | undefined;

/** The paths a specifier may stand for, in the order in which they are to be tried; none where nothing is mapped. */
export function mappedPaths(
  files: ConfigFiles,
  specifier: string,
  folder: string,
  find: FindConfig,
): string[] {
  const { baseUrl, paths } = nearest(files, folder, find);
  const best = paths && bestMatch(paths.keys(), specifier);
  const replaced = best ? (paths.get(best.pattern) ?? []) : [];
  return [
    ...replaced.map((path) => path.replace('*', () => best?.star ?? '')),
    ...(baseUrl === undefined ? [] : [join(baseUrl, specifier)]),
  ];
}

function nearest(files: ConfigFiles, folder: string, find: FindConfig): Mapping {
  for (const at of upwards(folder)) {
    for (const name of ['tsconfig.json', 'jsconfig.json']) {
      const path = join(at, name);
      if (files.json(path) === undefined) continue;
      const own = mappingIn(files, path, find, 0);
      if (own.paths ?? own.baseUrl) return own;
      // A file that only lists others: what it would map is in those.
      const parts = referencesOf(files, path).map((other) => mappingIn(files, other, find, 0));
      return parts.find((part) => (part.paths ?? part.baseUrl) !== undefined) ?? own;
    }
  }
  return {};
}

function referencesOf(files: ConfigFiles, path: string): string[] {
  const list = field(files.json(path), 'references');
  return listOf(list).flatMap((entry) => {
    const other = textOf(field(entry, 'path'));
    return other === undefined ? [] : [withEnding(join(folderOf(path), other))];
  });
}

const withEnding = (path: string): string => (path.endsWith('.json') ? path : join(path, 'tsconfig.json'));

function mappingIn(files: ConfigFiles, path: string, find: FindConfig, depth: number): Mapping {
  const data = files.json(path);
  if (data === undefined || depth > maxExtends) return {};
  const folder = folderOf(path);
  const inherited = textsOf(field(data, 'extends')).reduce<Mapping>((before, base) => {
    const other = extended(base, folder, files, find);
    return other === undefined ? before : { ...before, ...mappingIn(files, other, find, depth + 1) };
  }, {});
  const options = field(data, 'compilerOptions');
  const base = textOf(field(options, 'baseUrl'));
  const baseUrl = base === undefined ? inherited.baseUrl : join(folder, inPlace(base));
  const paths = field(options, 'paths');
  const from = baseUrl ?? folder;
  return {
    ...inherited,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(isRecord(paths)
      ? {
          paths: new Map(
            Object.entries(paths).map(([pattern, list]) => [
              pattern,
              textsOf(list).map((target) => join(from, inPlace(target))),
            ]),
          ),
        }
      : {}),
  };
}

/** Paths are relative to the file anyway. */
const inPlace = (path: string): string => path.replace(/^\$\{configDir\}\/?/, './');

function extended(base: string, folder: string, files: ConfigFiles, find: FindConfig): string | undefined {
  if (!/^\.{0,2}\//.test(base) && !base.startsWith('.')) return find(base, folder);
  const path = join(folder, base);
  return files.json(path) === undefined && !path.endsWith('.json') ? `${path}.json` : path;
}
