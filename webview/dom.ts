// Pictures and pages as plain trees: views return them, tests print them, the page patches itself to match.
// Text always goes in as text, so that a name from the user's code can never become markup.

export type Handler = (event: Event) => void;
/** Called with the element each time it has been brought up to date; for what cannot be said in attributes. */
export type AfterPatch = (element: Element) => void;
export type Attribute = string | number | boolean | null | undefined | Handler;
export type Child = VNode | string | number | null | undefined | false;

export interface VNode {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly children: readonly (VNode | string)[];
  readonly afterPatch?: AfterPatch;
}

/** An element. `on…` attributes are handlers, a leading `.` sets a property, false and undefined leave the attribute out. */
export function h(
  tag: string,
  attributes: Readonly<Record<string, Attribute>> = {},
  ...children: readonly (Child | readonly Child[])[]
): VNode {
  return { tag, attributes, children: children.flat().filter(isShown).map(asNode) };
}

/** The same element, with something to do after each patch. */
export const withAfterPatch = (node: VNode, afterPatch: AfterPatch): VNode => ({ ...node, afterPatch });

const isShown = (child: Child): child is VNode | string | number =>
  child !== null && child !== undefined && child !== false;
const asNode = (child: VNode | string | number): VNode | string =>
  typeof child === 'number' ? String(child) : child;

const svgNamespace = 'http://www.w3.org/2000/svg';
const mathNamespace = 'http://www.w3.org/1998/Math/MathML';

const namespaceOf = (tag: string, parent: Element): string | null => {
  if (tag === 'svg') return svgNamespace;
  if (tag === 'math') return mathNamespace;
  return parent.localName === 'foreignObject' ? null : parent.namespaceURI;
};

/** Markup with handlers left out: what tests read and what is exported. */
export function toMarkup(node: VNode | string, indent = ''): string {
  if (typeof node === 'string') return `${indent}${escape(node)}\n`;
  const attributes = Object.entries(node.attributes)
    .filter(([name, value]) => isWritten(name, value))
    .map(([name, value]) => ` ${name}="${escape(value === true ? '' : String(value))}"`)
    .join('');
  if (node.children.length === 0) return `${indent}<${node.tag}${attributes}/>\n`;
  const only = node.children.length === 1 ? node.children[0] : undefined;
  if (typeof only === 'string') return `${indent}<${node.tag}${attributes}>${escape(only)}</${node.tag}>\n`;
  const inner = node.children.map((child) => toMarkup(child, `${indent}  `)).join('');
  return `${indent}<${node.tag}${attributes}>\n${inner}${indent}</${node.tag}>\n`;
}

const isWritten = (name: string, value: Attribute): boolean =>
  typeof value !== 'function' &&
  value !== null &&
  value !== undefined &&
  value !== false &&
  !name.startsWith('.');

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Keeps one element's content equal to the tree last given, touching only what differs. */
export class Root {
  private current: readonly (VNode | string)[] = [];
  private readonly element: Element;

  constructor(element: Element) {
    this.element = element;
  }

  show(...children: readonly VNode[]): void {
    const later: Later = [];
    patchChildren(this.element, this.current, children, later);
    this.current = children;
    for (const act of later) act();
  }
}

/** What is to be done once everything stands in the page. */
type Later = (() => void)[];

function create(node: VNode | string, parent: Element, later: Later): Node {
  const document = parent.ownerDocument;
  if (typeof node === 'string') return document.createTextNode(node);
  const namespace = namespaceOf(node.tag, parent);
  const element =
    namespace === null || namespace === 'http://www.w3.org/1999/xhtml'
      ? document.createElement(node.tag)
      : document.createElementNS(namespace, node.tag);
  patchChildren(element, [], node.children, later);
  patchAttributes(element, {}, node.attributes);
  return element;
}

function patchChildren(
  parent: Element,
  before: readonly (VNode | string)[],
  after: readonly (VNode | string)[],
  later: Later,
): void {
  for (let i = before.length - 1; i >= after.length; i -= 1) parent.lastChild?.remove();
  let at: ChildNode | null = parent.firstChild;
  after.forEach((next, i) => {
    const previous = before.at(i);
    const existing = at;
    at = at?.nextSibling ?? null;
    if (existing === null || previous === undefined) {
      const made = create(next, parent, later);
      parent.append(made);
      finish(next, made, later);
    } else if (typeof next === 'string') {
      if (typeof previous === 'string') {
        if (previous !== next) existing.textContent = next;
      } else existing.replaceWith(create(next, parent, later));
    } else if (
      typeof previous !== 'string' &&
      previous.tag === next.tag &&
      previous.attributes['key'] === next.attributes['key'] &&
      existing.nodeType === 1
    ) {
      const element = existing as Element;
      if (previous !== next) {
        patchChildren(element, previous.children, next.children, later);
        patchAttributes(element, previous.attributes, next.attributes);
        finish(next, element, later);
      }
    } else {
      const made = create(next, parent, later);
      existing.replaceWith(made);
      finish(next, made, later);
    }
  });
}

function finish(node: VNode | string, made: Node, later: Later): void {
  if (typeof node === 'string') return;
  const { afterPatch } = node;
  if (afterPatch !== undefined) later.push(() => afterPatch(made as Element));
}

function patchAttributes(
  element: Element,
  before: Readonly<Record<string, Attribute>>,
  after: Readonly<Record<string, Attribute>>,
): void {
  for (const [name, value] of Object.entries(after)) {
    if (before[name] !== value) setAttribute(element, name, value);
  }
  for (const name of Object.keys(before)) {
    if (!(name in after)) setAttribute(element, name, undefined);
  }
}

function setAttribute(element: Element, name: string, value: Attribute): void {
  if (name === 'key') return;
  if (name.startsWith('.')) Reflect.set(element, name.slice(1), value);
  else if (name.startsWith('on')) Reflect.set(element, name, value ?? null);
  else if (value === null || value === undefined || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? '' : String(value));
}
