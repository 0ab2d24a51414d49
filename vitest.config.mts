import { join } from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';
import { findChromium } from './test/chromium.mts';

// In CI they must run: there, a missing browser is a failure.
const withoutBrowser = findChromium() === undefined && process.env['CI'] === undefined;
if (withoutBrowser) console.warn('The browser tests are skipped: there is no Chromium (set CHROMIUM_PATH).');

const shared = { testTimeout: 30_000, hookTimeout: 60_000 };
const browsers = ['test/webview/**/*.test.ts', 'test/vscode/**/*.test.ts'];

export default defineConfig({
  test: {
    projects: [
      {
        // The module that only an editor has.
        resolve: { alias: { vscode: join(import.meta.dirname, 'test/extension/fake/vscode.ts') } },
        test: {
          ...shared,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...browsers],
          // Nothing here keeps a state of its own: the compiler and TensorFlow.js are loaded once a worker, not once a file.
          isolate: false,
          maxWorkers: 2,
        },
      },
      {
        test: {
          ...shared,
          name: 'browser',
          include: browsers,
          exclude: [...configDefaults.exclude, ...(withoutBrowser ? ['test/**/*.browser.test.ts'] : [])],
          // After the others and one at a time: an editor that waits for a processor looks like one that does not answer.
          sequence: { groupOrder: 1 },
          maxWorkers: 1,
        },
      },
    ],
  },
});
