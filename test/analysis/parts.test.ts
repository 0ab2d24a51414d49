// Which statements of a file belong together: written with a letter for each statement, parts apart by spaces.
import ts from 'typescript';
import { expect, test } from 'vitest';
import { partsOf } from '../../src/core/analysis/parts.ts';

test.each([
  ['functions that know nothing of each other', 'function a() {}; function b() {}', 'a b'],
  ['one that calls the other', 'function a() { b() }; function b() {}; function c() {}', 'ab c'],
  ['what is done at once is one part', 'const a = f(); const b = g(); function c() {}', 'ab c'],
  ['and comes first', 'function a() {}; const b = f()', 'b a'],
  [
    'numbers and packages are shared',
    `import a from 'x'; const b = 1; function c() { a(b) }; function d() { a(b) }`,
    'abc abd',
  ],
  ['files of the project are not', `import a from './x'; function b() { a() }; function c() { a() }`, 'abc'],
  ['nor is what somebody changes', 'let a = 1; function b() { a = 2 }; function c() { return a }', 'abc'],
  ['or counts', 'let a = 1; function b() { a++ }; function c() { return a }', 'abc'],
  [
    'objects can be changed',
    'const a = { x: 1 }; function b() { a.x = 2 }; function c() { return a }',
    'abc',
  ],
  [
    'a function’s own variable is no link',
    'const a = {}; function b(a) { return a }; function c() { const a = 1; return a }',
    'a b c',
  ],
  [
    'a variable of a block may be meant outside',
    'const a = {}; function b() { { const a = 1 } return a }',
    'ab',
  ],
  ['nor are names of properties', 'function a() { x.b(); y = { b: 1 } }; function b() {}', 'a b'],
  [
    'a variable that nobody declares',
    'function a() { net = f() }; function b() { return net }; function c() {}',
    'ab c',
  ],
  ['classes and their heirs', 'class a {}; class b extends a {}; class c {}', 'ab c'],
  ['prototypes', 'function a() {}; a.prototype.x = function () {}; function c() {}', 'ab c'],
  ['lists of exports do nothing', 'function a() {}; function b() {}; module.exports = { a, b }', 'a b'],
  ['nor do types', 'interface a {}; type b = a; const c = f()', 'c'],
  ['var in a block', 'if (x) { var a = 1 }; function b() { return a }; function c() {}', 'ab c'],
  ['a loop’s own counter', 'for (let i = 0; i < 2; i++) f(i); function b(x) { let i = x; return i }', 'a b'],
])('%s', (_, source, expected) => {
  const { statements } = ts.createSourceFile('a.tsx', source, ts.ScriptTarget.ESNext, false);
  const written = statements.filter((statement) => !ts.isEmptyStatement(statement));
  const letter = (statement: ts.Statement): string => String.fromCharCode(97 + written.indexOf(statement));
  const parts = partsOf(statements, new WeakMap()).map((part) => part.statements.map(letter).join(''));
  expect(parts.join(' ')).toBe(expected);
});
