import { SaxesParser } from 'saxes';
import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { FeedDocument } from '../feed.ts';

/** An element of an XML document. Names are local: prefixes are dropped. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** The text directly in it. */
  readonly text: string;
}

interface OpenElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: OpenElement[];
  text: string;
}

const chunkBytes = 65_536;

/** Elements of one subtree: errata of large distributions name some ten thousand packages. */
const maxElements = 500_000;

/**
 * The elements of the given names in an XML 1.0 document, one after another with all that is in them, so that a document of
 * any size is read in little memory. Elements of these names inside of others are part of these. A document type declaration
 * is allowed when it declares no entities of its own. Throws `input.malformed`, `input.unsupported`, `limit.depth`,
 * `limit.entries`.
 */
export function* elementsOf(
  { path, bytes }: FeedDocument,
  names: ReadonlySet<string>,
  scope: Scope,
): Iterable<XmlElement> {
  const reader = new SubtreeReader(path, names, scope.limits.maxDepth);
  const decoder = new TextDecoder();
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    checkpoint(scope.signal);
    reader.write(decoder.decode(bytes.subarray(at, at + chunkBytes), { stream: true }));
    yield* reader.take();
  }
  reader.close();
  yield* reader.take();
}

/** The first child of a name. */
export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name);
}

/** All children of a name. */
export function childrenOf(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

/** The text of the first child of a name, trimmed; empty when there is none. */
export function textIn(element: XmlElement | undefined, name: string): string {
  return childOf(element, name)?.text.trim() ?? '';
}

/** An attribute; empty when it is not there. */
export function attributeOf(element: XmlElement | undefined, name: string): string {
  return element?.attributes[name] ?? '';
}

type PlainOptions = { readonly xmlns: false; readonly position: false };

class SubtreeReader {
  readonly #parser = new SaxesParser<PlainOptions>({ xmlns: false, position: false });
  readonly #what: string;
  readonly #names: ReadonlySet<string>;
  readonly #maxDepth: number;
  /** Open elements of the subtree that is being read; empty outside of one. */
  readonly #open: OpenElement[] = [];
  #done: XmlElement[] = [];
  #depth = 0;
  #count = 0;

  constructor(what: string, names: ReadonlySet<string>, maxDepth: number) {
    this.#what = quote(what);
    this.#names = names;
    this.#maxDepth = maxDepth;
    this.#parser.on('doctype', (text) => this.#doctype(text));
    this.#parser.on('error', (cause) => {
      throw new CaissonError('input.malformed', `${this.#what} is not well-formed XML`, { cause });
    });
    this.#parser.on('opentag', (tag) => this.#begin(tag.name, tag.attributes));
    this.#parser.on('text', (text) => this.#text(text));
    this.#parser.on('cdata', (text) => this.#text(text));
    this.#parser.on('closetag', () => this.#end());
  }

  write(chunk: string): void {
    this.#parser.write(chunk);
  }

  close(): void {
    this.#parser.close();
  }

  take(): XmlElement[] {
    const done = this.#done;
    this.#done = [];
    return done;
  }

  #doctype(text: string): void {
    if (text.includes('[') || text.includes('<!'))
      throw new CaissonError('input.unsupported', `${this.#what} declares entities`);
  }

  #begin(raw: string, attributes: Readonly<Record<string, string>>): void {
    this.#depth += 1;
    if (this.#depth > this.#maxDepth)
      throw new CaissonError('limit.depth', `${this.#what} is nested too deep`);
    const name = raw.slice(raw.indexOf(':') + 1);
    if (this.#open.length === 0 && !this.#names.has(name)) return;
    this.#count = this.#open.length === 0 ? 1 : this.#count + 1;
    if (this.#count > maxElements)
      throw new CaissonError('limit.entries', `${this.#what} has too large an element`);
    const element = { name, attributes, children: [], text: '' };
    this.#open.at(-1)?.children.push(element);
    this.#open.push(element);
  }

  #text(text: string): void {
    const element = this.#open.at(-1);
    if (element !== undefined) element.text += text;
  }

  #end(): void {
    this.#depth -= 1;
    const element = this.#open.pop();
    if (element !== undefined && this.#open.length === 0) this.#done.push(element);
  }
}
