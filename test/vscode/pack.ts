import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../..');

/** Packs what was built, as `npm run package` does, and returns the VSIX's path. */
export async function pack(): Promise<string> {
  await mkdir(join(root, 'out'), { recursive: true });
  await promisify(execFile)('npm', ['run', '--silent', 'package:vsix'], { cwd: root });
  return join(root, 'out/init-lint.vsix');
}
