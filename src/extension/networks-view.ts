// The tree "Networks": file → network → layer, of open files and of the last workspace lint.
import * as vscode from 'vscode';
import type { Layer, Network } from '../core/network/graph.ts';
import type { Finding } from '../core/report/finding.ts';
import type { Analysis } from './analyse-with-imports.ts';
import type { Analyses } from './analyses.ts';
import { rangeOf } from './diagnostics.ts';
import { fileNameOf } from './documents.ts';
import type { SourceText } from './source-text.ts';
import { layerHint, networkLine, summaryOf } from './words.ts';
import type { WorkspaceLint } from './workspace-lint.ts';

interface FileNode {
  readonly kind: 'file';
  readonly text: SourceText;
  readonly analysis: Analysis;
}
interface NetworkNode {
  readonly kind: 'network';
  readonly file: FileNode;
  readonly network: Network;
}
interface LayerNode {
  readonly kind: 'layer';
  readonly parent: NetworkNode;
  readonly layer: Layer;
}
type Node = FileNode | NetworkNode | LayerNode;

export function showNetworks(analyses: Analyses, lint: WorkspaceLint): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const view = vscode.window.createTreeView<Node>('initLint.networks', {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: itemOf,
      getChildren: (node) => (node ? childrenOf(node) : files(analyses, lint)),
    },
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const refresh = () => {
    clearTimeout(timer);
    // Workspace lint reports file by file.
    timer = setTimeout(() => {
      changed.fire();
      view.description = countOf(files(analyses, lint));
    }, 100);
  };
  const subscriptions = [analyses.onDidChange(refresh), lint.onDidChange(refresh)];
  return vscode.Disposable.from(changed, view, ...subscriptions, { dispose: () => clearTimeout(timer) });
}

function files(analyses: Analyses, lint: WorkspaceLint): FileNode[] {
  const open = [...analyses.all()].map(({ document, analysis }) => ({ text: document, analysis }));
  return [...open, ...lint.closedFiles()]
    .filter(({ analysis }) => analysis.networks.length > 0)
    .map(({ text, analysis }): FileNode => ({ kind: 'file', text, analysis }))
    .sort((a, b) => (a.text.uri.path < b.text.uri.path ? -1 : 1));
}

function childrenOf(node: Node): Node[] {
  switch (node.kind) {
    case 'file':
      return node.analysis.networks.map((network) => ({ kind: 'network', file: node, network }));
    case 'network':
      return node.network.layers.map((layer) => ({ kind: 'layer', parent: node, layer }));
    case 'layer':
      return [];
  }
}

function itemOf(node: Node): vscode.TreeItem {
  switch (node.kind) {
    case 'file':
      return fileItem(node);
    case 'network':
      return networkItem(node);
    case 'layer':
      return layerItem(node);
  }
}

const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

function fileItem({ text }: FileNode): vscode.TreeItem {
  const item = new vscode.TreeItem(text.uri, Expanded);
  item.description = fileNameOf(text.uri).split('/').slice(0, -1).join('/');
  item.iconPath = vscode.ThemeIcon.File;
  return item;
}

function networkItem({ file, network }: NetworkNode): vscode.TreeItem {
  const { findings } = file.analysis;
  const item = new vscode.TreeItem(network.id, Collapsed);
  item.description = networkLine(network, findings);
  item.iconPath = iconFor(findings.filter((finding) => finding.network === network.id));
  item.contextValue = 'network';
  item.command = openAt(file.text, network.at);
  return item;
}

function layerItem({ parent, layer }: LayerNode): vscode.TreeItem {
  const { file, network } = parent;
  const item = new vscode.TreeItem(layer.id, None);
  const summary = summaryOf(file.analysis.summaries, network.id, layer.id);
  const hint = summary && layerHint(layer, summary);
  item.description = hint ?? (summary && hasUnits(layer) ? `${summary.units} units` : layer.kind);
  item.iconPath = iconFor(
    file.analysis.findings.filter((finding) => finding.network === network.id && finding.layer === layer.id),
  );
  item.contextValue = 'layer';
  item.command = openAt(file.text, layer.at);
  return item;
}

const hasUnits = (layer: Layer) => layer.parameters.some(({ role }) => role === 'kernel');

function iconFor(findings: readonly Finding[]): vscode.ThemeIcon {
  const has = (severity: Finding['severity']) => findings.some((finding) => finding.severity === severity);
  if (has('error')) return new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
  if (has('warning')) return new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  return new vscode.ThemeIcon(has('info') ? 'info' : 'pass');
}

function openAt(
  text: SourceText,
  at: { readonly start: number; readonly end: number; readonly file?: string },
): vscode.Command {
  const start = at.file === undefined ? rangeOf(text, at).start : new vscode.Position(0, 0);
  const selection = new vscode.Range(start, start);
  return { command: 'vscode.open', title: 'Open', arguments: [text.uri, { selection, preserveFocus: true }] };
}

/** What "Simulate" on a node of the tree is about; undefined when called with something else. */
export function targetOfNode(
  value: unknown,
): { uri: string; network: string; layer: string | null } | undefined {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return undefined;
  const node = value as NetworkNode | LayerNode;
  const network = node.kind === 'layer' ? node.parent : node;
  const layer = node.kind === 'layer' ? node.layer.id : null;
  return { uri: network.file.text.uri.toString(), network: network.network.id, layer };
}

/** A badge would sit on the Explorer's icon, where it means unsaved files. */
function countOf(nodes: readonly FileNode[]): string {
  const count = nodes.reduce((sum, { analysis }) => sum + analysis.networks.length, 0);
  return count === 0 ? '' : String(count);
}
