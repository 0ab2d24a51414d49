// The files of the workspace that linting is about: not ignored by git, not excluded.
import * as vscode from 'vscode';
import { isIgnored, parseGitignore, type IgnoreRule } from './gitignore.ts';
import { settingsFor } from './settings.ts';

const lintable = '**/*.{js,jsx,mjs,cjs,ts,tsx,mts,cts,html,vue,svelte}';
const declarations = /\.d\.[cm]?ts$/;

interface IgnoreFile {
  /** Of the folder it lies in, ending in `/`. */
  readonly folder: string;
  readonly rules: readonly IgnoreRule[];
}

export async function workspaceFiles(token: vscode.CancellationToken): Promise<vscode.Uri[]> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const found = await Promise.all(folders.map((folder) => filesOf(folder, token)));
  return found.flat();
}

async function filesOf(
  folder: vscode.WorkspaceFolder,
  token: vscode.CancellationToken,
): Promise<vscode.Uri[]> {
  const { exclude } = settingsFor(folder);
  const left = ['**/node_modules/**', '**/.git/**', ...exclude];
  const within = (glob: string) => new vscode.RelativePattern(folder, glob);
  const [files, ignoreFiles] = await Promise.all([
    vscode.workspace.findFiles(within(lintable), within(`{${left.join(',')}}`), undefined, token),
    readIgnoreFiles(within('**/.gitignore')),
  ]);
  return files
    .filter(({ path }) => !declarations.test(path))
    .filter(({ path }) =>
      ignoreFiles.every(
        (ignore) =>
          !path.startsWith(ignore.folder) || !isIgnored(path.slice(ignore.folder.length), ignore.rules),
      ),
    )
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function readIgnoreFiles(pattern: vscode.RelativePattern): Promise<IgnoreFile[]> {
  const uris = await vscode.workspace.findFiles(pattern, '**/node_modules/**');
  return Promise.all(
    uris.map(async (uri) => ({
      folder: uri.path.slice(0, uri.path.lastIndexOf('/') + 1),
      rules: parseGitignore(await readText(uri)),
    })),
  );
}

async function readText(uri: vscode.Uri): Promise<string> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return '';
  }
}
