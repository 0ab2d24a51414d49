// Which documents are ours, and how the analysis calls them: a path below a root, with `/`, whose ending tells the language.
import * as vscode from 'vscode';
import type { ProjectSettings } from './config-files.ts';
import { scriptBlocks } from './script-blocks.ts';
import type { SourceText } from './source-text.ts';

/** VS Code's language → the ending that makes the analysis read it so. */
const endings: Readonly<Record<string, string>> = {
  javascript: '.js',
  javascriptreact: '.jsx',
  typescript: '.ts',
  typescriptreact: '.tsx',
};

/** Languages with scripts inside. */
const containers: readonly string[] = ['html', 'vue', 'svelte'];

/** For providers: any scheme, so that untitled, remote and virtual files are served as well. */
export const selector: vscode.DocumentSelector = [...Object.keys(endings), ...containers].map((language) => ({
  language,
}));

/** Documents that only show text of elsewhere, or of another time: findings there could not be acted on. */
const mirrors = new Set(['git', 'output', 'debug', 'vscode-scm', 'comment', 'review']);

/** Above this many characters a file is generated; analysing it at each keystroke helps nobody. */
const sizeLimit = 2_000_000;

export function isOurs(document: SourceText): boolean {
  const { languageId, uri } = document;
  return (Object.hasOwn(endings, languageId) || hasScriptsInside(document)) && !mirrors.has(uri.scheme);
}

export function hasScriptsInside(document: SourceText): boolean {
  return containers.includes(document.languageId);
}

/** What is analysed: offsets are those of the document. */
export function sourceOf(document: SourceText): { readonly text: string; readonly place: Place } {
  const place = placeOf(document);
  const text = document.getText();
  if (!hasScriptsInside(document)) return { text, place };
  const scripts = scriptBlocks(text);
  return { text: scripts.text, place: { ...place, path: place.path + (scripts.typescript ? '.ts' : '.js') } };
}

/** Why a text of ours is left alone, or null when it is analysed. */
export function reasonToSkip(text: SourceText, settings: ProjectSettings): string | null {
  if (!settings.enable)
    return vscode.l10n.t('Init Lint is switched off for this file (setting initLint.enable).');
  if (settings.isExcluded)
    return vscode.l10n.t(
      'This file is excluded, by the setting initLint.exclude or by init-lint.config.json.',
    );
  if (text.getText().length > sizeLimit)
    return vscode.l10n.t('This file is too large to be analysed while you type.');
  return null;
}

export interface Place {
  /** What `path` is relative to: the workspace folder, or the root of the file's own file system. */
  readonly root: vscode.Uri;
  readonly path: string;
}

export function placeOf(document: SourceText): Place {
  const { uri } = document;
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  const inFolder = folder !== undefined && uri.path.startsWith(`${folder.uri.path.replace(/\/$/, '')}/`);
  const root = inFolder ? folder.uri : uri.with({ path: '/', query: '', fragment: '' });
  const path = uri.path.slice(inFolder ? folder.uri.path.replace(/\/$/, '').length : 0).replace(/^\//, '');
  return { root, path: hasScriptsInside(document) ? path : withEnding(path, document.languageId) };
}

/** Untitled files and notebook cells have no ending that says what is in them. */
function withEnding(path: string, languageId: string): string {
  if (/\.[cm]?[jt]sx?$/.test(path)) return path;
  return path + (endings[languageId] ?? '.js');
}

/** E.g. "src/model.ts": what a person calls the file. */
export function fileNameOf(uri: vscode.Uri): string {
  return vscode.workspace.asRelativePath(uri, (vscode.workspace.workspaceFolders?.length ?? 0) > 1);
}
