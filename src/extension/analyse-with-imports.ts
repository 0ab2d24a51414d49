// One analysis of one text: asks the worker, reads what it wants to know of imported files, and asks again.
import * as vscode from 'vscode';
import type { AnalyseAnswer, AnalyseRequest } from '../protocol/analysis-api.ts';
import type { AnalysisClient } from './analysis-client.ts';
import type { ImportedFiles } from './imported-files.ts';

export interface Analysis extends AnalyseAnswer {
  /** Files whose text the answer depends on, as uris; those that are not there count as well. */
  readonly imports: ReadonlySet<string>;
}

/** Each round learns which files the files of the round before import. */
const rounds = 8;
const fileLimit = 400;

/** `isStale` is asked before each further round. Rejects as the client does. */
export async function analyseWithImports(
  client: AnalysisClient,
  imported: ImportedFiles,
  root: vscode.Uri,
  request: AnalyseRequest,
  isStale: () => boolean,
): Promise<Analysis> {
  const files: Record<string, string> = {};
  const folders: Record<string, readonly string[]> = {};
  const asked = new Map<string, string>();
  for (let round = 0; ; round++) {
    const answer = await client.analyse({ ...request, files, folders });
    const wanted = (answer.wanted ?? []).filter((path) => !asked.has(path));
    const isEnough = round >= rounds || asked.size > fileLimit || isStale();
    const known = sizeOf(files) + sizeOf(folders);
    if (!isEnough) {
      await Promise.all([
        ...wanted.map(async (path) => {
          const uri = vscode.Uri.joinPath(root, path);
          asked.set(path, uri.toString());
          const text = await imported.read(uri);
          if (text !== undefined) files[path] = text;
        }),
        ...(answer.wantedFolders ?? []).map(async (path) => {
          const names = await imported.folders(vscode.Uri.joinPath(root, path));
          if (names !== undefined) folders[path] = names;
        }),
      ]);
    }
    if (sizeOf(files) + sizeOf(folders) === known) return { ...answer, imports: new Set(asked.values()) };
  }
}

const sizeOf = (record: object): number => Object.keys(record).length;
