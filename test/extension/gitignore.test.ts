import { expect, test } from 'vitest';
import { isIgnored, parseGitignore } from '../../src/extension/gitignore.ts';

const rules = parseGitignore(`
# built
dist/
*.min.js
/build
docs/**/generated
!keep.min.js
a?c.js
[xy].js
`);

test.each([
  ['dist/a.js', true],
  ['packages/a/dist/b.js', true],
  ['dist.js', false],
  ['lib/jquery.min.js', true],
  ['lib/keep.min.js', false],
  ['build/a.js', true],
  ['src/build/a.js', false],
  ['docs/generated/a.js', true],
  ['docs/a/b/generated/c.js', true],
  ['abc.js', true],
  ['abbc.js', false],
  ['x.js', true],
  ['z.js', false],
  ['src/model.ts', false],
])('%s is ignored: %s', (path, expected) => {
  expect(isIgnored(path, rules)).toBe(expected);
});
