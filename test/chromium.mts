// The browser that tests look through: the panel's, the report's and those of the editor in the browser.
import { existsSync } from 'node:fs';

/** CHROMIUM_PATH, or where Debian, Ubuntu and Chrome's own package put it; undefined where there is none. */
export function findChromium(): string | undefined {
  const places = [
    process.env['CHROMIUM_PATH'],
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ];
  return places.find((path) => path !== undefined && existsSync(path));
}
