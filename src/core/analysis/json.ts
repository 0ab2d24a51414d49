// JSON files as the evaluator's values.
import ts from 'typescript';
import type { Abstract, Located, Module, Slot } from './evaluate/model.ts';
import { absent, constant, unknownValue } from './evaluate/model.ts';

/** Entries beyond this are not held: large files hold data or trained weights. */
const maxEntries = 20_000;
const maxDepth = 64;
/** Longer texts are not read as trees, which takes ten times as long as reading their values. */
const maxTree = 300_000;

/** Files of whose entries one may want to know where they are written: models as JSON. */
export const isTopology = (text: string): boolean =>
  text.length <= maxTree &&
  /"(?:class_name|className)"\s*:/.test(text) &&
  /"layers"|"config"\s*:\s*\[/.test(text);

/** The module that a JSON file is, for spans; its value is that of `fromTree`. */
export function jsonModule(path: string, text: string, main: boolean): Module {
  const source = ts.parseJsonText(path, text);
  const { statements } = source;
  return { path, source, statements, main, exports: new Map(), imports: new Map(), stars: [] };
}

export function fromJson(path: string, text: string): Abstract {
  if (isTopology(text)) return fromTree(jsonModule(path, text, false));
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return unknownValue('a JSON file with errors');
  }
  let left = maxEntries;
  const convert = (value: unknown, depth: number): Abstract => {
    left -= 1;
    if (left < 0 || depth > maxDepth) return unknownValue('the JSON file is too large');
    if (
      value === null ||
      typeof value === 'string' ||
      typeof value === 'number' ||
      typeof value === 'boolean'
    )
      return constant(value);
    if (Array.isArray(value)) {
      const items = value.slice(0, left + 1).map((entry) => ({ value: convert(entry, depth + 1) }));
      return list(items);
    }
    if (typeof value !== 'object') return unknownValue('a JSON value');
    return record(
      new Map(Object.entries(value).map(([name, entry]) => [name, slot(convert(entry, depth + 1))])),
    );
  };
  return convert(data, 0);
}

/** The value of a JSON file in which every entry knows where it is written. */
export function fromTree(module: Module): Abstract {
  let left = maxEntries;
  const convert = (node: ts.Expression, depth: number): Abstract => {
    left -= 1;
    if (left < 0 || depth > maxDepth) return unknownValue('the JSON file is too large');
    if (ts.isArrayLiteralExpression(node))
      return list(
        node.elements.map((element) => ({
          value: convert(element, depth + 1),
          node: { node: element, module },
        })),
      );
    if (ts.isObjectLiteralExpression(node)) {
      const props = new Map<string, Slot>();
      for (const property of node.properties) {
        if (!ts.isPropertyAssignment(property) || !ts.isStringLiteral(property.name)) continue;
        const { initializer } = property;
        props.set(property.name.text, {
          ...slot(convert(initializer, depth + 1)),
          node: { node: initializer, module },
        });
      }
      return record(props, { node, module });
    }
    const value = scalarOf(node);
    return value === undefined ? unknownValue('a JSON value') : constant(value, spanIn(module, node));
  };
  const statement = module.source.statements.at(0);
  return statement && ts.isExpressionStatement(statement)
    ? convert(statement.expression, 0)
    : unknownValue('a JSON file with errors');
}

function scalarOf(node: ts.Expression): string | number | boolean | null | undefined {
  if (ts.isStringLiteral(node)) return node.text;
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (ts.isPrefixUnaryExpression(node) && ts.isNumericLiteral(node.operand))
    return -Number(node.operand.text);
  if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (node.kind === ts.SyntaxKind.FalseKeyword) return false;
  return node.kind === ts.SyntaxKind.NullKeyword ? null : undefined;
}

const spanIn = (
  { path, source, main }: Module,
  node: ts.Node,
): { start: number; end: number; file?: string } => ({
  start: node.getStart(source),
  end: node.end,
  ...(main ? {} : { file: path }),
});

const slot = (value: Slot['value']): Slot => ({ born: 0, value });

const list = (items: readonly { value: Abstract; node?: Located }[]): Abstract => ({
  t: 'array',
  typed: false,
  content: slot({ t: 'list', items }),
});

const record = (props: Map<string, Slot>, made?: Located): Abstract => ({
  t: 'object',
  props,
  proto: null,
  name: slot(absent),
  open: slot(absent),
  ...(made ? { made } : {}),
});
