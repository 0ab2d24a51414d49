// The one place through which tests call core with source text.
//
// Marks are comment lines under the line they speak of:
//
//     tf.layers.dense({ units: 8, kernelInitializer: 'zeros' })
//     //                                             ^^^^^^^ kernel constant 0
//
// `check` wants a mark under every explicit initializer ("parameter start") and every surprise ("rule: part of its
// sentence"); `checkFindings` wants one under every finding ("rule: part of its message"). No mark may be left over.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { extract } from '../src/core/analysis/extract.ts';
import type { Extraction } from '../src/core/analysis/extract.ts';
import type { Project } from '../src/core/analysis/project.ts';
import { analyse } from '../src/core/index.ts';
import type { Report } from '../src/core/index.ts';
import type { Network, Start } from '../src/core/network/graph.ts';
import type { Edit } from '../src/core/network/span.ts';
import type { Value } from '../src/core/network/value.ts';

/** One file's text, or several by path, of which the first is the one analysed; or a folder on disk. */
export type Source = string | Readonly<Record<string, string>> | Place;

export interface Place {
  readonly kind: 'place';
  readonly path: string;
  readonly text: string;
  readonly project: Project;
}

const isPlace = (source: Exclude<Source, string>): source is Place =>
  'kind' in source && source.kind === 'place';

function placeOf(source: Source): Place {
  if (typeof source !== 'string' && isPlace(source)) return source;
  const files: Readonly<Record<string, string>> =
    typeof source === 'string' ? { 'model.ts': source } : source;
  const first = Object.entries(files).at(0);
  if (!first) throw new Error('A test needs a file.');
  return { kind: 'place', path: first[0], text: first[1], project: { read: (path) => files[path] } };
}

/** A folder of files on disk; `entry` is the one analysed. */
export function folder(root: string, entry: string): Place {
  const read = (path: string): string | undefined => {
    const file = join(root, path);
    return statSync(file, { throwIfNoEntry: false })?.isFile() ? readFileSync(file, 'utf8') : undefined;
  };
  const folders = (path: string): string[] | undefined => {
    const at = join(root, path);
    if (!existsSync(at)) return undefined;
    return readdirSync(at, { withFileTypes: true }).flatMap((one) => (one.isDirectory() ? [one.name] : []));
  };
  const text = read(entry);
  if (text === undefined) throw new Error(`There is no ${entry} in ${root}.`);
  return { kind: 'place', path: entry, text, project: { read, folders } };
}

/** The networks, problems and suppressions of a source. */
export function read(source: Source): Extraction {
  const { project, path } = placeOf(source);
  return extract(project, path);
}

/** The whole report on a source. */
export function lint(source: Source): Report {
  const { project, path } = placeOf(source);
  return analyse(project, path);
}

export function check(source: Source): Extraction {
  const extraction = read(source);
  const seen = new Set<string>();
  for (const network of extraction.networks) {
    for (const { parameters } of network.layers) {
      for (const { name, start, site, surprises } of parameters) {
        if (site && site.at.file === undefined)
          seen.add(`${site.at.start}-${site.at.end} ${name} ${startText(start)}`);
        for (const { rule, what, at } of surprises) seen.add(`${at.start}-${at.end} ${rule}: ${what}`);
      }
    }
  }
  compare(placeOf(source).text, [...seen]);
  return extraction;
}

export function checkFindings(source: Source): Report {
  const report = lint(source);
  const seen = report.findings
    .filter(({ severity }) => severity !== 'off')
    .map(({ at, rule, message }) => `${at.start}-${at.end} ${rule}: ${message}`);
  compare(placeOf(source).text, seen);
  return report;
}

/** A text with the edits made, from its end to its beginning. */
export function applied(text: string, edits: readonly Edit[]): string {
  return edits
    .map((edit, index) => ({ ...edit, index }))
    .sort((a, b) => b.start - a.start || b.index - a.index)
    .reduce((done, { start, end, text: put }) => done.slice(0, start) + put + done.slice(end), text);
}

const comments = (text: string): string[] => text.match(/\/\/.*|\/\*[\s\S]*?\*\//g) ?? [];

/**
 * Every suggestion, applied, gives a file that parses, has its comments still, and in which the finding is gone and no
 * other has come; answers how many were tried.
 */
export function checkSuggestions(source: Source): number {
  const { path, text, project } = placeOf(source);
  const loud = ({ severity }: { readonly severity: string }): boolean => severity !== 'off';
  const before = lint(source).findings.filter(loud);
  let tried = 0;
  for (const { suggestions, message, layer, parameter } of before) {
    for (const { title, edits } of suggestions) {
      const edited = applied(text, edits);
      const read = (name: string): string | undefined => (name === path ? edited : project.read(name));
      const after = analyse({ ...project, read }, path);
      const left = after.findings.filter(loud);
      const own = left.filter((other) => other.layer === layer && other.parameter === parameter);
      expect(
        { problems: after.problems, left: own.map((other) => other.message), comments: comments(edited) },
        `${message}\n${title}\n${edited}`,
      ).toEqual({ problems: [], left: [], comments: comments(text) });
      expect(left.length, `${message}\n${title}\n${edited}`).toBeLessThan(before.length);
      tried += 1;
    }
  }
  return tried;
}

/** Each mark stands for one thing seen at its span whose words contain the mark's. */
function compare(text: string, seen: readonly string[]): void {
  const left = [...seen];
  const missing: string[] = [];
  for (const mark of marksIn(text)) {
    const [rule = '', part = ''] = mark.words.includes(': ') ? mark.words.split(/: (.*)/s) : ['', mark.words];
    const at = left.findIndex((entry) => {
      if (!entry.startsWith(`${mark.start}-${mark.end} `)) return false;
      const words = entry.slice(entry.indexOf(' ') + 1);
      return rule === '' ? words === part : words.startsWith(`${rule}: `) && words.includes(part);
    });
    if (at >= 0) left.splice(at, 1);
    else missing.push(`${text.slice(mark.start, mark.end)} → ${mark.words}`);
  }
  const readable = left.map((entry) => {
    const [, start = '0', end = '0', words = ''] = /^(\d+)-(\d+) (.*)$/s.exec(entry) ?? [];
    return `${text.slice(Number(start), Number(end))} → ${words}`;
  });
  expect({ 'marked but not seen': missing, 'seen but not marked': readable }).toEqual({
    'marked but not seen': [],
    'seen but not marked': [],
  });
}

interface Mark {
  readonly start: number;
  readonly end: number;
  readonly words: string;
}

function marksIn(text: string): Mark[] {
  const marks: Mark[] = [];
  let offset = 0;
  let lineAbove = 0;
  for (const line of text.split('\n')) {
    const found = /^(\s*\/\/\s*)(\^+)\s*(.*)$/.exec(line);
    if (found) {
      const [, before = '', carets = '', words = ''] = found;
      marks.push({ start: lineAbove + before.length, end: lineAbove + before.length + carets.length, words });
    } else {
      lineAbove = offset;
    }
    offset += line.length + 1;
  }
  return marks;
}

/** A start in words: "constant 0", "he-normal", "random-uniform -0.05 0.05", "ones of the cases | another", "unknown". */
export function startText(start: Value<Start>): string {
  if (start.is === 'unknown') return 'unknown';
  if (start.is === 'one-of') return start.cases.map(({ value }) => startWords(value)).join(' | ');
  return startWords(start.value);
}

function startWords(start: Start): string {
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- the others are their own words
  switch (start.kind) {
    case 'constant':
      return `constant ${start.value}`;
    case 'random-normal':
    case 'truncated-normal':
      return `${start.kind} ${start.mean} ${start.stddev}`;
    case 'random-uniform':
      return `random-uniform ${start.min} ${start.max}`;
    case 'variance-scaling':
      return `variance-scaling ${start.scale} ${start.mode} ${start.distribution}`;
    case 'orthogonal':
    case 'identity':
      return `${start.kind} ${start.gain}`;
    case 'values':
      return `values ${JSON.stringify(start.data)}`;
    default:
      return start.kind;
  }
}

/** The start of one parameter of the first layer of the first network; in a word where it is not known. */
export function startOf(source: Source, parameter = 'kernel'): unknown {
  const found = read(source)
    .networks.at(0)
    ?.layers.at(0)
    ?.parameters.find(({ name }) => name === parameter);
  return found?.start.is === 'known' ? found.start.value : (found?.start.is ?? 'no such parameter');
}

const valueText = (value: Value<unknown>): string => {
  if (value.is === 'unknown') return '?';
  const show = (data: unknown): string =>
    Array.isArray(data) ? `[${data.map(String).join(',')}]` : String(data);
  return value.is === 'known' ? show(value.value) : value.cases.map((one) => show(one.value)).join('|');
};

/**
 * The networks in a few lines each: "id [input shapes] → outputs", then "  layer kind setting=value … ← sources" with
 * only the settings named.
 */
export function outline(source: Source, ...settings: readonly string[]): string {
  return read(source)
    .networks.map((network) => networkText(network, settings))
    .join('\n');
}

function networkText(network: Network, settings: readonly string[]): string {
  const inputs = network.inputs.map(({ id, shape }) => `${id}${valueText(shape)}`).join(' ');
  const layers = network.layers.map((layer) => {
    const shown = settings
      .filter((name) => name in layer.settings)
      .map((name) => ` ${name}=${valueText(layer.settings[name])}`);
    return `  ${layer.id} ${layer.kind}${shown.join('')} ← ${valueText(layer.from)}`;
  });
  return [`${network.id} ${inputs} → ${valueText(network.outputs)}`, ...layers].join('\n');
}
