import { configDefaults, defineConfig } from 'vitest/config';
import { findChromium } from './test/chromium.mts';

// In CI they must run: there, a missing browser is a failure.
const withoutBrowser = findChromium() === undefined && process.env['CI'] === undefined;
if (withoutBrowser) console.warn('The browser tests are skipped: there is no Chromium (set CHROMIUM_PATH).');

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...(withoutBrowser ? ['test/**/*.browser.test.ts'] : [])],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
