// A run spread over machines: each takes every nth file, so that a heavy folder is shared as well.
import { InvalidArgumentError } from 'commander';

export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly count: number;
}

/** "2/8". */
export function parseShard(text: string): Shard {
  const parts = /^(\d{1,6})\/(\d{1,6})$/.exec(text);
  const [index, count] = [Number(parts?.[1]), Number(parts?.[2])];
  // Without a match both are not a number, and nothing is as it should be.
  if (!(index >= 1 && index <= count)) {
    throw new InvalidArgumentError('--shard takes which part of how many, e.g. 2/8.');
  }
  return { index, count };
}

export const inShard = <T>(items: readonly T[], { index, count }: Shard): T[] =>
  items.filter((_, at) => at % count === index - 1);
