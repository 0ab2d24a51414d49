// The files of the workspace that linting is about: not ignored by git, not excluded.
import * as vscode from 'vscode';
import { isIgnored, parseGitignore, type IgnoreRule } from './gitignore.ts';
import { settingsFor } from './settings.ts';

const lintable = '**/*.{js,jsx,mjs,cjs,ts,tsx,mts,cts,html,vue,svelte}';
/** The same, without declarations. */
const endings = /(?<!\.d)\.(?:[cm]?[jt]s|[jt]sx|html|vue|svelte)$/;

interface IgnoreFile {
  /** Of the folder it lies in, ending in `/`. */
  readonly folder: string;
  readonly rules: readonly IgnoreRule[];
}

/** `includes` tells of a file that comes later whether it would have been among `uris`. */
export interface WorkspaceFiles {
  readonly uris: readonly vscode.Uri[];
  includes(uri: vscode.Uri): boolean;
}

export async function workspaceFiles(token?: vscode.CancellationToken): Promise<WorkspaceFiles> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const found = await Promise.all(folders.map((folder) => filesOf(folder, token)));
  return {
    uris: found.flatMap(({ uris }) => uris),
    includes: (uri) =>
      vscode.workspace.getWorkspaceFolder(uri) !== undefined && found.every((folder) => folder.includes(uri)),
  };
}

async function filesOf(
  folder: vscode.WorkspaceFolder,
  token: vscode.CancellationToken | undefined,
): Promise<WorkspaceFiles> {
  const { exclude } = settingsFor(folder);
  const left = ['**/node_modules/**', '**/.git/**', ...exclude];
  const within = (glob: string) => new vscode.RelativePattern(folder, glob);
  const [files, ignoreFiles] = await Promise.all([
    vscode.workspace.findFiles(within(lintable), within(`{${left.join(',')}}`), undefined, token),
    readIgnoreFiles(within('**/.gitignore')),
  ]);
  const includes = ({ path }: vscode.Uri): boolean =>
    endings.test(path) &&
    !path.includes('/node_modules/') &&
    ignoreFiles.every(
      (ignore) =>
        !path.startsWith(ignore.folder) || !isIgnored(path.slice(ignore.folder.length), ignore.rules),
    );
  return { uris: files.filter(includes).sort((a, b) => (a.path < b.path ? -1 : 1)), includes };
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
