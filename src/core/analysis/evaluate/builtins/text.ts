// Properties and methods of strings that names of layers and initializers are made with.
import ts from 'typescript';
import type { Abstract, Call, Machine, NativeFunction, Scalar } from '../model.ts';
import { constant, listOf, makeArray, native, unknownValue } from '../model.ts';
import { binary } from '../operators.ts';

type TextMethod = (text: string, args: readonly Scalar[]) => Scalar | readonly string[] | undefined;

const count = (value: Scalar, fallback: number): number => (typeof value === 'number' ? value : fallback);

const methods: Readonly<Record<string, TextMethod>> = {
  toLowerCase: (text) => text.toLowerCase(),
  toUpperCase: (text) => text.toUpperCase(),
  trim: (text) => text.trim(),
  toString: (text: string) => text,
  concat: (text, args) => text + args.map(String).join(''),
  charAt: (text, [at]) => text.charAt(count(at, 0)),
  slice: (text, [from, to]) => text.slice(count(from, 0), count(to, text.length)),
  substring: (text, [from, to]) => text.substring(count(from, 0), count(to, text.length)),
  startsWith: (text, [start]) => text.startsWith(String(start)),
  endsWith: (text, [end]) => text.endsWith(String(end)),
  includes: (text, [part]) => text.includes(String(part)),
  indexOf: (text, [part]) => text.indexOf(String(part)),
  replace: (text, [from, to]) =>
    typeof from === 'string' && typeof to === 'string' ? text.replace(from, () => to) : undefined,
  split: (text, [by]) => (typeof by === 'string' ? text.split(by, 64) : undefined),
};

export function textMember(text: string, name: string): Abstract {
  if (name === 'length') return constant(text.length);
  if (/^\d{1,6}$/.test(name)) return constant(text.at(Number(name)));
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  return method ? methodValue(name, text, method) : unknownValue(`${name} of a text`);
}

const methodValue = (name: string, text: string, method: TextMethod): NativeFunction =>
  native(name, (machine, call) => {
    const args: Scalar[] = [];
    for (const arg of call.args) {
      if (arg.t !== 'constant') return arg.t === 'unknown' ? arg : unknownValue('a text that is not known');
      args.push(arg.value);
    }
    const result = method(text, args);
    if (result === undefined) return unknownValue(`${name} of a text`);
    return Array.isArray(result)
      ? makeArray(
          machine,
          result.map((value: string) => ({ value: constant(value) })),
        )
      : constant(result as Scalar);
  });

const { PlusToken } = ts.SyntaxKind;

/** `String.raw` as a tag: the texts of the template, with the values between them. */
export function rawTemplate(_machine: Machine, { args }: Call): Abstract {
  const strings = args.at(0);
  if (strings?.t !== 'array') return unknownValue('a template');
  const texts = listOf(strings).items.map(({ value }) => value);
  return texts.length === 0
    ? unknownValue('a template')
    : texts.reduce((whole, text, index) => {
        const value = args.at(index);
        return binary(PlusToken, value ? binary(PlusToken, whole, value) : whole, text);
      });
}
