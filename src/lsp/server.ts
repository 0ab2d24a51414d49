// The language server: what the VS Code extension says, for every other editor. Speaks over standard input and output.
import { dirname, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { TextDocument } from 'vscode-languageserver-textdocument';
import {
  CodeActionKind,
  createConnection,
  DidChangeWatchedFilesNotification,
  MessageType,
  ShowMessageNotification,
  TextDocuments,
  TextDocumentSyncKind,
  type InitializeParams,
} from 'vscode-languageserver/node';
import { readConfig } from '../cli/config.ts';
import { projectAt } from '../cli/files.ts';
import { analyse, Memory, type AnalyseOptions, type Project, type Report } from '../core/index.ts';
import { actionsAt } from './actions.ts';
import { diagnosticsOf } from './diagnostics.ts';
import { pathOf, scriptOf, type Analysed } from './documents.ts';
import { hoverAt } from './hover.ts';

export interface ServerOptions {
  readonly version: string;
  /** Holds one page per rule, `<rule>.md`. */
  readonly pages: string;
}

/** Long enough for a word to be typed. */
const delay = 150;

/** Ends with the process, when the client says so or goes away. */
export function serve({ version, pages }: ServerOptions): void {
  const connection = createConnection(process.stdin, process.stdout);
  const documents = new TextDocuments(TextDocument);
  const memory = new Memory();
  const reports = new Map<string, { readonly version: number; readonly report: Report }>();
  let root = process.cwd();
  let watches = false;
  let complaint = '';

  connection.onInitialize(({ workspaceFolders, rootUri, capabilities }: RootedParams) => {
    root = pathOf(workspaceFolders?.at(0)?.uri ?? rootUri ?? '') ?? root;
    watches = capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
    return {
      serverInfo: { name: 'init-lint', version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
        hoverProvider: true,
      },
    };
  });

  connection.onInitialized(() => {
    if (!watches) return;
    const watchers = [{ globPattern: '**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx,json}' }];
    void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
  });

  /** What is open counts, saved or not; the rest is read from the disk. */
  const projectFor = (own: string, text: string): Project => {
    const disk = projectAt(root);
    return {
      read: (path) => {
        if (path === own) return text;
        return documents.get(uriOf(path))?.getText() ?? disk.read(path);
      },
      folders: (path) => disk.folders?.(path),
    };
  };

  const uriOf = (path: string): string => pathToFileURL(resolve(root, path)).toString();

  const rulesFor = (path: string): AnalyseOptions['rules'] => {
    try {
      const { rules } = readConfig(dirname(resolve(root, path)));
      complaint = '';
      return rules;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      // Once is enough.
      if (message !== complaint) {
        void connection.sendNotification(ShowMessageNotification.type, {
          type: MessageType.Warning,
          message: `Init Lint: ${message}`,
        });
      }
      complaint = message;
      return {};
    }
  };

  const analysed = (document: TextDocument): Analysed => {
    const known = reports.get(document.uri);
    if (known?.version === document.version) return { document, report: known.report };
    const { text, ending } = scriptOf(document);
    const file = pathOf(document.uri);
    const path = `${file === undefined ? document.uri : relative(root, file).split(sep).join('/')}${ending}`;
    const report = analyse(projectFor(path, text), path, { rules: rulesFor(path), memory });
    reports.set(document.uri, { version: document.version, report });
    return { document, report };
  };

  const publish = (document: TextDocument): void => {
    const read = (path: string) => documents.get(uriOf(path))?.getText() ?? projectAt(root).read(path);
    const diagnostics = diagnosticsOf(analysed(document), { pages, uriOf, read });
    void connection.sendDiagnostics({ uri: document.uri, version: document.version, diagnostics });
  };

  // What one document says may hang on any other.
  let timer: NodeJS.Timeout | undefined;
  const soon = (wait: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      reports.clear();
      documents.all().forEach(publish);
    }, wait);
  };

  documents.onDidOpen(() => {
    soon(0);
  });
  documents.onDidChangeContent(({ document }) => {
    soon(document.version > 1 ? delay : 0);
  });
  documents.onDidClose(({ document }) => {
    reports.delete(document.uri);
    void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
    soon(delay);
  });
  connection.onDidChangeWatchedFiles(() => {
    soon(delay);
  });

  connection.onCodeAction((params) => {
    const document = documents.get(params.textDocument.uri);
    return document ? actionsAt(analysed(document), params) : [];
  });
  connection.onHover(({ textDocument, position }) => {
    const document = documents.get(textDocument.uri);
    return document ? hoverAt(analysed(document), position) : null;
  });

  documents.listen(connection);
  connection.listen();
}

/** Older clients know one root only. */
type RootedParams = Pick<InitializeParams, 'workspaceFolders' | 'capabilities'> & {
  readonly rootUri?: string | null;
};
