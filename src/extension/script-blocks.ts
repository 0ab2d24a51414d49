// HTML, Vue and Svelte files as the scripts in them: everything else is blanked out, so that every offset stays.
// Knows nothing of vscode.

const block = /(?<open><script\b(?:[^>"']|"[^"]*"|'[^']*')*>)(?<body>[\s\S]*?)<\/script\s*>/gi;
const otherLanguages =
  /\btype\s*=\s*["']?(?!module\b|text\/javascript\b|application\/javascript\b|text\/babel\b|text\/typescript\b|["'\s>])/i;

export interface ScriptBlocks {
  readonly text: string;
  readonly typescript: boolean;
  /** Whether there is any script at all. */
  readonly found: boolean;
}

export function scriptBlocks(source: string): ScriptBlocks {
  let text = '';
  let typescript = false;
  for (const match of source.matchAll(block)) {
    const open = match.groups?.['open'] ?? '';
    const body = match.groups?.['body'] ?? '';
    if (otherLanguages.test(open) || body.trim() === '') continue;
    typescript ||= /\blang\s*=\s*["']?tsx?\b|text\/typescript/i.test(open);
    const start = match.index + open.length;
    text += blank(source.slice(text.length, start)) + body;
  }
  return { text: text + blank(source.slice(text.length)), typescript, found: text !== '' };
}

const blank = (text: string): string => text.replace(/[^\r\n]/g, ' ');
