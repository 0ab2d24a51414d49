// The configuration file of a run: `init-lint.config.json` in the working directory or above it.
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Config, configName, noConfig, parseConfig } from '../config/config.ts';
import { reasonOf } from './files.ts';
import { UsageError } from './world.ts';

/** The named file, or the nearest one; without any, nothing is configured. */
export function readConfig(cwd: string, named?: string): Config {
  if (named !== undefined) return parsed(read(resolve(cwd, named), named), named);
  for (let folder = cwd; ; folder = dirname(folder)) {
    const path = join(folder, configName);
    const text = readIfThere(path);
    if (text !== undefined) return parsed(text, path);
    if (dirname(folder) === folder) return noConfig;
  }
}

function read(path: string, name: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`Cannot read ${name}: ${reasonOf(error)}`);
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function parsed(text: string, path: string): Config {
  const config = parseConfig(text, path);
  if ('wrong' in config) throw new UsageError(config.wrong);
  return config;
}
