// The page of each rule, as packed with the extension: `init-lint:/rules/dead-weights.md`. A scheme of our own, because in
// the browser the extension's files have web addresses, which would open a tab of the browser.
import * as vscode from 'vscode';
import type { RuleId } from '../core/report/finding.ts';

export const pageScheme = 'init-lint';

export function rulePageUri(rule: RuleId): vscode.Uri {
  return vscode.Uri.from({ scheme: pageScheme, path: `/rules/${rule}.md` });
}

export function provideRulePages(extension: vscode.Uri): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(pageScheme, {
    provideTextDocumentContent: async (uri) => {
      const name = uri.path.split('/').at(-1) ?? '';
      if (!/^[a-z-]+\.md$/.test(name)) return vscode.l10n.t('There is no such page.');
      try {
        const bytes = await vscode.workspace.fs.readFile(
          vscode.Uri.joinPath(extension, 'dist', 'rules', name),
        );
        return new TextDecoder().decode(bytes);
      } catch {
        return vscode.l10n.t('There is no page for “{0}”.', name.replace('.md', ''));
      }
    },
  });
}
