// Random programs: nothing may throw or run over its time, and what comes out is well formed. FUZZ=100000 runs as many.
import { expect, test } from 'vitest';
import { applied, lint, read } from '../check.ts';
import type { Network } from '../../src/core/network/graph.ts';
import { relu, sigmoid, tanh } from './plain/activations.ts';
import {
  callbacksClass,
  closure,
  deepArrays,
  moduleLevel,
  prototypes,
  rowsClass,
  typedArrays,
} from './plain/forms.ts';
import { connections, functional, layerPair, matrices, neurons, parameterObject } from './plain/objects.ts';
import { mutated, programFor, randomSource } from './programs.ts';

const programs = Number(process.env['FUZZ'] ?? 1500);
const first = Number(process.env['FUZZ_FROM'] ?? 0);

/** What is wrong with a network, in words. */
function faultsOf(network: Network, text: string): string[] {
  const faults: string[] = [];
  const ids = new Set(network.inputs.map(({ id }) => id));
  const inText = (start: number, end: number): boolean => start >= 0 && start <= end && end <= text.length;
  for (const { id, from, at, parameters } of network.layers) {
    if (ids.has(id)) faults.push(`${id} is there twice`);
    const sources =
      from.is === 'known' ? from.value : from.is === 'one-of' ? from.cases.flatMap(({ value }) => value) : [];
    for (const source of sources)
      if (!ids.has(source)) faults.push(`${id} reads ${source}, which does not come before it`);
    ids.add(id);
    if (!inText(at.start, at.end)) faults.push(`${id} lies outside the text`);
    for (const { name, site, surprises } of parameters) {
      if (site && !inText(site.at.start, site.at.end)) faults.push(`${id}.${name} lies outside the text`);
      const replacements = [...(site?.replacements ?? []), ...surprises.flatMap((one) => one.replacements)];
      for (const { start, end } of replacements.flatMap(({ edits }) => edits)) {
        if (!inText(start, end)) faults.push(`an edit of ${id}.${name} lies outside the text`);
      }
    }
  }
  const outputs = network.outputs.is === 'known' ? network.outputs.value : [];
  for (const output of outputs) if (!ids.has(output)) faults.push(`the output ${output} is no layer`);
  return faults;
}

test(`${programs} random programs`, () => {
  let networks = 0;
  for (let seed = first; seed < first + programs; seed += 1) {
    const text = programFor(seed);
    const before = process.cpuUsage();
    let extraction;
    try {
      extraction = read(text);
    } catch (error) {
      throw new Error(`seed ${seed} throws: ${text}`, { cause: error });
    }
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000, `milliseconds for seed ${seed}: ${text}`).toBeLessThan(2000);
    for (const network of extraction.networks) {
      networks += 1;
      const faults = faultsOf(network, text);
      if (faults.length > 0) expect(faults, `seed ${seed}: ${text}`).toEqual([]);
    }
  }
  // Random programs that never made a network would prove little.
  expect(networks).toBeGreaterThan(programs / 20);
}, 3_600_000);

const forms = [
  ...[rowsClass, callbacksClass, moduleLevel, closure, prototypes, typedArrays, deepArrays],
  ...[connections, functional, layerPair, matrices, neurons, parameterObject],
];

/** Every way of writing a network by hand, as it is and with zeros, ones and one draw where it draws. */
const byHand = forms.flatMap((form) =>
  [sigmoid, tanh, relu].flatMap((activation) => {
    const source = form({ activation });
    const starts = ['0', '1', 'INIT', 'Math.floor(Math.random())'];
    return [source, ...starts.map((start) => source.replaceAll('Math.random()', start))];
  }),
);

/** They are longer than other programs. */
const handWritten = Math.ceil(programs / 3);

test(`${handWritten} mutated networks written by hand`, () => {
  let networks = 0;
  let suggested = 0;
  for (let seed = first; seed < first + handWritten; seed += 1) {
    const text = mutated(randomSource(seed), byHand);
    const before = process.cpuUsage();
    const report = lint({ 'network.js': text });
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000, `milliseconds for seed ${seed}: ${text}`).toBeLessThan(2000);
    for (const network of report.networks) {
      networks += 1;
      const faults = faultsOf(network, text);
      if (faults.length > 0) expect(faults, `seed ${seed}: ${text}`).toEqual([]);
    }
    if (report.problems.length > 0) continue;
    for (const { title, edits } of report.findings.flatMap(({ suggestions }) => suggestions)) {
      suggested += 1;
      const { problems } = read({ 'network.js': applied(text, edits) });
      if (problems.length > 0) expect(problems, `seed ${seed}, ${title}: ${text}`).toEqual([]);
    }
  }
  expect(networks).toBeGreaterThan(handWritten / 3);
  expect(suggested).toBeGreaterThan(handWritten / 10);
}, 3_600_000);
