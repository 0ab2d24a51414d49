// The packages of a repository with several: `workspaces` of npm and yarn, pnpm-workspace.yaml.
import type { Project } from '../project.ts';
import type { ConfigFiles } from './config-files.ts';
import { field, textOf, textsOf } from './config-files.ts';
import { splitName } from './packages.ts';
import { join, upwards } from './paths.ts';

/** Packages looked through in one repository. */
const maxPackages = 300;

export class Workspaces {
  readonly #project: Project;
  readonly #files: ConfigFiles;
  /** By the folder of their root: the folders of its packages. */
  readonly #folders = new Map<string, readonly string[]>();

  constructor(project: Project, files: ConfigFiles) {
    this.#project = project;
    this.#files = files;
  }

  /** The folder of the package of that name, as a file in `from` sees it. */
  folderOf(name: string, from: string): string | undefined {
    for (const folder of upwards(from)) {
      if (this.#nameIn(folder) === name) return folder;
      const patterns = this.#patternsIn(folder);
      if (patterns.length === 0) continue;
      const last = name.split('/').at(-1) ?? name;
      const all = this.#foldersOf(folder, patterns, last);
      // Most packages lie in a folder of their name.
      const likely = all.filter((path) => path === last || path.endsWith(`/${last}`));
      const found = [...likely, ...all].find((path) => this.#nameIn(path) === name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #nameIn(folder: string): string | undefined {
    return textOf(field(this.#files.json(join(folder, 'package.json')), 'name'));
  }

  #patternsIn(folder: string): string[] {
    const given = field(this.#files.json(join(folder, 'package.json')), 'workspaces');
    const npm = textsOf(given).length > 0 ? textsOf(given) : textsOf(field(given, 'packages'));
    if (npm.length > 0) return npm;
    const yaml = this.#project.read(join(folder, 'pnpm-workspace.yaml'));
    return yaml === undefined ? [] : packagesIn(yaml);
  }

  #foldersOf(root: string, patterns: readonly string[], last: string): readonly string[] {
    const known = this.#folders.get(root);
    if (known) return known;
    const found = new Set<string>();
    for (const pattern of patterns.filter((one) => !one.startsWith('!')))
      this.#expand(root, pattern.replace(/\/+$/, '').split('/'), found, last);
    const folders = [...found];
    if (this.#project.folders) this.#folders.set(root, folders);
    return folders;
  }

  /** Without a way to list folders, a package is looked for in one of its name. */
  #expand(folder: string, parts: readonly string[], found: Set<string>, last: string): void {
    if (found.size >= maxPackages) return;
    const part = parts.at(0);
    const rest = parts.slice(1);
    if (part === undefined) found.add(folder);
    else if (!part.includes('*')) this.#expand(join(folder, part), rest, found, last);
    else {
      const inside = (this.#project.folders ? this.#project.folders(folder) : [last]) ?? [];
      const pattern = new RegExp(`^${part.replace(/[.+^$(){}|[\]\\?]/g, '\\$&').replace(/\*+/g, '.*')}$`);
      for (const name of inside) {
        if (name === 'node_modules' || name.startsWith('.') || !pattern.test(name)) continue;
        this.#expand(join(folder, name), rest, found, last);
        if (part === '**' && folder.split('/').length < 4)
          this.#expand(join(folder, name), parts, found, last);
      }
    }
  }
}

/** The list of `packages:` in a pnpm-workspace.yaml, in either of YAML's two ways of writing lists. */
function packagesIn(yaml: string): string[] {
  const inline = /^packages:\s*\[([^\]]*)\]/m.exec(yaml)?.[1];
  const entries =
    inline === undefined
      ? (/^packages:[^\S\n]*\n((?:[^\S\n]*(?:-|#)[^\n]*\n?|[^\S\n]*\n)*)/m.exec(`${yaml}\n`)?.[1] ?? '')
          .split('\n')
          .map((line) => /^\s*-\s*(.+)$/.exec(line)?.[1] ?? '')
      : inline.split(',');
  return entries
    .map((entry) =>
      entry
        .replace(/\s#.*$/, '')
        .trim()
        .replace(/^(['"])(.*)\1$/, '$2'),
    )
    .filter((entry) => entry !== '');
}

/** "@scope/name/sub" as a file of a package of the repository. */
export function configInPackage(workspaces: Workspaces, specifier: string, from: string): string | undefined {
  const { name, subpath } = splitName(specifier);
  const folder = workspaces.folderOf(name, from);
  if (folder === undefined) return undefined;
  return subpath === '.'
    ? join(folder, 'tsconfig.json')
    : join(folder, subpath.replace(/(\.json)?$/, '.json'));
}
