// Kernels and biases of layers that are groups of neurons.
import type { Parameter, Start } from '../../network/graph.ts';
import type { Value } from '../../network/value.ts';
import { known } from '../../network/value.ts';
import type { Machine } from '../evaluate/model.ts';
import { read } from '../evaluate/model.ts';
import { draws, withoutArgument } from '../weights/edits.ts';
import type { Reading } from '../weights/numbers.ts';
import { kernelOf, readItems, readNumbers } from '../weights/numbers.ts';
import { groupSlots, surprisesOf } from './groups.ts';
import type { Part, Wire } from './parts.ts';

export function kernelOfWire(machine: Machine, wire: Wire): Parameter {
  const { from, to, links } = wire;
  const [first] = links;
  const { library, made = known(library.weight) } = first.data;
  const [inputs, units] = [from.count, to.count];
  const merged = from.members.length > 1 || to.members.length > 1;
  const arrange = (numbers: readonly number[]) =>
    kernelOf(numbers, inputs, units, merged ? 'inputs-first' : library.order);
  const slot = first.props.get(groupSlots.weights);
  const reading = merged
    ? readItems(
        machine,
        links.map((link) => {
          const weights = link.props.get(groupSlots.weights);
          return { value: read(weights), node: weights?.node };
        }),
        { start: made, arrange },
      )
    : readNumbers(machine, read(slot), { start: made, arrange }, slot?.node);
  return { name: 'kernel', role: 'kernel', ...placed(machine, wire, reading, made) };
}

/** The start, and the site with what could be written there. */
function placed(
  machine: Machine,
  { from, to, links: [first] }: Wire,
  { start, site, forEach, surprises }: Reading,
  made: Value<Start>,
): Pick<Parameter, 'start' | 'site' | 'surprises'> {
  const told = [...surprisesOf(machine, first), ...surprises];
  if (!site) return { start, surprises: told };
  const { call, argument, library } = first.data;
  const given = argument === undefined ? undefined : call.nodes.at(argument);
  const own = made.is === 'known' ? made.value : library.weight;
  const replacements =
    given !== undefined && site.node === given && argument !== undefined
      ? withoutArgument(call, argument, `${library.id}’s own random weights`, own)
      : forEach === true
        ? draws(site, { inputs: from.count, units: to.count })
        : [];
  return { start, site: { at: machine.span(site), replacements }, surprises: told };
}

export function biasOf(machine: Machine, part: Part): Parameter {
  const [first] = part.members;
  const made = { start: known(first.data.library.bias), arrange: (numbers: readonly number[]) => numbers };
  const reading =
    part.members.length > 1
      ? readItems(
          machine,
          part.members.map((member) => {
            const slot = member.props.get(groupSlots.biases);
            return { value: read(slot), node: slot?.node };
          }),
          made,
        )
      : readNumbers(
          machine,
          read(first.props.get(groupSlots.biases)),
          made,
          first.props.get(groupSlots.biases)?.node,
        );
  const { start, site, surprises } = reading;
  return {
    name: 'bias',
    role: 'bias',
    start,
    ...(site ? { site: { at: machine.span(site), replacements: [] } } : {}),
    // One bias for all neurons is how biases usually start.
    surprises: [...surprisesOf(machine, first), ...surprises.filter(({ rule }) => rule !== 'one-draw')],
  };
}
