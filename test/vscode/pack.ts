import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../..');

/** Packs what was built, as `npm run package` does, and returns the VSIX's path. */
export async function pack(): Promise<string> {
  const vsix = join(root, 'out/init-lint.vsix');
  await mkdir(join(root, 'out'), { recursive: true });
  const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
  const args = [vsce, 'package', '--no-dependencies', '--allow-missing-repository', '--out', vsix];
  await promisify(execFile)(process.execPath, args, { cwd: root });
  return vsix;
}
