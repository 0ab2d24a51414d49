// Lints whole folders file by file, each below a limit of time, and says what every file did: for repositories that are
// not ours. `npm run bench -- folders [--all] FOLDER…`; `--all` lists the sites that were judged harmless, too.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { Project } from '../../src/core/index.ts';
import { analyse, Memory } from '../../src/core/index.ts';

const limit = 2000;
const listsAll = process.argv.includes('--all');
const folders = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

/** Paths of source files below a folder, with `/`; declarations and installed packages are nobody's networks. */
function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.split(sep).join('/'))
    .filter(
      (name) => /\.(m|c)?[jt]sx?$/.test(name) && !/\.d\.[mc]?ts$|(^|\/)(node_modules|\.git)\//.test(name),
    )
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort();
}

function projectIn(folder: string): Project {
  return {
    read: (path) => {
      try {
        return readFileSync(join(folder, path), 'utf8');
      } catch {
        return undefined;
      }
    },
  };
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

for (const folder of folders) {
  const project = projectIn(folder);
  const memory = new Memory();
  const paths = sourcesBelow(folder);
  const counts: Record<string, number> = {};
  const count = (name: string, by = 1): void => {
    counts[name] = (counts[name] ?? 0) + by;
  };
  const slowest: [number, string][] = [];
  const start = process.cpuUsage();
  for (const path of paths) {
    const before = process.cpuUsage();
    try {
      const { networks, findings, problems } = analyse(project, path, { memory });
      count('networks', networks.length);
      if (networks.length > 0) count('files with networks');
      const text = findings.length > 0 ? (project.read(path) ?? '') : '';
      for (const { severity, rule, message, at, network, layer, parameter } of findings) {
        count(severity);
        if (severity === 'off' && !listsAll) continue;
        const place = at.file ?? `${path}:${lineOf(text, at.start)}`;
        const written =
          at.file === undefined ? text.slice(at.start, at.end).replace(/\s+/g, ' ').slice(0, 60) : '';
        console.log(
          `${severity.padEnd(7)} ${rule} ${place} [${network}/${layer}.${parameter}] ${written}\n          ${message}`,
        );
      }
      for (const { message } of problems) {
        if (/could not be|too much/.test(message)) console.log(`problem ${path}: ${message}`);
        count('problems');
      }
    } catch (error) {
      count('exceptions');
      console.log(`EXCEPTION ${path}: ${error instanceof Error ? String(error.stack) : String(error)}`);
    }
    // Processor time: other work on the machine is not the file's fault.
    const own = process.cpuUsage(before);
    const took = (own.user + own.system) / 1000;
    if (took > limit) console.log(`SLOW ${path}: ${took.toFixed(0)} ms`);
    slowest.push([took, path]);
  }
  const { user, system } = process.cpuUsage(start);
  slowest.sort((a, b) => b[0] - a[0]);
  console.log(
    `${folder}: ${paths.length} files in ${((user + system) / 1e6).toFixed(1)} s, ${Object.entries(counts)
      .map(([name, number]) => `${number} ${name}`)
      .join(', ')}; slowest ${slowest
      .slice(0, 3)
      .map(([took, path]) => `${path} ${took.toFixed(0)} ms`)
      .join(', ')}`,
  );
}
