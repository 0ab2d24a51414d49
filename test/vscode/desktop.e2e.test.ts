// In a desktop VS Code, where one is given: VSCODE_EXECUTABLE=/usr/share/code/code npm run test:vscode.
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const executable = process.env['VSCODE_EXECUTABLE'];
if (executable === undefined) {
  console.warn('The test in a desktop VS Code is skipped: VSCODE_EXECUTABLE is not set.');
}

test.skipIf(executable === undefined)(
  'finds and simulates in a desktop VS Code',
  { timeout: 180_000 },
  async () => {
    const status = await runTests({
      ...(executable !== undefined && { vscodeExecutablePath: executable }),
      extensionDevelopmentPath: root,
      extensionTestsPath: join(root, 'test/vscode/desktop/suite.cjs'),
      launchArgs: [join(root, 'test/workspace'), '--disable-extensions', '--disable-workspace-trust'],
    });
    expect(status).toBe(0);
  },
);
