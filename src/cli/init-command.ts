// `init-lint init`: a configuration that changes nothing yet, to be filled in.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf } from './files.ts';
import { UsageError, type World } from './world.ts';

const name = 'init-lint.config.json';

/** No rule is named: one that is loses the grading by what its finding does. */
const content = { rules: {}, exclude: ['**/dist/**', '**/build/**'] };

export function init(world: World): void {
  try {
    // Never over one that is there.
    writeFileSync(join(world.cwd, name), `${JSON.stringify(content, null, 2)}\n`, { flag: 'wx' });
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw new UsageError(
      isThere ? `There is a ${name} already.` : `Cannot write ${name}: ${reasonOf(error)}`,
    );
  }
  world.stdout(
    `Wrote ${name}. "rules" sets severities, e.g. { "low-rank-start": "off" } (error, warning, info, off); ` +
      `"exclude" names files to leave alone.\n`,
  );
}
