import { SaxesParser } from 'saxes';
import { CaissonError } from '#kit/error.ts';

/** An element of a document, flat: its names from the root down, its attributes and its own text. */
export interface XmlPart {
  /** `tomcat-users/user`. Local names: prefixes are dropped. */
  readonly path: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly text: string;
  /** Line of its start tag, from 1. */
  readonly line: number;
}

interface OpenPart {
  readonly path: string;
  readonly attributes: Map<string, string>;
  readonly line: number;
  text: string;
}

const maxElements = 50_000;
const maxDepth = 64;
const maxChars = 2 ** 21;

/**
 * Parses an XML 1.0 document into its elements, in the order of their ends. A document type declaration may stand there but its
 * entities are never defined. Throws `input.malformed`, `limit.*`.
 */
export function readXml(text: string): readonly XmlPart[] {
  if (text.length > maxChars) throw new CaissonError('limit.size', 'the XML document is too long');
  const parser = new SaxesParser({ position: true });
  const open: OpenPart[] = [];
  const parts: XmlPart[] = [];
  parser.on('error', (cause) => {
    throw new CaissonError('input.malformed', 'it is not well-formed XML', { cause });
  });
  parser.on('opentag', ({ name, attributes }) => {
    if (open.length >= maxDepth)
      throw new CaissonError('limit.depth', 'the XML is nested too deep');
    if (parts.length + open.length >= maxElements)
      throw new CaissonError('limit.entries', 'the XML has too many elements');
    const parent = open.at(-1);
    const path = parent === undefined ? local(name) : `${parent.path}/${local(name)}`;
    open.push({ path, attributes: attributesOf(attributes), line: parser.line, text: '' });
  });
  function addText(part: string): void {
    const element = open.at(-1);
    if (element !== undefined) element.text += part;
  }
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const element = open.pop();
    if (element !== undefined) parts.push({ ...element, text: element.text.trim() });
  });
  parser.write(text).close();
  return parts;
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
