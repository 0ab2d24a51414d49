// The built command as a language server, and a client that speaks to it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { StreamMessageReader, StreamMessageWriter, type Message } from 'vscode-languageserver/node';
import { root } from '../cli/cli.ts';

const script = join(root, 'dist/cli.js');

export interface Server {
  send(message: object): void;
  /** The next message of the server. */
  next(): Promise<unknown>;
  readonly exit: Promise<number | null>;
}

export function start(cwd: string, ...args: readonly string[]): Server {
  expect(existsSync(script), 'run npm run build first').toBe(true);
  const child = spawn(process.execPath, [script, '--lsp', ...args], { cwd });
  onTestFinished(() => void child.kill());
  const writer = new StreamMessageWriter(child.stdin);
  const come: Message[] = [];
  const waiting: ((message: Message) => void)[] = [];
  new StreamMessageReader(child.stdout).listen((message) => {
    const first = waiting.shift();
    if (first) first(message);
    else come.push(message);
  });
  return {
    send: (message) => void writer.write(message as Message),
    next: () => {
      const message = come.shift();
      return message ? Promise.resolve(message) : new Promise((resolve) => waiting.push(resolve));
    },
    exit: new Promise((resolve) => child.on('exit', resolve)),
  };
}
