// Makes a link to a panel, set as it was: "vscode://init-lint.init-lint/panel?file=src/model.ts&network=model&look=…".
import * as vscode from 'vscode';
import type { PanelTarget } from './panel-target.ts';

export const panelPath = '/panel';

export function panelLink(target: PanelTarget, look: string): string {
  const query = new URLSearchParams({ look });
  if (target) {
    // Below its folder, so that the link works in another person's copy too.
    query.set('file', vscode.workspace.asRelativePath(vscode.Uri.parse(target.uri), false));
    query.set('network', target.network);
  }
  return `${vscode.env.uriScheme}://init-lint.init-lint${panelPath}?${query.toString()}`;
}
