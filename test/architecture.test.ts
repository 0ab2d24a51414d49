// Holds the import table of src/README.md, forbids cycles and large files, and keeps the compiler out of the extension host.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/** Folder → what its files may import: folders, `type:folder` for types alone, packages, or `node:`. The longest matching folder decides. */
const mayImport: Record<string, readonly string[]> = {
  'src/core/engine': [],
  'src/core/network': [],
  'src/core/analysis': ['src/core/network', 'typescript'],
  'src/core/verdict': ['src/core/network', 'src/core/engine'],
  'src/core/report': ['src/core/network', 'src/core/verdict'],
  'src/core': ['src/core'],
  'src/config': ['src/core/report'],
  'src/protocol': ['type:src/core/report', 'type:src/core/network', 'type:src/core/engine'],
  'src/worker': ['src/core', 'src/protocol', 'node:'],
  'src/extension': [
    'src/config',
    'src/protocol',
    'type:src/core/report',
    'type:src/core/network',
    'vscode',
    'node:',
  ],
  'src/cli': ['src/config', 'src/core', 'src/lsp', 'node:', 'commander', 'globby', 'picocolors'],
  'src/lsp': [
    'src/config',
    'src/core',
    'src/cli/config.ts',
    'src/cli/files.ts',
    // What of the extension knows nothing of vscode.
    'src/extension/locate.ts',
    'src/extension/script-blocks.ts',
    'src/extension/suppression.ts',
    'node:',
    'vscode-languageserver',
    'vscode-languageserver-textdocument',
  ],
  'src/eslint': ['src/core', 'type:eslint'],
  webview: [
    'src/core/engine',
    'src/core/network',
    'src/core/verdict',
    'src/core/report',
    'src/protocol',
    'media/l10n',
    'uplot',
    '@vscode/webview-ui-toolkit',
  ],
};

const lineLimit = 600;

interface Import {
  readonly target: string;
  readonly typeOnly: boolean;
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`);
}

function importsOf(file: string): Import[] {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.ES2023);
  const imports: Import[] = [];
  const add = (specifier: ts.Expression | undefined, typeOnly: boolean) => {
    if (!specifier || !ts.isStringLiteralLike(specifier)) return;
    const target = specifier.text.startsWith('.')
      ? relative(root, join(root, dirname(file), specifier.text))
      : specifier.text;
    imports.push({ target, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    } else if (ts.isExportDeclaration(node)) {
      add(node.moduleSpecifier, node.isTypeOnly);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments.at(0), false);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return imports;
}

const inside = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);

function folderOf(file: string): string | undefined {
  return Object.keys(mayImport)
    .filter((folder) => inside(file, folder))
    .sort((a, b) => b.length - a.length)
    .at(0);
}

function isAllowed(from: string, { target, typeOnly }: Import): boolean {
  if (inside(target, from)) return true;
  return (mayImport[from] ?? []).some((rule) => {
    if (rule.startsWith('type:')) return typeOnly && inside(target, rule.slice('type:'.length));
    return rule === 'node:' ? target.startsWith('node:') : inside(target, rule);
  });
}

const files = [...filesBelow('src'), ...filesBelow('webview')];
const importsByFile = new Map(files.map((file) => [file, importsOf(file)]));

describe('imports', () => {
  test.each(files)('%s', (file) => {
    const folder = folderOf(file);
    expect(folder, 'a folder that is not in the table may hold no code').toBeDefined();
    const forbidden = (importsByFile.get(file) ?? [])
      .filter((entry) => !isAllowed(folder ?? '', entry))
      .map((entry) => entry.target);
    expect(forbidden).toEqual([]);
  });

  test('no adapter imports another', () => {
    const folder = 'src/core/analysis/adapters/';
    /** tfjs-layers.ts and tfjs-layers/fields.ts are one adapter. */
    const adapterOf = (path: string) => path.slice(folder.length).split('/').at(0)?.replace('.ts', '');
    const crossing = files
      .filter((file) => file.startsWith(folder) && file !== `${folder}index.ts`)
      .flatMap((file) =>
        (importsByFile.get(file) ?? [])
          .filter(({ target }) => target.startsWith(folder) && target !== `${folder}adapter.ts`)
          .filter(({ target }) => adapterOf(target) !== adapterOf(file))
          .map(({ target }) => `${file} → ${target}`),
      );
    expect(crossing).toEqual([]);
  });

  test('no cycles', () => {
    const state = new Map<string, 'open' | 'done'>();
    const cycles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (state.get(file) === 'done') return;
      if (state.get(file) === 'open') {
        cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
        return;
      }
      state.set(file, 'open');
      for (const { target } of importsByFile.get(file) ?? []) {
        if (importsByFile.has(target)) visit(target, [...path, file]);
      }
      state.set(file, 'done');
    };
    for (const file of files) visit(file, []);
    expect(cycles).toEqual([]);
  });
});

describe('sizes', () => {
  test(`no source file has more than ${lineLimit} lines`, () => {
    const long = files.filter(
      (file) => readFileSync(join(root, file), 'utf8').split('\n').length > lineLimit,
    );
    expect(long).toEqual([]);
  });

  test.each(['dist/extension.js', 'dist/extension.web.js'])('%s stays below 150 kB', (bundle) => {
    const path = join(root, bundle);
    expect(existsSync(path), 'run npm run build first').toBe(true);
    expect(statSync(path).size).toBeLessThan(150_000);
  });
});
