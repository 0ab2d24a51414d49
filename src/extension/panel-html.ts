// The panel's page: nothing but the two scripts and the style sheet that were packed with the extension may run in it.
import * as vscode from 'vscode';

export interface PageParts {
  /** The webview's own source, which its policy must name. */
  readonly cspSource: string;
  readonly nonce: string;
  readonly script: vscode.Uri;
  readonly style: vscode.Uri;
  /** The page fetches it and starts it from a blob: a worker may not come from another origin. */
  readonly simulation: vscode.Uri;
}

export function panelHtml({ cspSource, nonce, script, style, simulation }: PageParts): string {
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} 'nonce-${nonce}'`,
    `img-src ${cspSource} data: blob:`,
    `font-src ${cspSource}`,
    `connect-src ${cspSource}`,
    `worker-src blob:`,
  ].join('; ');
  return `<!doctype html>
<html lang="${vscode.env.language}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <link rel="stylesheet" nonce="${nonce}" href="${style.toString()}" />
    <title>Init Lint</title>
  </head>
  <body data-simulation="${simulation.toString()}" data-nonce="${nonce}" data-words="${words()}">
    <main id="panel"></main>
    <script nonce="${nonce}" src="${script.toString()}"></script>
  </body>
</html>`;
}

/** The panel's words in the editor's language, as the value of an attribute. */
const words = (): string =>
  JSON.stringify(vscode.l10n.bundle ?? {})
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;');
