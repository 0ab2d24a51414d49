/// <reference types="node" />
// Every word that a user reads in the editor and in the panel stands in one table, ready to be translated.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { gallery } from '../../webview/presets/gallery.ts';

const root = join(import.meta.dirname, '../..');

/** The names of the functions whose first arguments are words, and how many of these are. */
const translators: Readonly<Record<string, number>> = { t: 1, plural: 3 };

/** The words that the program hands to a translator. */
function wordsIn(path: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const { expression } = node;
      const name = ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText();
      const words = node.arguments.slice(0, translators[name] ?? 0).flatMap(constantWords);
      if (Object.hasOwn(translators, name)) found.push(...words);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022, true));
  return found;
}

const constantWords = (node: ts.Expression): readonly string[] =>
  ts.isStringLiteralLike(node)
    ? [node.text]
    : ts.isConditionalExpression(node)
      ? [...constantWords(node.whenTrue), ...constantWords(node.whenFalse)]
      : [];

const files = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => join(root, folder, name));

test('the table of words is complete', async () => {
  const inGallery = gallery.flatMap((group) => [
    group.title,
    ...group.presets.flatMap(({ title, claim, pages, quiz }) => [
      title,
      claim,
      ...pages.map((page) => page.text),
      ...(quiz?.answers ?? []),
    ]),
  ]);
  const words = [...files('webview'), ...files('src/extension')].flatMap(wordsIn);
  const table = Object.fromEntries([...new Set([...words, ...inGallery])].sort().map((word) => [word, word]));
  await expect(`${JSON.stringify(table, null, 2)}\n`).toMatchFileSnapshot(
    join(root, 'media/l10n/bundle.l10n.json'),
  );
});
