// Texts of the files that analysed files import, read when the analysis asks for them and kept until they change.
import * as vscode from 'vscode';
import { openDocument } from './open-document.ts';

const sizeLimit = 1_000_000;

export class ImportedFiles implements vscode.Disposable {
  /** By uri; undefined for a file that is not there. Open documents are never kept: their text changes as one types. */
  readonly #texts = new Map<string, Promise<string | undefined>>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #deleted = new vscode.EventEmitter<vscode.Uri>();
  readonly #disposables: { dispose(): unknown }[] = [this.#changed, this.#deleted];

  /** A file on disk appeared, changed or went. */
  readonly onDidChange = this.#changed.event;
  /** A file or a folder went: of a folder's files, nothing else may be told. */
  readonly onDidDelete = this.#deleted.event;

  constructor() {
    const watcher = vscode.workspace.createFileSystemWatcher(
      '**/*.{js,jsx,ts,tsx,mjs,cjs,mts,cts,json,yaml}',
    );
    const deletions = vscode.workspace.createFileSystemWatcher('**', true, true);
    const forget = (uri: vscode.Uri) => {
      this.#texts.delete(uri.toString());
      this.#changed.fire(uri);
    };
    this.#disposables.push(
      watcher,
      deletions,
      watcher.onDidChange(forget),
      watcher.onDidCreate(forget),
      watcher.onDidDelete(forget),
      deletions.onDidDelete((uri) => {
        const below = `${uri.toString()}/`;
        for (const key of this.#texts.keys()) if (key.startsWith(below)) this.#texts.delete(key);
        this.#deleted.fire(uri);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => forget(document.uri)),
    );
  }

  /** Undefined when there is no such file, or none that is worth reading. */
  read(uri: vscode.Uri): Promise<string | undefined> {
    const open = openDocument(uri.toString());
    if (open) return Promise.resolve(open.getText());
    const key = uri.toString();
    const known = this.#texts.get(key) ?? readText(uri);
    this.#texts.set(key, known);
    return known;
  }

  /** Names of the folders in a folder; undefined when there is no such folder. */
  async folders(uri: vscode.Uri): Promise<readonly string[] | undefined> {
    try {
      const entries = await vscode.workspace.fs.readDirectory(uri);
      return entries.flatMap(([name, type]) => ((type & vscode.FileType.Directory) !== 0 ? [name] : []));
    } catch {
      return undefined;
    }
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }
}

async function readText(uri: vscode.Uri): Promise<string | undefined> {
  try {
    const bytes = await vscode.workspace.fs.readFile(uri);
    return bytes.length > sizeLimit ? undefined : new TextDecoder().decode(bytes);
  } catch {
    return undefined;
  }
}
