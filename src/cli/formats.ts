// Every way to print a result of linting, by the name that --format gives it.
import type { Format } from './formats/format.ts';
import { github } from './formats/github.ts';
import { html } from './formats/html.ts';
import { json } from './formats/json.ts';
import { sarif } from './formats/sarif.ts';
import { stylish } from './formats/stylish.ts';

export const formats = { stylish, json, sarif, github, html } satisfies Record<string, Format>;

export type FormatName = keyof typeof formats;

export const formatNames = Object.keys(formats) as FormatName[];
