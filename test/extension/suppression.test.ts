import { describe, expect, test } from 'vitest';
import { suppressInFile, suppressOnLine } from '../../src/extension/suppression.ts';

const apply = (text: string, edit: { start: number; end: number; text: string }) =>
  text.slice(0, edit.start) + edit.text + text.slice(edit.end);

describe('a suppression for a line', () => {
  test.each([
    [
      'goes above it, as far in',
      'a;\n  bad;\n',
      'a;\n  // init-lint-disable-next-line some-rule -- why\n  bad;\n',
    ],
    ['goes above the first line', 'bad;\n', '// init-lint-disable-next-line some-rule -- why\nbad;\n'],
    [
      'joins the one that is there, before its reason',
      '// init-lint-disable-next-line other -- because\nbad;\n',
      '// init-lint-disable-next-line other some-rule -- because\nbad;\n',
    ],
    [
      'keeps the line ending',
      'a;\r\n\tbad;\r\n',
      'a;\r\n\t// init-lint-disable-next-line some-rule -- why\r\n\tbad;\r\n',
    ],
  ])('%s', (_, text, expected) => {
    expect(apply(text, suppressOnLine(text, text.indexOf('bad'), 'some-rule'))).toBe(expected);
  });
});

test('a suppression for a file stays behind the #! line', () => {
  const text = '#!/usr/bin/env node\nbad;\n';
  expect(apply(text, suppressInFile(text, 'some-rule'))).toBe(
    '#!/usr/bin/env node\n/* init-lint-disable some-rule -- why */\nbad;\n',
  );
});
