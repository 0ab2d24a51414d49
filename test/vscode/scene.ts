// The folder that the end-to-end tests open: the demo workspace, and beside it what only an editor reads.
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host } from './scenarios.ts';

const here = import.meta.dirname;

/** A copy, so that tests may save, rename and delete. It goes when the host is closed. */
export async function withScene(serve: (workspace: string) => Promise<Host>): Promise<Host> {
  const folder = await mkdtemp(join(tmpdir(), 'init-lint-scene-'));
  await cp(join(here, '../workspace'), folder, { recursive: true });
  await cp(join(here, 'scene'), folder, { recursive: true });
  // No text at all, whatever its ending says.
  const noise = Uint8Array.from({ length: 4096 }, (_, index) => (index * 151) % 256);
  await writeFile(join(folder, 'src/noise.js'), noise);
  const host = await serve(folder);
  return {
    url: host.url,
    close: async () => {
      await host.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
