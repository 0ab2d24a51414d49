export interface WebHost {
  readonly url: string;
  close(): Promise<void>;
}

/** `extension`: a folder with a package.json and a built dist/, by default this project. */
export function serveWeb(options: { port?: number; workspace: string; extension?: string }): Promise<WebHost>;

export function findFreePort(): Promise<number>;
