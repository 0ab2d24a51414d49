// The project's configuration files as plain data: JSON with the comments and commas that people put into it.
import type { Project } from '../project.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** Reads each file once. */
export class ConfigFiles {
  readonly #project: Project;
  readonly #read = new Map<string, Json | undefined>();

  constructor(project: Project) {
    this.#project = project;
  }

  /** Undefined where there is no such file, or none that can be read. */
  json(path: string): Json | undefined {
    if (this.#read.has(path)) return this.#read.get(path);
    const text = this.#project.read(path);
    const data = text === undefined ? undefined : parseJson(text);
    this.#read.set(path, data);
    return data;
  }
}

// What is opened reaches to the end where it is not closed: looking for the end again and again takes for ever.
const comments = /"(?:[^"\\]|\\[^])*(?:"|\\?$)|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)/g;
const lastCommas = /"(?:[^"\\]|\\[^])*(?:"|\\?$)|,(?=\s*[}\]])/g;

const keepTexts = (token: string): string => (token.startsWith('"') ? token : ' ');

/**
 * JSON with comments and commas before closing brackets; undefined for anything else. Comments go first: one pattern for
 * both has exponentially many ways through a file of comments, as `tsc --init` writes it.
 */
export function parseJson(text: string): Json | undefined {
  try {
    const bare = text.replace(/^\uFEFF/, '').replace(comments, keepTexts);
    return JSON.parse(bare.replace(lastCommas, keepTexts)) as Json;
  } catch {
    return undefined;
  }
}

export const field = (data: Json | undefined, name: string): Json | undefined =>
  isRecord(data) && Object.hasOwn(data, name) ? data[name] : undefined;

export const isRecord = (data: Json | undefined): data is { readonly [name: string]: Json } =>
  typeof data === 'object' && data !== null && !Array.isArray(data);

export const textOf = (data: Json | undefined): string | undefined =>
  typeof data === 'string' ? data : undefined;

export const listOf = (data: Json | undefined): readonly Json[] =>
  Array.isArray(data) ? (data as readonly Json[]) : [];

/** The texts in a list, or the one text that stands in its place. */
export const textsOf = (data: Json | undefined): string[] =>
  typeof data === 'string' ? [data] : listOf(data).filter((entry) => typeof entry === 'string');
