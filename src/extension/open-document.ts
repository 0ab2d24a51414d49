import * as vscode from 'vscode';

/** The document if an editor has it open; never opens one. */
export function openDocument(uri: string): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri);
}
