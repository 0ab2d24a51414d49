// What Neovim and the server said to each other when record.mjs looked on, said again to the server as it is built now.
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { collapsing, folderWith, root } from '../cli/cli.ts';
import { start, type Server } from './client.ts';

interface Line {
  readonly from: 'client' | 'server';
  readonly message: { readonly method?: string };
}

const folder = import.meta.dirname;

test('the recorded session', async () => {
  const home = folderWith({});
  cpSync(join(folder, 'workspace'), home, { recursive: true });
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const lines = readFileSync(join(folder, 'session.jsonl'), 'utf8')
    .replaceAll('{root}', home)
    .replaceAll('{version}', version)
    .replaceAll('{dist}', join(root, 'dist'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  const methods = lines.flatMap(({ from, message }) => (from === 'client' ? [message.method] : []));
  for (const part of [
    'initialize',
    'textDocument/didOpen',
    'textDocument/codeAction',
    'textDocument/hover',
  ]) {
    expect(methods).toContain(part);
  }
  const server = start(home);
  for (const { from, message } of lines) {
    if (from === 'client') server.send(message);
    else expect(await server.next()).toEqual(message);
  }
  expect(await server.exit).toBe(0);
});

/** A server that has the folder as its root. */
async function ready(home: string): Promise<Server> {
  const server = start(home, '--stdio');
  const params = { processId: null, rootUri: pathToFileURL(home).toString(), capabilities: {} };
  server.send({ jsonrpc: '2.0', id: 0, method: 'initialize', params });
  await server.next();
  server.send({ jsonrpc: '2.0', method: 'initialized', params: {} });
  return server;
}

function open(server: Server, uri: string, languageId: string, text: string): void {
  const textDocument = { uri, languageId, version: 1, text };
  server.send({ jsonrpc: '2.0', method: 'textDocument/didOpen', params: { textDocument } });
}

const diagnostics = (message: unknown) =>
  (message as { params: { uri: string; diagnostics: { severity: number; range: { start: object } }[] } })
    .params;

describe('what is open', () => {
  test('a document that was never saved', async () => {
    const server = await ready(folderWith({}));
    open(server, 'untitled:Untitled-1', 'typescript', collapsing);
    const said = diagnostics(await server.next());
    expect(said.diagnostics).toHaveLength(2);
  });

  test('the scripts of a page, at their place', async () => {
    const home = folderWith({});
    const server = await ready(home);
    const page = `<h1>ü</h1>\n<script type="module">\n${collapsing}</script>\n`;
    open(server, pathToFileURL(join(home, 'a.html')).toString(), 'html', page);
    const [first] = diagnostics(await server.next()).diagnostics;
    expect(first.range.start).toMatchObject({ line: 4 });
  });

  test('an imported document counts before it is saved', async () => {
    const home = folderWith({ 'start.ts': `export const start = 'heNormal';\n` });
    const uri = (name: string) => pathToFileURL(join(home, name)).toString();
    const server = await ready(home);
    const text = `import { start } from './start';\n${collapsing.replaceAll(`'ones'`, 'start')}`;
    open(server, uri('a.ts'), 'typescript', text);
    expect(diagnostics(await server.next()).diagnostics).toEqual([]);
    open(server, uri('start.ts'), 'typescript', `export const start = 'ones';\n`);
    const [first, second] = [diagnostics(await server.next()), diagnostics(await server.next())];
    const said = first.uri === uri('a.ts') ? first : second;
    expect(said.diagnostics).toHaveLength(2);
  });

  test('the configuration beside it decides', async () => {
    const home = folderWith({ 'init-lint.config.json': '{"rules":{"symmetric-units":"info"}}' });
    const server = await ready(home);
    open(server, pathToFileURL(join(home, 'a.ts')).toString(), 'typescript', collapsing);
    expect(diagnostics(await server.next()).diagnostics.map(({ severity }) => severity)).toEqual([3, 3]);
  });

  test('a broken configuration is told once, and the rules are as ever', async () => {
    const home = folderWith({ 'init-lint.config.json': '{' });
    const server = await ready(home);
    open(server, pathToFileURL(join(home, 'a.ts')).toString(), 'typescript', collapsing);
    expect(await server.next()).toMatchObject({ method: 'window/showMessage', params: { type: 2 } });
    expect(diagnostics(await server.next()).diagnostics).toHaveLength(2);
  });
});

test('a client that goes away takes the server along', async () => {
  const server = await ready(folderWith({}));
  server.send({ jsonrpc: '2.0', method: 'exit' });
  // Without "shutdown" before, the protocol asks for 1.
  expect(await server.exit).toBe(1);
});
