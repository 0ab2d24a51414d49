// Paths with `/`, relative to the project's root, which is the empty path.

export function folderOf(path: string): string {
  const end = path.lastIndexOf('/');
  return end < 0 ? '' : path.slice(0, end);
}

/** A path that begins with `/` starts at the root; `..` may lead out of it. */
export function join(folder: string, path: string): string {
  const parts = path.startsWith('/') || folder === '' ? [] : folder.split('/');
  for (const part of path.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part === '..') parts.push(part);
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** The folder and all above it, the root last. */
export function upwards(folder: string): string[] {
  const found = [folder];
  for (let at = folder; at !== '';) {
    at = folderOf(at);
    found.push(at);
  }
  return found;
}

const endings = ['.ts', '.tsx', '.js', '.jsx', '.mjs', '.cjs', '.mts', '.cts', '.json'];

/** The files that an import of this path may mean, the likeliest first. TypeScript is imported by the name of its output. */
export function candidates(path: string): string[] {
  const bare = path.replace(/\.[mc]?jsx?$/, '');
  return [
    path,
    ...endings.map((ending) => path + ending),
    ...(bare === path ? [] : ['.ts', '.tsx', '.mts', '.cts'].map((ending) => bare + ending)),
    ...['.ts', '.tsx', '.js', '.jsx', '.mjs'].map((ending) => `${path}/index${ending}`),
  ];
}

/**
 * What the `*` of a pattern ("@app/*", "./features/*.js", or without any) stands for in a name; undefined where it
 * does not fit.
 */
export function matched(pattern: string, name: string): string | undefined {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern === name ? '' : undefined;
  const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)];
  const fits = name.length >= before.length + after.length && name.startsWith(before) && name.endsWith(after);
  return fits ? name.slice(before.length, name.length - after.length) : undefined;
}

/** Of the patterns that fit a name the most specific, with what its `*` stands for. */
export function bestMatch(
  patterns: Iterable<string>,
  name: string,
): { readonly pattern: string; readonly star: string } | undefined {
  let best: { pattern: string; star: string; length: number } | undefined;
  for (const pattern of patterns) {
    const star = matched(pattern, name);
    const at = pattern.indexOf('*');
    const length = at < 0 ? Infinity : at;
    if (star !== undefined && (!best || length > best.length)) best = { pattern, star, length };
  }
  return best;
}
