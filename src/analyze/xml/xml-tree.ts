import { SaxesParser } from 'saxes';
import { CaissonError } from '#kit/error.ts';

const chunkChars = 65_536;

/** An element of an XML document. Names are local: prefixes and namespaces are dropped. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** The text directly in it, trimmed. */
  readonly text: string;
}

/** Bounds on a document. Elements beyond them are `limit.depth` and `limit.entries`. */
export interface XmlLimits {
  readonly maxDepth: number;
  readonly maxElements: number;
}

interface OpenElement {
  readonly name: string;
  readonly attributes: Map<string, string>;
  readonly children: XmlElement[];
  text: string;
}

/**
 * Parses an XML 1.0 document (Fifth Edition) whose text is already bounded in size. A document type declaration is refused:
 * entities beyond the predefined ones are the way of expansion attacks, and no format read here needs them.
 * Throws `input.malformed`, `input.unsupported`, `limit.depth`, `limit.entries`.
 */
export function parseXml(text: string, what: string, limits: XmlLimits): XmlElement {
  const parser = new SaxesParser({ fragment: false });
  const top: OpenElement = { name: '', attributes: new Map(), children: [], text: '' };
  const open: OpenElement[] = [top];
  let count = 0;
  parser.on('doctype', () => {
    throw new CaissonError('input.unsupported', `${what} has a document type declaration`);
  });
  parser.on('error', (cause) => {
    throw new CaissonError('input.malformed', `${what} is not well-formed XML`, { cause });
  });
  parser.on('opentag', (tag) => {
    count += 1;
    if (open.length > limits.maxDepth)
      throw new CaissonError('limit.depth', `${what} is nested deeper than ${limits.maxDepth}`);
    if (count > limits.maxElements)
      throw new CaissonError(
        'limit.entries',
        `${what} has more than ${limits.maxElements} elements`,
      );
    open.push({
      name: local(tag.name),
      attributes: attributesOf(tag.attributes),
      children: [],
      text: '',
    });
  });
  parser.on('text', (part) => addText(open, part));
  parser.on('cdata', (part) => addText(open, part));
  parser.on('closetag', () => {
    const element = open.pop();
    if (element) open.at(-1)?.children.push({ ...element, text: element.text.trim() });
  });
  for (let at = 0; at < text.length; at += chunkChars)
    parser.write(text.slice(at, at + chunkChars));
  parser.close();
  const [root] = top.children;
  if (root === undefined) throw new CaissonError('input.malformed', `${what} has no root element`);
  return root;
}

/** The first child of a name. */
export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name);
}

/** All children of a name. */
export function childrenOf(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

/** The text of the first child of a name; empty when there is none. */
export function textOf(element: XmlElement | undefined, name: string): string {
  return childOf(element, name)?.text ?? '';
}

function addText(open: readonly OpenElement[], part: string): void {
  const element = open.at(-1);
  if (element) element.text += part;
}

function attributesOf(attributes: Readonly<Record<string, unknown>>): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(attributes))
    if (typeof value === 'string') found.set(local(name), value);
  return found;
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
