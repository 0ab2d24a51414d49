import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { reasonOf } from './files.ts';
import { UsageError, type World } from './world.ts';

/** To standard output, or to the file that `--output` names. */
export function print(text: string, output: string | undefined, world: World): void {
  if (output === undefined) {
    world.stdout(text);
    return;
  }
  try {
    writeFileSync(resolve(world.cwd, output), text);
  } catch (error) {
    throw new UsageError(`Cannot write ${output}: ${reasonOf(error)}`);
  }
}
