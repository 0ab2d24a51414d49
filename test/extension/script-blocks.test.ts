import { describe, expect, test } from 'vitest';
import { scriptBlocks } from '../../src/extension/script-blocks.ts';

describe('scripts in a page', () => {
  test('stay where they are, and everything else is blank', () => {
    const page = '<h1>a > b</h1>\n<script type="module">\nconst x = "<p>";\n</script>\n<p>tf</p>';
    const { text, typescript } = scriptBlocks(page);
    expect(text).toHaveLength(page.length);
    expect(text.indexOf('const x')).toBe(page.indexOf('const x'));
    expect(text.trim()).toBe('const x = "<p>";');
    expect(text.split('\n')).toHaveLength(page.split('\n').length);
    expect(typescript).toBe(false);
  });

  test('of several, each is kept', () => {
    const { text } = scriptBlocks(
      '<script src="tf.js"></script><script>a()</script><b/><script>b()</script>',
    );
    expect(text.split(/\s+/).filter(Boolean)).toEqual(['a()', 'b()']);
  });

  test.each([
    ['lang="ts"', true],
    ["lang='ts' setup", true],
    ['setup', false],
  ])('<script %s> is TypeScript: %s', (attributes, typescript) => {
    expect(scriptBlocks(`<script ${attributes}>let a;</script>`).typescript).toBe(typescript);
  });

  test.each(['application/json', 'text/x-template', 'importmap', 'x-shader/x-vertex'])(
    'a block of type %s is no script',
    (type) => {
      expect(scriptBlocks(`<script type="${type}">{}</script>`).found).toBe(false);
    },
  );

  test('a page that breaks off is blank, and takes no time', () => {
    expect(scriptBlocks(`<script ${'a='.repeat(20_000)}`).found).toBe(false);
    expect(scriptBlocks(`<script>const a = 1;`).found).toBe(false);
  });
});
