// Opens links to panels; a link may come from anywhere.
import * as vscode from 'vscode';
import { panelPath } from './panel-link.ts';
import type { Panels } from './panels.ts';

/** A look is a few hundred letters; what is longer was not made here. */
const longest = 20_000;

export const openLinks = (panels: Panels): vscode.Disposable =>
  vscode.window.registerUriHandler({ handleUri: (uri) => openLink(panels, uri) });

async function openLink(panels: Panels, uri: vscode.Uri): Promise<void> {
  const query = new URLSearchParams(uri.query);
  const look = query.get('look')?.slice(0, longest) ?? '';
  const [file, network] = [query.get('file'), query.get('network')];
  if (uri.path !== panelPath) return;
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
