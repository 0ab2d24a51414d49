// The parts of the editor that the extension's logic hangs on, in memory, for tests in which no editor could be made to
// misbehave. It stands in for the module `vscode` (vitest.config.mts). `world` is what a test does to it.
type Listener<T> = (event: T) => unknown;

export class Disposable {
  static from(...all: readonly { dispose(): unknown }[]): Disposable {
    return new Disposable(() => {
      for (const each of all) each.dispose();
    });
  }
  readonly #dispose: () => unknown;
  constructor(dispose: () => unknown) {
    this.#dispose = dispose;
  }
  dispose(): void {
    this.#dispose();
  }
}

/** Listeners of all events there are. */
const listening = { count: 0 };

export class EventEmitter<T> {
  readonly #listeners = new Set<Listener<T>>();
  readonly event = (listener: Listener<T>): Disposable => {
    const mine: Listener<T> = (event) => listener(event);
    this.#listeners.add(mine);
    listening.count += 1;
    return new Disposable(() => {
      if (this.#listeners.delete(mine)) listening.count -= 1;
    });
  };
  fire(event: T): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
  dispose(): void {
    listening.count -= this.#listeners.size;
    this.#listeners.clear();
  }
}

export class Uri {
  static parse(value: string): Uri {
    const match = /^([a-z][\w.+-]*):(?:\/\/[^/]*)?(.*)$/.exec(value);
    if (!match) throw new Error(`“${value}” is no address.`);
    return new Uri(match[1], match[2]);
  }
  static from({ scheme, path }: { readonly scheme: string; readonly path: string }): Uri {
    return new Uri(scheme, path);
  }
  static joinPath(base: Uri, ...parts: readonly string[]): Uri {
    return base.with({ path: [base.path.replace(/\/$/, ''), ...parts].join('/') });
  }
  readonly scheme: string;
  readonly path: string;
  readonly query = '';
  constructor(scheme: string, path: string) {
    this.scheme = scheme;
    this.path = path;
  }
  with({ path = this.path }: { readonly path?: string }): Uri {
    return new Uri(this.scheme, path);
  }
  toString(): string {
    return `${this.scheme}://${this.path}`;
  }
}

export class Position {
  readonly line: number;
  readonly character: number;
  constructor(line: number, character: number) {
    this.line = line;
    this.character = character;
  }
}

export class Range {
  readonly start: Position;
  readonly end: Position;
  constructor(a: Position | number, b: Position | number, c = 0, d = 0) {
    this.start = typeof a === 'number' ? new Position(a, b as number) : a;
    this.end = typeof b === 'number' ? new Position(c, d) : b;
  }
}

export class RelativePattern {
  readonly base: Uri;
  readonly pattern: string;
  constructor(base: { readonly uri: Uri } | Uri, pattern: string) {
    this.base = base instanceof Uri ? base : base.uri;
    this.pattern = pattern;
  }
}

export class Diagnostic {
  source?: string;
  readonly range: Range;
  readonly message: string;
  readonly severity: number;
  constructor(range: Range, message: string, severity: number) {
    this.range = range;
    this.message = message;
    this.severity = severity;
  }
}

export class Location {
  readonly uri: Uri;
  constructor(uri: Uri) {
    this.uri = uri;
  }
}
export class DiagnosticRelatedInformation {
  readonly location: Location;
  constructor(location: Location) {
    this.location = location;
  }
}
export class Selection extends Range {}

class Kind {
  append(): this {
    return this;
  }
}
export const CodeActionKind = { QuickFix: new Kind(), Empty: new Kind() };
export const DiagnosticSeverity = { Error: 0, Warning: 1, Information: 2 } as const;
export const FileType = { File: 1, Directory: 2 } as const;
export const ProgressLocation = { Notification: 15 } as const;
export const ViewColumn = { Beside: -2, One: 1, Two: 2 } as const;
export const version = '1.91.0';

export const l10n = {
  bundle: undefined,
  t: (words: string, ...values: readonly unknown[]): string =>
    words.replace(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)])),
};

export class Document {
  version = 1;
  isClosed = false;
  readonly uri: Uri;
  readonly languageId: string;
  #text: string;
  constructor(uri: Uri, languageId: string, text: string) {
    this.uri = uri;
    this.languageId = languageId;
    this.#text = text;
  }
  set text(text: string) {
    this.#text = text;
    this.version += 1;
  }
  getText(): string {
    return this.#text;
  }
  positionAt(offset: number): Position {
    const before = this.#text.slice(0, offset).split('\n');
    return new Position(before.length - 1, before.at(-1)?.length ?? 0);
  }
  offsetAt({ line, character }: Position): number {
    const before = this.#text.split('\n').slice(0, line);
    return before.reduce((sum, each) => sum + each.length + 1, character);
  }
}

const events = {
  opened: new EventEmitter<Document>(),
  changed: new EventEmitter<{ document: Document; contentChanges: readonly unknown[] }>(),
  closed: new EventEmitter<Document>(),
  configuration: new EventEmitter<{ affectsConfiguration(name: string): boolean }>(),
  folders: new EventEmitter<unknown>(),
  deleted: new EventEmitter<unknown>(),
  renamed: new EventEmitter<unknown>(),
};

interface Watcher {
  readonly pattern: string;
  readonly changes: EventEmitter<Uri>;
  readonly creations: EventEmitter<Uri>;
  readonly deletions: EventEmitter<Uri>;
}

const watchers = new Set<Watcher>();
const documents = new Map<string, Document>();
const disk = new Map<string, string | Error>();
const settings = new Map<string, unknown>();
const diagnostics = new Map<string, readonly Diagnostic[]>();
const folder = { uri: new Uri('file', '/work'), name: 'work', index: 0 };

/** Globs with `**`, `*` and `{a,b}`. */
function globToRegExp(glob: string): RegExp {
  const body = glob.replace(/\*\*\/?|\*|\{[^}]*\}|\./g, (token) => {
    if (token === '**/') return '(?:.*/)?';
    if (token === '**') return '.*';
    if (token === '*') return '[^/]*';
    if (token === '.') return '\\.';
    return `(?:${token
      .slice(1, -1)
      .split(',')
      .map((part) => globToRegExp(part).source.slice(1, -1))
      .join('|')})`;
  });
  return new RegExp(`^${body}$`);
}

const isUnder = (path: string, { base, pattern }: RelativePattern): boolean =>
  path.startsWith(`${base.path}/`) && globToRegExp(pattern).test(path.slice(base.path.length + 1));

function watched(kind: 'changes' | 'creations' | 'deletions', uri: Uri): void {
  for (const watcher of watchers) {
    if (globToRegExp(watcher.pattern).test(uri.path.slice(1))) watcher[kind].fire(uri);
  }
}

export const world = {
  listeners: (): number => listening.count,
  watchers: (): number => watchers.size,
  diagnostics: (path: string): readonly Diagnostic[] => diagnostics.get(`file://${path}`) ?? [],
  file(path: string, content: string | Error): void {
    const isNew = !disk.has(path);
    disk.set(path, content);
    watched(isNew ? 'creations' : 'changes', new Uri('file', path));
  },
  /** As a watcher tells it: of a folder, nothing about what was in it. */
  remove(path: string): void {
    for (const file of [...disk.keys()]) if (file === path || file.startsWith(`${path}/`)) disk.delete(file);
    watched('deletions', new Uri('file', path));
  },
  open(path: string, text: string, languageId = 'javascript'): Document {
    const document = new Document(new Uri('file', path), languageId, text);
    documents.set(document.uri.toString(), document);
    events.opened.fire(document);
    return document;
  },
  edit(document: Document, text: string): void {
    document.text = text;
    events.changed.fire({ document, contentChanges: [text] });
  },
  close(document: Document): void {
    document.isClosed = true;
    documents.delete(document.uri.toString());
    events.closed.fire(document);
  },
  set(name: string, value: unknown): void {
    settings.set(name, value);
    events.configuration.fire({ affectsConfiguration: (section) => section === 'initLint' });
  },
  reset(): void {
    for (const map of [documents, disk, settings, diagnostics]) map.clear();
  },
};

export const workspace = {
  isTrusted: true,
  workspaceFolders: [folder],
  get textDocuments(): readonly Document[] {
    return [...documents.values()];
  },
  onDidOpenTextDocument: events.opened.event,
  onDidChangeTextDocument: events.changed.event,
  onDidCloseTextDocument: events.closed.event,
  onDidChangeConfiguration: events.configuration.event,
  onDidChangeWorkspaceFolders: events.folders.event,
  onDidDeleteFiles: events.deleted.event,
  onDidRenameFiles: events.renamed.event,
  getWorkspaceFolder: ({ scheme, path }: Uri) =>
    scheme === 'file' && path.startsWith('/work/') ? folder : undefined,
  asRelativePath: (uri: Uri) => uri.path.replace('/work/', ''),
  getConfiguration: () => ({
    get: (name: string) => settings.get(name),
    inspect: (name: string) => ({ globalValue: settings.get(name) }),
  }),
  createFileSystemWatcher(pattern: string) {
    const watcher: Watcher = {
      pattern,
      changes: new EventEmitter(),
      creations: new EventEmitter(),
      deletions: new EventEmitter(),
    };
    watchers.add(watcher);
    return {
      onDidChange: watcher.changes.event,
      onDidCreate: watcher.creations.event,
      onDidDelete: watcher.deletions.event,
      dispose: () => watchers.delete(watcher),
    };
  },
  findFiles(pattern: RelativePattern): Promise<Uri[]> {
    const found = [...disk.keys()].filter((path) => isUnder(path, pattern));
    return Promise.resolve(found.map((path) => new Uri('file', path)));
  },
  openTextDocument(wanted: Uri | { readonly language: string; readonly content: string }): Promise<Document> {
    if (!(wanted instanceof Uri)) {
      return Promise.resolve(
        new Document(new Uri('untitled', 'Untitled-1'), wanted.language, wanted.content),
      );
    }
    const document = documents.get(wanted.toString());
    return document ? Promise.resolve(document) : Promise.reject(new Error(`There is no ${wanted.path}.`));
  },
  fs: {
    readFile(uri: Uri): Promise<Uint8Array> {
      const content = disk.get(uri.path);
      if (typeof content === 'string') return Promise.resolve(new TextEncoder().encode(content));
      return Promise.reject(content ?? new Error('ENOENT'));
    },
    readDirectory: () => Promise.resolve([]),
  },
};

export const languages = {
  createDiagnosticCollection() {
    const mine = new Set<string>();
    const forget = (uri: Uri): void => {
      if (mine.delete(uri.toString())) diagnostics.delete(uri.toString());
    };
    return {
      set(uri: Uri, list: readonly Diagnostic[] | undefined): void {
        if (list === undefined) {
          forget(uri);
          return;
        }
        mine.add(uri.toString());
        diagnostics.set(uri.toString(), list);
      },
      delete: forget,
      clear: () => [...mine].forEach((key) => diagnostics.delete(key)),
      dispose: () => undefined,
    };
  },
  getDiagnostics: () => [...diagnostics].map(([key, list]) => [Uri.parse(key), list] as const),
  match({ pattern }: { readonly pattern: RelativePattern | string }, { uri }: { readonly uri: Uri }): number {
    const matches =
      typeof pattern === 'string'
        ? globToRegExp(pattern).test(uri.path.slice(1))
        : isUnder(uri.path, pattern);
    return matches ? 10 : 0;
  },
};

/** The panels that were made, newest last; each remembers what its page was told. */
export class FakePanel {
  readonly told: unknown[] = [];
  readonly #messages = new EventEmitter<unknown>();
  readonly #ends = new EventEmitter<undefined>();
  title = '';
  viewColumn = 1;
  readonly webview = {
    options: {},
    html: '',
    cspSource: 'fake:',
    asWebviewUri: (uri: Uri) => uri,
    onDidReceiveMessage: this.#messages.event,
    postMessage: (message: unknown) => {
      this.told.push(message);
      return Promise.resolve(true);
    },
  };
  readonly onDidDispose = this.#ends.event;
  /** As the page says it. */
  say(method: string, ...args: readonly unknown[]): void {
    this.#messages.fire({ rpc: 'call', id: 1, method, args });
  }
  reveal(): void {
    // There is one column.
  }
  dispose(): void {
    this.#ends.fire(undefined);
    this.#ends.dispose();
    this.#messages.dispose();
  }
}

interface Serializer {
  deserializeWebviewPanel(view: FakePanel, state: unknown): Promise<void>;
}

export const serializers: Serializer[] = [];
export const panels: FakePanel[] = [];
export const shown: Document[] = [];

export const window = {
  withProgress: (_: unknown, task: (progress: object, token: object) => unknown) =>
    task({ report: () => undefined }, { isCancellationRequested: false }),
  showInformationMessage: () => Promise.resolve(undefined),
  showTextDocument(document: Document): Promise<void> {
    shown.push(document);
    return Promise.resolve();
  },
  createWebviewPanel(): FakePanel {
    const panel = new FakePanel();
    panels.push(panel);
    return panel;
  },
  registerWebviewPanelSerializer(_: string, serializer: Serializer): Disposable {
    serializers.push(serializer);
    return new Disposable(() => serializers.splice(0));
  },
};

export const commands = { executeCommand: () => Promise.resolve(undefined) };
export const env = {
  language: 'en',
  appName: 'Fake',
  appHost: 'desktop',
  remoteName: undefined,
  uriScheme: 'vscode',
};
