import { describe, expect, test } from 'vitest';
import { scaleOf, sparkline } from '../../src/cli/formats/sparkline.ts';
import { LineTable } from '../../src/cli/lines.ts';
import { printable } from '../../src/cli/world.ts';

describe('lines', () => {
  test.each([
    ['', 0, 1, 1],
    ['abc', 2, 1, 3],
    ['a\nb', 1, 1, 2],
    ['a\nb', 2, 2, 1],
    ['a\r\nb', 3, 2, 1],
    ['a\rb', 2, 2, 1],
    ['a\u2028b', 2, 2, 1],
    ['\n\n\n', 3, 4, 1],
    ['😀x', 2, 1, 3],
    ['a\nb', 99, 2, 98],
  ])('%j at %i', (text, offset, line, column) => {
    expect(new LineTable(text).position(offset)).toEqual({ line, column, offset });
  });
});

describe('sparklines', () => {
  test.each([
    ['rises', [0, 1, 2, 3, 4, 5, 6, 7], 'linear', '▁▂▃▄▅▆▇█'],
    ['constant', [2, 2, 2], 'linear', '▅▅▅'],
    ['decades', [1, 10, 100, 1000], 'log', '▁▃▆█'],
    ['an exact zero is not small', [0, 1e-300, 1], 'log', '·▁█'],
    ['broken', [1, NaN, 2, Infinity], 'linear', '▁!█!'],
  ] as const)('%s', (_, values, kind, expected) => {
    const scale = scaleOf(values, kind);
    expect(scale && sparkline(values, scale, 80)).toBe(expected);
  });

  test('a single spike survives being squeezed', () => {
    const values = Array.from({ length: 1000 }, (_, at) => (at === 700 ? 1 : 0));
    const line = sparkline(values, { low: 0, high: 1, kind: 'linear' }, 10);
    expect(line).toBe('▁▁▁▁▁▁▁█▁▁');
  });

  test('nothing finite has no scale', () => {
    expect(scaleOf([NaN, -Infinity], 'linear')).toBeUndefined();
    expect(scaleOf([0, 0], 'log')).toBeUndefined();
  });
});

test('what a terminal would obey is printed as text', () => {
  expect(printable('a\u001b[2Jb\nc\u202ed')).toBe('a\\u001b[2Jb\\u000ac\\u202ed');
  expect(printable('ünïcödé → 日本')).toBe('ünïcödé → 日本');
});
