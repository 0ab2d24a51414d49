// Records what Neovim and the language server say to each other: `node test/lsp/record.mjs`, after a build. Writes
// session.jsonl, which the test replays. Needs nvim.
import { Buffer } from 'node:buffer';
import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = import.meta.dirname;
const script = join(folder, '../../dist/cli.js');

/** Reads one side's frames; `each` gets every message as it was sent. */
function frames(each) {
  let rest = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const head = rest.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(rest.toString('latin1', 0, head))?.[1]);
      if (rest.length < head + 4 + length) return;
      each(rest.toString('utf8', head + 4, head + 4 + length));
      rest = rest.subarray(head + 4 + length);
    }
  };
}

/** Stands between the two, as the editor's server. */
function stand(log) {
  const server = spawn(process.execPath, [script, '--lsp'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const note = (from) => frames((text) => appendFileSync(log, `{"from":"${from}","message":${text}}\n`));
  const [client, answers] = [note('client'), note('server')];
  process.stdin.on('data', (chunk) => {
    client(chunk);
    server.stdin.write(chunk);
  });
  process.stdin.on('end', () => server.stdin.end());
  server.stdout.on('data', (chunk) => {
    answers(chunk);
    process.stdout.write(chunk);
  });
}

const lua = (root, log) => `
local client = vim.lsp.start_client({
  name = 'init-lint', root_dir = '${root}',
  workspace_folders = { { uri = vim.uri_from_fname('${root}'), name = 'root' } },
  cmd = { '${process.execPath}', '${import.meta.filename}', '--stand', '${log}' },
})
vim.cmd('edit ${root}/model.ts')
vim.lsp.buf_attach_client(0, client)
local function seen(count)
  return vim.wait(5000, function() return #vim.diagnostic.get(0) == count end, 20)
end
assert(seen(1), 'no diagnostics')
local function ask(method, more)
  local params = vim.lsp.util.make_position_params(0, 'utf-16')
  local answers = vim.lsp.buf_request_sync(0, method, vim.tbl_extend('force', params, more or {}), 5000)
  assert(answers and answers[client] and answers[client].result, method)
  return answers[client].result
end
vim.fn.search('start })')
ask('textDocument/hover')
local here = vim.lsp.util.make_range_params(0, 'utf-16').range
local diagnostics = vim.lsp.diagnostic.get_line_diagnostics()
local actions = ask('textDocument/codeAction', { range = here, context = { diagnostics = diagnostics } })
assert(#actions >= 3, 'actions')
vim.lsp.util.apply_workspace_edit(actions[1].edit, 'utf-16')
assert(seen(0), 'the suggestion did not help')
vim.cmd('undo')
assert(seen(1), 'undone')
vim.lsp.stop_client(client)
vim.wait(1000, function() return vim.lsp.client_is_stopped(client) end, 20)
vim.cmd('qall!')
`;

if (process.argv[2] === '--stand') stand(process.argv[3]);
else {
  const root = mkdtempSync(join(tmpdir(), 'init-lint-session-'));
  const [log, init] = [join(root, 'log'), join(root, 'init.lua')];
  cpSync(join(folder, 'workspace'), root, { recursive: true });
  writeFileSync(log, '');
  writeFileSync(init, lua(root, log));
  execFileSync('nvim', ['--headless', '--clean', '-c', `lua dofile('${init}')`], {
    stdio: 'inherit',
    timeout: 30_000,
  });
  const lines = readFileSync(log, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const last = lines.findIndex(({ message }) => message.method === 'exit');
  const session = lines
    .slice(0, last + 1)
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('')
    .replaceAll(root, '{root}')
    .replaceAll(join(folder, '../../dist'), '{dist}')
    .replace(/"version":"[\d.]+"/, '"version":"{version}"')
    .replace(/"processId":\d+/, '"processId":null');
  writeFileSync(join(folder, 'session.jsonl'), session);
  rmSync(root, { recursive: true });
}
