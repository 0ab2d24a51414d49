/* global require, exports, setTimeout */
/* eslint-disable @typescript-eslint/no-require-imports -- an extension host loads its tests as CommonJS */
// Runs inside a desktop VS Code's extension host: what the other hosts show in the page, asked of the API.
const assert = require('node:assert/strict');
const vscode = require('vscode');

exports.run = async function run() {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder, 'the demo workspace is open');
  const uri = vscode.Uri.joinPath(folder.uri, 'src/classifier.ts');
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);

  const findings = await eventually(() => {
    const ours = vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'init-lint');
    return ours.length > 0 ? ours : undefined;
  });
  assert.match(findings[0].message, /8 units of hidden/);

  const actions = await vscode.commands.executeCommand(
    'vscode.executeCodeActionProvider',
    uri,
    findings[0].range,
  );
  const simulate = actions.find(({ title }) => title === 'Simulate this layer');
  assert.ok(simulate?.command, 'the light bulb offers to simulate');
  await vscode.commands.executeCommand(simulate.command.command, ...simulate.command.arguments);
  await eventually(() => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).find(isPanel));
};

const isPanel = ({ input }) =>
  input instanceof vscode.TabInputWebview && input.viewType.endsWith('initLint.panel');

async function eventually(look) {
  for (let attempt = 0; attempt < 150; attempt++) {
    const found = look();
    if (found !== undefined) return found;
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error(`waited in vain for ${look}`);
}
