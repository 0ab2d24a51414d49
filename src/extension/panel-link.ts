// Links to a panel, set as it was: "vscode://init-lint.init-lint/panel?file=src/model.ts&network=model&look=…".
import * as vscode from 'vscode';
import type { PanelTarget } from './panel.ts';
import type { Panels } from './panels.ts';

const path = '/panel';
/** A look is a few hundred letters; what is longer was not made here. */
const longest = 20_000;

export function panelLink(target: PanelTarget, look: string): string {
  const query = new URLSearchParams({ look });
  if (target) {
    // Below its folder, so that the link works in another person's copy too.
    query.set('file', vscode.workspace.asRelativePath(vscode.Uri.parse(target.uri), false));
    query.set('network', target.network);
  }
  return `${vscode.env.uriScheme}://init-lint.init-lint${path}?${query.toString()}`;
}

export const openLinks = (panels: Panels): vscode.Disposable =>
  vscode.window.registerUriHandler({ handleUri: (uri) => openLink(panels, uri) });

async function openLink(panels: Panels, uri: vscode.Uri): Promise<void> {
  const query = new URLSearchParams(uri.query);
  const look = query.get('look')?.slice(0, longest) ?? '';
  const [file, network] = [query.get('file'), query.get('network')];
  if (uri.path !== path) return;
  if (file === null || network === null) {
    panels.show(null, null, look);
    return;
  }
  const found = await fileInWorkspace(file);
  if (found) panels.show({ uri: found.toString(), network }, null, look);
  else void vscode.window.showInformationMessage(vscode.l10n.t('There is no {0} in this workspace.', file));
}

/** Only files of the open folders: a link may come from anywhere. */
async function fileInWorkspace(file: string): Promise<vscode.Uri | undefined> {
  if (file.split(/[\\/]/).includes('..')) return undefined;
  for (const folder of vscode.workspace.workspaceFolders ?? []) {
    const uri = vscode.Uri.joinPath(folder.uri, file);
    const exists = await vscode.workspace.fs.stat(uri).then(
      () => true,
      () => false,
    );
    if (exists) return uri;
  }
  return undefined;
}
