export interface CodeServer {
  readonly url: string;
  /** The copy of the workspace that is open. */
  readonly workspace: string;
  close(): Promise<void>;
}

export function codeServerIsInstalled(): boolean;

export function serveCodeServer(options: {
  port?: number;
  workspace: string;
  vsix: string;
}): Promise<CodeServer>;

export function installCodeServer(): Promise<void>;
