// From the paths of the command line to files, and from files to text.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { globby } from 'globby';
import type { Project } from '../core/index.ts';
import { UsageError } from './world.ts';

const extensions = ['js', 'mjs', 'cjs', 'jsx', 'ts', 'mts', 'cts', 'tsx'];

/** Beyond this a file is data or a bundle, and nobody wrote its weights by hand. */
const sizeLimit = 8 * 1024 * 1024;

/**
 * The files below the given paths (files, folders or patterns), relative to `cwd` with `/`, sorted, each once.
 * Folders are searched as git sees them; a file that is named is taken even where git ignores it.
 */
export async function findFiles(
  cwd: string,
  paths: readonly string[],
  exclude: readonly string[] = [],
): Promise<string[]> {
  const found = new Set<string>();
  for (const path of paths) {
    const absolute = resolve(cwd, path);
    const entry = statSync(absolute, { throwIfNoEntry: false });
    if (entry?.isFile()) {
      found.add(absolute);
    } else if (entry?.isDirectory()) {
      for (const file of await search(absolute, [`**/*.{${extensions.join(',')}}`], exclude)) found.add(file);
    } else {
      const files = /[*?{[!(]/.test(path) ? await search(cwd, [path.split(sep).join('/')], exclude) : [];
      if (files.length === 0) throw new UsageError(`There is no file or folder “${path}”.`);
      for (const file of files) found.add(file);
    }
  }
  return [...found].map((file) => displayPath(cwd, file)).sort();
}

async function search(cwd: string, patterns: string[], exclude: readonly string[]): Promise<string[]> {
  const found = await globby(patterns, {
    cwd,
    gitignore: true,
    ignore: ['**/node_modules/**', '**/.git/**', '**/*.d.{ts,mts,cts}', '**/*.min.js', ...exclude],
    followSymbolicLinks: false,
    suppressErrors: true,
    dot: false,
  });
  // Not by the option `absolute`: it takes a backslash in a name for a separator.
  return found.map((name) => resolve(cwd, name));
}

/** Relative to `cwd` with `/`: the form of every path in the output. */
export function displayPath(cwd: string, path: string): string {
  const fromHere = isAbsolute(path) ? relative(cwd, path) : path;
  return fromHere.split(sep).join('/');
}

export type Source =
  | { readonly kind: 'text'; readonly text: string }
  /** There on disk, and not source: too large, or not text. */
  | { readonly kind: 'not-source'; readonly why: string }
  | { readonly kind: 'unreadable'; readonly why: string };

export function readSource(cwd: string, path: string): Source {
  try {
    const absolute = resolve(cwd, path);
    const { size } = statSync(absolute);
    if (size > sizeLimit) {
      const megabytes = Math.round(size / 1024 / 1024);
      return {
        kind: 'not-source',
        why: `The file has ${megabytes} MB: above ${sizeLimit / 1024 / 1024} MB nothing is read.`,
      };
    }
    const text = readFileSync(absolute, 'utf8');
    return text.includes('\0')
      ? { kind: 'not-source', why: 'The file is not text.' }
      : { kind: 'text', text };
  } catch (error) {
    return { kind: 'unreadable', why: reasonOf(error) };
  }
}

/** A project on disk; what cannot be read is not there. `given` overrides the disk for one path. */
export function projectAt(cwd: string, given?: { readonly path: string; readonly text: string }): Project {
  return {
    read: (path) => {
      if (given?.path === path) return given.text;
      const source = readSource(cwd, path);
      return source.kind === 'text' ? source.text : undefined;
    },
    folders: (path) => {
      try {
        const entries = readdirSync(resolve(cwd, path), { withFileTypes: true });
        return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
      } catch {
        return undefined;
      }
    },
  };
}

const reasons: Readonly<Partial<Record<string, string>>> = {
  ENOENT: 'no such file',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is not a folder',
  ELOOP: 'too many symbolic links',
  ENAMETOOLONG: 'the name is too long',
  ENOSPC: 'no space left on the device',
};

/** What went wrong with a file, without the path and the code that node's message repeats. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return reasons[code] ?? error.message;
}
