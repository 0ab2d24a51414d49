// Packages of the project itself: what their `exports`, `imports` and `main` name, as the source it was built from.
import type { ConfigFiles, Json } from './config-files.ts';
import { field, isRecord, listOf, textOf } from './config-files.ts';
import { bestMatch, join } from './paths.ts';

/** "@scope/name/deep/file" → the package's name and "./deep/file"; "." for the package itself. */
export function splitName(specifier: string): { readonly name: string; readonly subpath: string } {
  const parts = specifier.split('/');
  const length = specifier.startsWith('@') ? 2 : 1;
  const rest = parts.slice(length).join('/');
  return { name: parts.slice(0, length).join('/'), subpath: rest === '' ? '.' : `./${rest}` };
}

/** Paths that importing `subpath` of the package in `folder` may mean, source before what is built from it. */
export function entriesOf(files: ConfigFiles, folder: string, subpath: string): string[] {
  const data = files.json(join(folder, 'package.json'));
  const isMain = subpath === '.';
  const exported = exportedAs(field(data, 'exports'), subpath);
  const source = textOf(field(data, 'source'));
  const mains = ['module', 'main', 'types', 'typings', 'browser'].map((name) => textOf(field(data, name)));
  const named = exported ?? (isMain ? mains.filter((main) => main !== undefined) : [subpath]);
  const usual = isMain ? ['src/index', 'src/main', 'index', 'lib/index'] : [`src/${subpath}`, subpath];
  const paths = [...(isMain && source !== undefined ? [source] : []), ...named.flatMap(sourcesOf), ...usual];
  return [...new Set(paths.map((path) => join(folder, path)))];
}

/** What `#name` means in the package in `folder`: paths of the project, or names of other packages. */
export function internalsOf(
  files: ConfigFiles,
  folder: string,
  name: string,
): { readonly paths: string[]; readonly packages: string[] } {
  const imports = field(files.json(join(folder, 'package.json')), 'imports');
  const targets = isRecord(imports) ? chosen(imports, name) : [];
  return {
    paths: targets
      .filter((target) => target.startsWith('.'))
      .flatMap(sourcesOf)
      .map((path) => join(folder, path)),
    packages: targets.filter((target) => !/^[.#/]/.test(target)),
  };
}

/** Undefined where the package exports everything. */
function exportedAs(exports: Json | undefined, subpath: string): string[] | undefined {
  if (exports === undefined || exports === null) return undefined;
  const isMap = isRecord(exports) && Object.keys(exports).some((key) => key.startsWith('.'));
  if (isMap) return chosen(exports, subpath);
  return subpath === '.' ? leaves(exports) : [];
}

function chosen(map: { readonly [name: string]: Json }, name: string): string[] {
  const best = bestMatch(Object.keys(map), name);
  return best ? leaves(map[best.pattern]).map((leaf) => leaf.replaceAll('*', () => best.star)) : [];
}

/** Every path that some condition leads to, those for source first. */
function leaves(value: Json | undefined): string[] {
  if (typeof value === 'string') return [value];
  if (!isRecord(value)) return listOf(value).flatMap(leaves);
  const first = ['source', 'development'];
  return [
    ...first.flatMap((name) => leaves(field(value, name))),
    ...Object.entries(value).flatMap(([name, part]) => (first.includes(name) ? [] : leaves(part))),
  ];
}

const built =
  /^(\.\/)?(?:dist|lib|build|out|output|es|esm|cjs|umd|module)\/(?:(?:src|es|esm|cjs|umd|module|node|browser|types|lib)\/)*/;

/** "./dist/esm/index.js" → where its source is likely to lie, then itself. */
function sourcesOf(path: string): string[] {
  const bare = path.replace(/\.d\.([mc]?)ts$/, '.$1js').replace(/\.(?:min|umd|esm|cjs)(?=\.[mc]?js$)/, '');
  if (!built.test(bare)) return [bare];
  const source = bare.replace(built, 'src/').replace(/\.[mc]?js$/, '');
  return [source, bare.replace(built, '').replace(/\.[mc]?js$/, ''), bare];
}
