// Every suggestion for a network written by hand, applied: the code parses, keeps its comments, runs, and is found fault with no more.
import { runInNewContext } from 'node:vm';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../../src/core/index.ts';
import type { Finding } from '../../../src/core/report/finding.ts';
import { applied, lint } from '../../check.ts';
import { starts } from './starts.ts';
import { columns, matrices, rows, units } from './skeletons.ts';
import { typed } from './typed.ts';

const report = (code: string): Report => lint({ 'network.js': code });
const loud = ({ findings }: Report): readonly Finding[] =>
  findings.filter(({ severity }) => severity !== 'off');

function syntaxErrors(code: string): string[] {
  const source = ts.createSourceFile('network.js', code, ts.ScriptTarget.ESNext) as ts.SourceFile & {
    readonly parseDiagnostics: readonly ts.Diagnostic[];
  };
  return source.parseDiagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

const numbersIn = (value: unknown): number[] =>
  typeof value === 'number' ? [value] : Array.from(value as Iterable<unknown>).flatMap(numbersIn);

describe('each start', () => {
  test.each(starts)('$name: the first suggestion', ({ program, becomes }) => {
    const [finding] = loud(report(program.code));
    expect(applied(program.code, finding.suggestions[0].edits)).toContain(becomes);
  });

  test.each(starts)('$name: every suggestion, applied', ({ program: { code, weights } }) => {
    const comments = code.match(/\/\/.*/g) ?? [];
    const findings = loud(report(code));
    for (const { layer, parameter, suggestions } of findings) {
      expect(suggestions.length).toBeGreaterThan(0);
      for (const [index, { title, edits }] of suggestions.entries()) {
        const after = applied(code, edits);
        const again = report(after);
        const left = loud(again).filter((other) => other.layer === layer && other.parameter === parameter);
        expect({
          title,
          syntax: syntaxErrors(after),
          left: left.map(({ message }) => message),
          networks: again.networks.length,
          comments: after.match(/\/\/.*/g) ?? [],
        }).toEqual({ title, syntax: [], left: [], networks: 1, comments });
        const drawn = numbersIn(runInNewContext(`${after}\n;${weights}`));
        expect(drawn.every(Number.isFinite)).toBe(true);
        // The first finding is that of the hidden layer.
        if (index === 0 && layer === findings[0].layer)
          expect(new Set(drawn).size, title).toBeGreaterThan(drawn.length / 2);
      }
    }
  });
});

const filledRows = `this.w1 = Array.from({ length: hidden }, () => Array(inputs).fill(0.1));
    this.w2 = Array.from({ length: outputs }, () => Array(hidden).fill(0.1));`;

/** Titles and edited code of what is suggested for the first finding. */
function suggested(code: string): readonly { readonly title: string; readonly after: string }[] {
  const [finding] = loud(report(code));
  return finding.suggestions.map(({ title, edits }) => ({ title, after: applied(code, edits) }));
}

describe('draws', () => {
  test('are named, the fitting family first, those without a helper before normal ones', () => {
    expect(suggested(rows(filledRows).code).map(({ title }) => title)).toEqual([
      'Use Glorot draws: (Math.random() * 2 - 1) * Math.sqrt(6 / (hidden + inputs))',
      'Use normal Glorot draws: gaussian() * Math.sqrt(2 / (hidden + inputs))',
      'Use He draws: (Math.random() * 2 - 1) * Math.sqrt(6 / inputs)',
      'Use LeCun draws: (Math.random() * 2 - 1) * Math.sqrt(3 / inputs)',
      'Use normal He draws: gaussian() * Math.sqrt(2 / inputs)',
      'Use normal LeCun draws: gaussian() * Math.sqrt(1 / inputs)',
    ]);
  });

  test('are in the message', () => {
    expect(loud(report(rows(filledRows).code))[0].message).toMatch(
      /Use Glorot draws: \(Math\.random\(\) \* 2 - 1\) \* Math\.sqrt\(6 \/ \(hidden \+ inputs\)\)\.$/,
    );
  });

  test.each([
    [
      'function randn() { return Math.sqrt(-2 * Math.log(Math.random())) * Math.cos(6.28 * Math.random()); }',
      'randn() * Math.sqrt(2 / (hidden + inputs))',
    ],
    [
      'const gaussianRandom = (mean = 0, stdev = 1) => mean + stdev * Math.cos(6.28 * Math.random());',
      'gaussianRandom(0, Math.sqrt(2 / (hidden + inputs)))',
    ],
    [
      'function boxMuller(mean, sigma) { return mean + sigma * Math.cos(6.28 * Math.random()); }',
      'boxMuller(0, Math.sqrt(2 / (hidden + inputs)))',
    ],
    ['const noise = () => randomGaussian(0, 1);', 'randomGaussian(0, Math.sqrt(2 / (hidden + inputs)))'],
  ])('take the normal draw that the file has: %s', (helper, draw) => {
    const normal = suggested(rows(filledRows, helper).code)[1];
    expect(normal.after).toContain(`.fill(0.1).map(() => ${draw})`);
    expect(normal.after).not.toContain('Math.log(1 - Math.random())');
  });

  test.each([
    ['a pair', 'function gaussian() { return [Math.random(), Math.random()]; }'],
    ['something else', 'function gaussian(x) { return Math.exp(-x * x); }'],
  ])('add a helper of another name where the file’s own gives %s', (_, helper) => {
    const normal = suggested(rows(filledRows, helper).code)[1];
    expect(normal.after).toContain('.map(() => standardNormal() * Math.sqrt(2 / (hidden + inputs)))');
    expect(normal.after).toMatch(
      /\}\n\nfunction standardNormal\(\) \{\n {2}return Math\.sqrt\(-2 \* Math\.log\(1 - Math\.random\(\)\)\) \* Math\.cos\(2 \* Math\.PI \* Math\.random\(\)\);\n\}/,
    );
  });

  test('keep to the file’s own indentation, semicolons and line ends', () => {
    const code = rows(filledRows).code.replaceAll(/;$/gm, '').replaceAll('  ', '\t').replaceAll('\n', '\r\n');
    expect(suggested(code)[1].after).toContain(
      '\r\n\r\nfunction gaussian() {\r\n\treturn Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random())\r\n}',
    );
  });

  test('of all kernels that must change come in one suggestion, with one helper at most', () => {
    const { code } = units('this.weights = new Array(n).fill(0);');
    expect(suggested(code).map(({ title }) => title)).toEqual([
      'Use He draws for layer_1.kernel and layer_2.kernel',
    ]);
  });
});

describe('not offered', () => {
  test('an edit that would drop a comment', () => {
    const { code } =
      columns(`const w1 = [[0, 0, 0, 0, 0], /* the middle one */ [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]];
const w2 = Array.from({ length: hidden }, () => Array.from({ length: outputs }, () => Math.random() - 0.5));`);
    expect(loud(report(code)).map(({ rule, suggestions }) => [rule, suggestions.length])).toEqual([
      ['dead-weights', 0],
    ]);
  });

  test('an edit of another file', () => {
    const { code } = rows(filledRows);
    const { findings } = lint({
      'main.js': `import { Network } from './network.js'; const net = new Network(3, 5, 2); net.predict([1, 2, 3]); net.train([1, 2, 3], [1, 0], 0.1);`,
      'network.js': code.replace('class Network', 'export class Network'),
    });
    expect(findings.flatMap(({ suggestions }) => suggestions)).toEqual([]);
  });

  test('the private data of a matrix', () => {
    const { code } = matrices('');
    const hidden = code
      .replaceAll('.data', '.#data')
      .replace('constructor(rows', '#data;\n  constructor(rows');
    expect(loud(report(hidden))[0]?.suggestions ?? []).toEqual([]);
  });

  test('He draws where the code does not tell inputs from units', () => {
    const code = rows(filledRows).code.replace(
      'row.reduce((s, w, j) => s + w * x[j], this.b1[i])',
      'dot(row, x) + this.b1[i]',
    );
    const { code: helped } = {
      code: `${code}\nfunction dot(a, b) { let s = 0; for (let i = 0; i < a.length; i++) s += a[i] * b[i]; return s; }`,
    };
    const titles = suggested(helped).map(({ title }) => title);
    expect(titles.every((title) => title.includes('hidden + inputs') || title.includes('/ inputs'))).toBe(
      true,
    );
  });
});

describe('TypeScript', () => {
  const names = Object.keys(typed);

  test.each(names)('%s stays well typed', (name) => {
    const code = typed[name];
    const suggested = loud(lint({ 'network.ts': code })).flatMap(({ suggestions }) => suggestions);
    expect(suggested.length).toBeGreaterThan(0);
    const versions = new Map(
      [code, ...suggested.map(({ edits }) => applied(code, edits))].map((text, index) => [
        `/${index}.ts`,
        text,
      ]),
    );
    // The skeletons that are plain JavaScript leave some types open: what they say is no worse afterwards.
    const errors = typeErrors(versions);
    const before = errors.get('/0.ts');
    for (const [path] of versions) expect(errors.get(path), versions.get(path)).toEqual(before);
  });
});

let library: ts.CompilerHost | undefined;

/** What the compiler has to say about each file, without where. */
function typeErrors(files: ReadonlyMap<string, string>): Map<string, string[]> {
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    types: [],
  };
  library ??= ts.createCompilerHost(options);
  const host = library;
  const program = ts.createProgram([...files.keys()], options, {
    ...host,
    getSourceFile: (path, target) => {
      const text = files.get(path);
      return text === undefined
        ? host.getSourceFile(path, target)
        : ts.createSourceFile(path, `${text}\nexport {};`, target);
    },
  });
  return new Map(
    [...files.keys()].map((path) => [
      path,
      program
        .getSemanticDiagnostics(program.getSourceFile(path))
        .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' ')),
    ]),
  );
}
