// Whatever it is given, the command line ends with a message or in silence, with the status its contract says.
import { chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli, collapsing, folderWith, healthy } from './cli.ts';

const spec = {
  inputs: [{ id: 'x', shape: [2] }],
  layers: [{ id: 'y', kind: 'dense', from: ['x'], units: 1 }],
  outputs: ['y'],
  loss: 'meanSquaredError',
  optimizer: { kind: 'sgd', learningRate: 0.1 },
  data: { kind: 'teacher' },
};
const withLayer = (layer: object) => JSON.stringify({ ...spec, layers: [{ ...spec.layers[0], ...layer }] });

describe('wrong use: status 2 and one message', () => {
  test.each<[readonly string[], string]>([
    [['nowhere.ts'], 'There is no file or folder “nowhere.ts”'],
    [['src/**/*.nothing'], 'There is no file or folder'],
    [['--format', 'xml'], "argument 'xml' is invalid"],
    [['--max-warnings', '-1'], 'takes a whole number'],
    [['--max-warnings', '1e3'], 'takes a whole number'],
    [['--frobnicate'], "unknown option '--frobnicate'"],
    [['--config', 'nowhere.json'], 'Cannot read nowhere.json: no such file'],
    [['--config', 'broken.json'], 'broken.json is not JSON'],
    [['--config', 'list.json'], 'an object is expected'],
    [['--config', 'rule.json'], 'there is no rule “dead-wieghts”'],
    [['--config', 'level.json'], 'dead-weights must be one of error, warning, info, off'],
    [['--config', 'surplus.json'], 'there is no setting “ruels”'],
    [['--output', 'no/such/folder/report.txt', 'a.ts'], 'Cannot write no/such/folder/report.txt'],
    [['explain'], "missing required argument 'rule'"],
    [['explain', 'nonsense'], 'There is no rule “nonsense”. The rules are dead-weights'],
    [['explain', '__proto__'], 'There is no rule “__proto__”'],
    [['simulate'], "missing required argument 'target'"],
    [['simulate', 'nowhere.ts'], 'Cannot read nowhere.ts: no such file'],
    [['simulate', 'nowhere.json'], 'Cannot read nowhere.json: no such file'],
    [['simulate', '.'], 'Cannot read .: it is a folder'],
    [['simulate', 'broken.json'], 'it is not JSON'],
    [['simulate', 'list.json'], 'list.json is not a network that can be simulated'],
    [['simulate', 'empty.ts'], 'No network was found in empty.ts'],
    [['simulate', 'two.ts'], 'two.ts holds 2 networks; name the line'],
    [['simulate', 'a.ts:999'], 'There is no network at line 999 of a.ts'],
    [['simulate', 'a.ts', '--steps', 'many'], '--steps takes a whole number'],
    [['simulate', 'a.ts', '--steps', '-5'], 'takes a whole number'],
    [['simulate', 'a.ts', '--dataset', 'mnist'], "argument 'mnist' is invalid"],
    [['simulate', 'a.ts', '--dump', 'no/such/folder/x.json'], 'Cannot write'],
    [['simulate', 'negative.json'], 'units'],
    [['simulate', 'huge.json'], 'y'],
    [['simulate', 'half.json'], 'units'],
    [['simulate', 'kind.json'], 'kind'],
    [['simulate', 'loop.json'], 'y'],
  ])('%j', async (args, message) => {
    const folder = folderWith({
      'a.ts': collapsing,
      'two.ts': `${collapsing}\n${healthy.replace(/^import.*$/m, '')}`,
      'empty.ts': '',
      'broken.json': '{"rules": ',
      'list.json': '[1, 2]',
      'rule.json': '{"rules": {"dead-wieghts": "error"}}',
      'level.json': '{"rules": {"dead-weights": 2}}',
      'surplus.json': '{"ruels": {}}',
      'negative.json': withLayer({ units: -1 }),
      'huge.json': withLayer({ units: 1e9 }),
      'half.json': withLayer({ units: 0.5 }),
      'kind.json': withLayer({ kind: 'denze' }),
      'loop.json': withLayer({ from: ['y'] }),
    });
    const { status, stdout, stderr } = await cli(folder, args);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });
});

const brackets = 20_000;

describe('hostile files: never an exception, never a lost finding in the file beside', () => {
  test.each<[string, string | Uint8Array]>([
    ['empty', ''],
    ['a byte order mark alone', '\ufeff'],
    ['binary', new Uint8Array(4096).map((_, at) => (at * 37) % 256)],
    ['not UTF-8', new Uint8Array([0x74, 0x66, 0xc3, 0x28, 0xff, 0xfe])],
    [
      'broken syntax',
      'import * as tf from "@tensorflow/tfjs"; const m = tf.sequential({ layers: [ tf.layers.dense({',
    ],
    [
      'nested brackets',
      `import tf from '@tensorflow/tfjs';\ntf.sequential();\nconst x = ${'['.repeat(brackets)}${']'.repeat(brackets)};`,
    ],
    [
      'open brackets',
      `import tf from '@tensorflow/tfjs';\ntf.sequential();\nconst x = ${'(['.repeat(brackets)}`,
    ],
    [
      'nested calls',
      `import tf from '@tensorflow/tfjs';\ntf.sequential();\n${'f('.repeat(brackets)}${')'.repeat(brackets)}`,
    ],
    ['a long chain', `import tf from '@tensorflow/tfjs';\ntf.sequential();\nx${'.a()'.repeat(brackets)}`],
    [
      'a long sum',
      `import tf from '@tensorflow/tfjs';\ntf.sequential();\nconst x = 1${' + 1'.repeat(brackets)};`,
    ],
    [
      'nested templates',
      `import tf from '@tensorflow/tfjs';\ntf.sequential();\n${'`${'.repeat(5000)}1${'}`'.repeat(5000)}`,
    ],
    [
      'five megabytes',
      `import tf from '@tensorflow/tfjs';\ntf.sequential();\n${'const a = [1, 2, 3];\n'.repeat(250_000)}`,
    ],
    ...['/* \n', '\\"', '\\`\n', "\\'", '${`', '<script '].map<[string, string]>((part) => [
      `${JSON.stringify(part)} over and over`,
      `import tf from '@tensorflow/tfjs';\ntf.sequential();\n${part.repeat(200_000)}`,
    ]),
    ['a word and blanks', `import tf from '@tensorflow/tfjs';\ntf.sequential();\nfrom${' '.repeat(400_000)}`],
    ['one long line', `import tf from '@tensorflow/tfjs';tf.sequential();${'a=1;'.repeat(300_000)}`],
    [
      'imports itself',
      `import { x } from './bad'; import * as tf from '@tensorflow/tfjs'; export const y = x;`,
    ],
    ['impossible sizes', collapsing.replace('units: 8', 'units: -1')],
    ['absurd sizes', collapsing.replace('units: 8', 'units: 1e9')],
    ['not a number', collapsing.replace('units: 8', 'units: NaN')],
    ['unknown layer', collapsing.replace('tf.layers.dense', 'tf.layers.quantumDense')],
    ['endless loop', `${healthy}\nwhile (true) { healthy.add(tf.layers.dense({ units: 1 })); }`],
    ['endless recursion', `${healthy}\nfunction f(x) { return f(f(x)); }\nf(healthy);`],
    ['a huge allocation', `${healthy}\nconst w = new Float32Array(1e12); const z = new Array(4e9).fill(w);`],
    [
      'keys of Object.prototype',
      `${healthy}\nconst o = { __proto__: null, constructor: 1, ['__proto__']: 2 }; o.toString();`,
    ],
  ])('%s', async (_, content) => {
    const folder = folderWith({ 'bad.ts': content, 'good.ts': collapsing });
    const { status, stdout, stderr } = await cli(folder, ['--format', 'json']);
    expect(stderr).toBe('');
    const { files } = JSON.parse(stdout) as { files: { path: string; findings: { rule: string }[] }[] };
    const good = files.find(({ path }) => path === 'good.ts');
    expect(good?.findings.map(({ rule }) => rule)).toEqual(['symmetric-units', 'symmetric-units']);
    expect(status).toBe(1);
  });

  test('circular imports', async () => {
    const folder = folderWith({
      'a.ts': `import { b } from './b';\nexport const a = b;\n${collapsing}`,
      'b.ts': `import { a } from './a';\nexport const b = a;\n`,
    });
    const { status, stderr } = await cli(folder, []);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  });

  test('loops of symbolic links', async () => {
    const folder = folderWith({ 'a/good.ts': collapsing });
    symlinkSync('..', join(folder, 'a/up'));
    symlinkSync('self.ts', join(folder, 'self.ts'));
    const { status, stdout, stderr } = await cli(folder, []);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(stdout.match(/good\.ts/g)).toHaveLength(1);
  });

  test('a folder named like a file', async () => {
    const folder = folderWith({ 'a.ts': collapsing });
    mkdirSync(join(folder, 'folder.ts'));
    expect((await cli(folder, [])).status).toBe(1);
  });

  test('a file beyond the size limit is named, not read', async () => {
    const folder = folderWith({ 'a.ts': healthy });
    writeFileSync(join(folder, 'huge.ts'), Buffer.alloc(9 * 1024 * 1024, 0x20));
    const { status, stdout } = await cli(folder, ['--all']);
    expect(stdout).toContain('The file has 9 MB');
    expect(status).toBe(0);
  });

  test('a gigabyte of nothing, under a name that is a sentence to the terminal', async () => {
    const folder = folderWith({
      'a.ts': collapsing,
      '\u001b]0;x\u0007\n.ts': collapsing,
      '__proto__.ts': '',
    });
    writeFileSync(join(folder, 'huge.ts'), '');
    truncateSync(join(folder, 'huge.ts'), 1 << 30);
    const { status, stdout } = await cli(folder, ['--all']);
    expect(stdout).toContain('The file has 1024 MB');
    for (const character of ['\u001b', '\u0007']) expect(stdout).not.toContain(character);
    expect(status).toBe(1);
  });

  test('keys that reach for every object’s prototype leave it alone', async () => {
    const keys = `const o = JSON.parse('{"__proto__": {"polluted": 1}}'); const c = { ['__proto__']: { polluted: 1 } };
Object.assign({}, o); o.__proto__.polluted = 1; c['constructor']['prototype']['polluted'] = 1;
Object.prototype.polluted = 1; ({}).constructor.prototype.polluted = 1; o['__proto__']['polluted'] = 1;
for (const k of ['__proto__', 'constructor']) { c[k] = o; c[k].polluted = 1; }`;
    const text = collapsing.replace('const collapsing', `${keys}\nconst collapsing`);
    const named = text.replace('units: 8', "name: '__proto__', units: 8");
    for (const format of ['json', 'sarif', 'html']) {
      await cli(folderWith({ 'a.ts': text, 'b.ts': named }), ['--all', '--format', format, '--cache']);
    }
    expect({}).not.toHaveProperty('polluted');
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  // Whoever may read everything cannot be refused.
  test.skipIf(process.getuid?.() === 0)('an unreadable file: status 2, and the rest is linted', async () => {
    const folder = folderWith({ 'a.ts': collapsing, 'secret.ts': healthy });
    chmodSync(join(folder, 'secret.ts'), 0);
    const { status, stdout, stderr } = await cli(folder, []);
    expect(stderr).toBe('init-lint: cannot read secret.ts: permission denied\n');
    expect(stdout).toContain('a.ts');
    expect(status).toBe(2);
  });
});
