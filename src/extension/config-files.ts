// The files `init-lint.config.json` of the workspace, as they are on disk. For a source file the nearest one counts,
// from its own folder up to the workspace folder; settings of the editor are laid over it.
import * as vscode from 'vscode';
import { type Config, configName, parseConfig } from '../config/config.ts';
import type { Journal } from './journal.ts';
import { type Settings, settingsFor } from './settings.ts';
import type { SourceText } from './source-text.ts';

interface ConfigFile {
  /** Where its patterns begin. */
  readonly folder: vscode.Uri;
  readonly config: Config;
}

/** What holds for one file. */
export interface ProjectSettings extends Pick<Settings, 'enable' | 'rules'> {
  readonly isExcluded: boolean;
}

export class ConfigFiles implements vscode.Disposable {
  readonly #journal: Journal;
  /** By the uri of the folder; null where there is none, or one that says nothing. Emptied when any of them changes. */
  #known = new Map<string, Promise<ConfigFile | null>>();
  readonly #wrong = vscode.languages.createDiagnosticCollection('init-lint config');
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #disposables: { dispose(): unknown }[] = [this.#wrong, this.#changed];

  readonly onDidChange = this.#changed.event;

  constructor(journal: Journal) {
    this.#journal = journal;
    const { workspace } = vscode;
    const watcher = workspace.createFileSystemWatcher(`**/${configName}`);
    const again = () => {
      this.#known = new Map();
      this.#wrong.clear();
      this.#changed.fire();
    };
    this.#disposables.push(
      watcher,
      watcher.onDidChange(again),
      watcher.onDidCreate(again),
      watcher.onDidDelete(again),
      workspace.onDidChangeWorkspaceFolders(again),
      // Of what goes with its folder, a watcher may tell the folder alone.
      workspace.onDidDeleteFiles(again),
      workspace.onDidRenameFiles(again),
    );
  }

  /** The editor's settings, with the file's rules below them and its exclusions beside them. Never rejects. */
  async settingsFor(text: SourceText): Promise<ProjectSettings> {
    const settings = settingsFor(text);
    const found = await this.#nearest(text.uri);
    const folder = vscode.workspace.getWorkspaceFolder(text.uri)?.uri;
    return {
      enable: settings.enable,
      rules: { ...found?.config.rules, ...settings.rules },
      isExcluded:
        settings.exclude.some((glob) => matches(text, folder, glob)) ||
        (found?.config.exclude.some((glob) => matches(text, found.folder, glob)) ?? false),
    };
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  async #nearest(uri: vscode.Uri): Promise<ConfigFile | undefined> {
    const top = vscode.workspace.getWorkspaceFolder(uri)?.uri.path;
    if (top === undefined) return undefined;
    for (let path = parent(uri.path); ; path = parent(path)) {
      const folder = uri.with({ path, query: '', fragment: '' });
      const key = folder.toString();
      const known = this.#known.get(key) ?? this.#read(folder);
      this.#known.set(key, known);
      const found = await known;
      if (found) return found;
      if (path.length <= top.length) return undefined;
    }
  }

  /** What cannot be understood counts as not there, and says so in Problems. */
  async #read(folder: vscode.Uri): Promise<ConfigFile | null> {
    const uri = vscode.Uri.joinPath(folder, configName);
    const text = await readText(uri);
    if (text === undefined) return null;
    const config = parseConfig(text, configName);
    if (!('wrong' in config)) return { folder, config };
    this.#journal.warn(uri.path, config.wrong);
    const start = new vscode.Range(0, 0, 0, 1);
    this.#wrong.set(uri, [new vscode.Diagnostic(start, config.wrong, vscode.DiagnosticSeverity.Warning)]);
    return null;
  }
}

async function readText(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}

function matches(text: SourceText, base: vscode.Uri | undefined, glob: string): boolean {
  const pattern = base ? new vscode.RelativePattern(base, glob) : glob;
  // Nothing but the address and the language is looked at.
  return vscode.languages.match({ pattern }, text as vscode.TextDocument) > 0;
}

/** "/a/b" → "/a"; "/a" → "/". */
const parent = (path: string): string => path.slice(0, Math.max(1, path.lastIndexOf('/')));
