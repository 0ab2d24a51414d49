// From the specifier of an import to a file of the project: relative paths, mapped paths, names inside a package, and
// packages of the same repository. What is installed is no file of the project.
import type { Project } from '../project.ts';
import { ConfigFiles } from './config-files.ts';
import { entriesOf, internalsOf, splitName } from './packages.ts';
import { mappedPaths } from './path-mapping.ts';
import { candidates, folderOf, join, upwards } from './paths.ts';
import { configInPackage, Workspaces } from './workspaces.ts';

export interface Resolved {
  readonly path: string;
  readonly text: string;
}

/** Answers for one analysis: what it has read of configuration files it does not read again. */
export class Resolver {
  readonly #project: Project;
  readonly #files: ConfigFiles;
  readonly #workspaces: Workspaces;

  constructor(project: Project) {
    this.#project = project;
    this.#files = new ConfigFiles(project);
    this.#workspaces = new Workspaces(project, this.#files);
  }

  /** `from` is the path of the file that imports. */
  resolve(specifier: string, from: string): Resolved | undefined {
    // Bundlers take instructions after a question mark: "./model.json?raw".
    const [name = ''] = specifier.split('?');
    if (name === '' || /^[a-z][a-z+.-]+:/i.test(name)) return undefined;
    const folder = folderOf(from);
    if (/^\.{0,2}\//.test(name) || name === '.' || name === '..') return this.#file(join(folder, name));
    return this.#named(name, folder) ?? (name.startsWith('#') ? this.#internal(name, folder) : undefined);
  }

  #named(name: string, folder: string): Resolved | undefined {
    const find = (config: string, at: string) => configInPackage(this.#workspaces, config, at);
    return (
      this.#first(mappedPaths(this.#files, name, folder, find)) ??
      (name.startsWith('#') ? undefined : this.#package(name, folder))
    );
  }

  #package(specifier: string, from: string): Resolved | undefined {
    const { name, subpath } = splitName(specifier);
    const folder = this.#workspaces.folderOf(name, from);
    return folder === undefined ? undefined : this.#first(entriesOf(this.#files, folder, subpath));
  }

  #internal(name: string, folder: string): Resolved | undefined {
    for (const at of upwards(folder)) {
      if (this.#files.json(join(at, 'package.json')) === undefined) continue;
      const { paths, packages } = internalsOf(this.#files, at, name);
      const found = this.#first(paths);
      if (found) return found;
      for (const other of packages) {
        const inside = this.#package(other, folder);
        if (inside) return inside;
      }
      return undefined;
    }
    return undefined;
  }

  #first(paths: readonly string[]): Resolved | undefined {
    for (const path of paths) {
      const found = this.#file(path);
      if (found) return found;
    }
    return undefined;
  }

  #file(wanted: string): Resolved | undefined {
    for (const path of candidates(wanted)) {
      const text = this.#project.read(path);
      if (text !== undefined) return { path, text };
    }
    return undefined;
  }
}
