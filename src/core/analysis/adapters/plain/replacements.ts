// Random draws in place of the constant that a kernel starts from, in the style in which that is written.
import ts from 'typescript';
import type { Replacement } from '../../../network/graph.ts';
import type { Edit, Span } from '../../../network/span.ts';
import type { Flows } from '../../evaluate/flows.ts';
import type { ArrayValue, Located, Machine, ObjectValue, Place } from '../../evaluate/model.ts';
import { listOf } from '../../evaluate/model.ts';
import { argumentTexts } from './arguments.ts';
import type { Content } from './contents.ts';
import { drawingsFor } from './draws.ts';
import type { Fans } from './fans.ts';
import { fansAt } from './fans.ts';
import type { Hole } from './holes.ts';
import { holeIn, holeOfConstant } from './holes.ts';
import type { Group } from './layers.ts';
import { factsOf } from '../../matrices/matrix.ts';
import { homesOf, ownerOf } from './homes.ts';
import { isPerUnit } from './layers.ts';
import { lengthNode, lengthText } from './lengths.ts';
import { voiceOf } from './names.ts';
import type { OwnDraws } from './objects.ts';
import { holeOfObject, ownDrawsOf } from './objects.ts';
import { containerOf, hasComment, methodCalled, pathAt, pathTo } from './syntax.ts';

/** Where a kernel is given its start. */
export interface KernelSite {
  readonly node: Located;
  readonly at: Span;
  /** How many arrays deep the numbers lie in what `node` gives. */
  readonly depth: number;
  /** What `node` gives, where the kernel is in it: an array, or an object that has the array as a property. */
  readonly value?: ArrayValue | ObjectValue;
  readonly property?: string;
}

interface Found {
  readonly hole?: Hole;
  readonly own?: OwnDraws;
}

export function replacementsFor(
  machine: Machine,
  flows: Flows,
  group: Group,
  content: Content,
  site: KernelSite,
): Replacement[] {
  const { module, node } = site.node;
  const [place] = group.units[0].kernels;
  if (!module.main || isForOthersToo(flows, place, pathTo(module.source, node))) return [];
  const { source } = module;
  const { hole, own } = findHole(machine, flows, content, site);
  const floats = floatEdits(source, place, node);
  if (!floats) return [];
  const drawn = hole
    ? drawingsFor(source, fansOf(flows, group, content, site, hole), node.getStart(source)).map(
        ({ start, name, text, helper }): Replacement => {
          const edits = [...floats, ...hole.edits(text), ...(helper ? [helper] : [])];
          return { start, name, spelling: text, edits };
        },
      )
    : [];
  const byItself: Replacement[] = own
    ? [{ start: { kind: 'random-uniform', min: -1, max: 1 }, spelling: own.spelling, edits: own.edits }]
    : [];
  return [...byItself, ...drawn].filter(({ edits }) => keepComments(source, edits));
}

/** The code stands in a class that also keeps biases, gradients or what units give: a change there would change them too. */
function isForOthersToo(flows: Flows, place: Place, path: readonly ts.Node[]): boolean {
  const owner = ownerOf(flows, place);
  if (!owner?.proto || owner.proto.t === 'object' || !path.includes(owner.proto.node)) return false;
  return flows.nodes.some((node) => {
    if (node.op !== 'entry' || node.place.multiplied.length > 0) return false;
    const other = ownerOf(flows, node.place);
    if (!other || other === owner || other.proto !== owner.proto) return false;
    const outside = homesOf(flows, other).flatMap(({ name }) => name ?? []);
    return voiceOf(outside) === 'against';
  });
}

function fansOf(flows: Flows, group: Group, content: Content, site: KernelSite, hole: Hole): Fans {
  const [{ first, kernels }] = group.units;
  const [place] = kernels;
  const { source } = site.node.module;
  const { node } = site.node;
  const depth = content.shape.length;
  const at = (lengths: Hole['lengths']): Fans =>
    fansAt(lengths, first, place, isPerUnit(flows, place), depth);
  const lengths = withNumbers(hole, content, pathTo(source, node));
  if (hole.inputs) {
    const [outer, inner] = lengths;
    const inputs = hole.inputs === 'outer' ? outer : inner;
    return { ...at(lengths), ...(inputs === undefined ? {} : { inputs }) };
  }
  const fans = at(lengths);
  if (fans.both !== undefined || depth !== 1 || !ts.isExpression(node)) return fans;
  // Where an array is filled after it was made, its making may tell more.
  const made = lengthNode(node) ? lengthText(node, source) : undefined;
  return made === undefined ? fans : { ...at([made]), ...fans };
}

/** An edit that would drop a comment is not offered. */
export const keepComments = ({ text }: ts.SourceFile, edits: readonly Edit[]): boolean =>
  edits.every(({ start, end }) => !hasComment(text.slice(start, end)));

function findHole(machine: Machine, flows: Flows, content: Content, site: KernelSite): Found {
  const { source } = site.node.module;
  const path = pathTo(source, site.node.node);
  const depth = content.shape.length;
  const constant = content.at && content.at.file === undefined ? pathAt(source, content.at) : [];
  const isHere =
    constant.length > 0 && (constant.includes(site.node.node) || containerOf(constant) === containerOf(path));
  // Another draw in place of one that is copied would be copied as well.
  const isInside = constant.includes(site.node.node);
  const isCopied = content.kind === 'one-draw' && !isInside;
  // `matrix.fill(0.5)` of a class is whatever the class makes of it.
  const isArgument = site.value?.t === 'object' && !isInside && methodCalled(constant.at(-2)) !== undefined;
  const written = isHere && !isCopied && !isArgument ? holeOfConstant(constant, depth) : undefined;
  if (written) return { hole: written };
  // What is written later would overwrite any change to what was made first.
  if (isHere && constant[constant.length - 1].pos > site.node.node.end) return {};
  const { value, property } = site;
  if (factsOf(value)) return ofLibrary(site);
  const given = value ? argumentTexts(machine, flows, value, content, site.node, depth) : [];
  if (value?.t === 'object' && property !== undefined) {
    const hole = holeOfObject(path, value, property, depth, given);
    const own = ownDrawsOf(path, value);
    return { ...(hole ? { hole } : {}), ...(own ? { own } : {}) };
  }
  const hole = holeIn(path, site.depth, given);
  return hole ? { hole } : {};
}

/** A matrix of a library, made by the library's means where that call stands at the site. */
function ofLibrary({ node: { node, module }, value }: KernelSite): Found {
  const facts = factsOf(value);
  const made = facts?.made;
  if (!facts || !made || made.at.module !== module) return {};
  const { source } = module;
  const [start, end] = [node.getStart(source), node.end];
  if (made.at.node.getStart(source) !== start || made.at.node.end > end) return {};
  // What is written into it later would be written over any draws.
  const later = facts.written;
  if (later && (later.module !== module || later.node.end > end)) return {};
  const written = source.text.slice(start, end);
  const texts = facts.texts.map((side) => side);
  if (facts.kind.drawn(made, written, texts, '0') === undefined) return {};
  const edits = (draw: string): readonly Edit[] => [
    { start, end, text: facts.kind.drawn(made, written, texts, draw) ?? written },
  ];
  return { hole: { lengths: texts, edits, ...(facts.inputs ? { inputs: facts.inputs } : {}) } };
}

/** Where the code runs once, a number that no text stands for may be written as it is. */
function withNumbers({ lengths }: Hole, { shape }: Content, path: readonly ts.Node[]): Hole['lengths'] {
  if (!ts.isSourceFile(containerOf(path)) || lengths.length !== shape.length) return lengths;
  return lengths.map((text, side) => text ?? shape[side]?.toString());
}

/** Integer arrays would cut the draws down: their constructors become those of float arrays. */
function floatEdits(source: ts.SourceFile, { holder }: Place, site: ts.Node): readonly Edit[] | undefined {
  const rows =
    holder.t === 'array' ? [holder, listOf(holder).fill?.value, listOf(holder).items.at(0)?.value] : [];
  if (!rows.some((row) => row?.t === 'array' && row.typed === 'integer')) return [];
  const edits = integerArraysIn(source, site);
  return edits.length > 0 ? edits : undefined;
}

/** Names of integer arrays in an expression, and in the type that it is declared with, as edits. */
export function integerArraysIn(source: ts.SourceFile, site: ts.Node): Edit[] {
  const edits: Edit[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && /^U?[iI]nt\d+(Clamped)?Array$/.test(node.text))
      edits.push({ start: node.getStart(source), end: node.end, text: 'Float32Array' });
    ts.forEachChild(node, visit);
  };
  visit(site);
  const parent = pathTo(source, site).at(-2);
  const type =
    parent && (ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent))
      ? parent.type
      : undefined;
  if (type) visit(type);
  return edits;
}
