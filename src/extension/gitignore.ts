// Which paths a .gitignore leaves out. Covers what occurs in practice: *, **, ?, [sets], !, anchored and folder patterns.
// Knows nothing of vscode.

export interface IgnoreRule {
  readonly pattern: RegExp;
  readonly negated: boolean;
  readonly folderOnly: boolean;
}

export function parseGitignore(text: string): IgnoreRule[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.replace(/(?<!\\)\s+$/, ''))
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(ruleOf);
}

function ruleOf(line: string): IgnoreRule {
  const negated = line.startsWith('!');
  const folderOnly = line.endsWith('/');
  const glob = line
    .slice(negated ? 1 : 0)
    .replace(/\/$/, '')
    .replace(/^\\/, '');
  const isAnchored = glob.includes('/');
  const body = globToRegExp(glob.replace(/^\//, ''));
  return { pattern: new RegExp(`^${isAnchored ? '' : '(?:.*/)?'}${body}$`), negated, folderOnly };
}

function globToRegExp(glob: string): string {
  return glob.replace(/\*\*\/|\/\*\*$|\*\*|\*|\?|\[[^\]]*\]|[.+^${}()|\\]/g, (token) => {
    switch (token) {
      case '**/':
        return '(?:.*/)?';
      case '/**':
        return '/.*';
      case '**':
        return '.*';
      case '*':
        return '[^/]*';
      case '?':
        return '[^/]';
      default:
        return token.startsWith('[') ? token.replace(/^\[!/, '[^') : `\\${token}`;
    }
  });
}

/** `path`: of a file, relative to the folder of the rules. A file below an ignored folder is ignored. */
export function isIgnored(path: string, rules: readonly IgnoreRule[]): boolean {
  const parts = path.split('/');
  return parts.some((_, index) => {
    const here = parts.slice(0, index + 1).join('/');
    const isFolder = index < parts.length - 1;
    const decisive = rules.findLast(
      ({ pattern, folderOnly }) => (isFolder || !folderOnly) && pattern.test(here),
    );
    return decisive !== undefined && !decisive.negated;
  });
}
