import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { FeedDocument } from '../feed.ts';
import {
  attributeOf,
  childOf,
  childrenOf,
  elementsOf,
  textIn,
  type XmlElement,
} from '../xml/xml-stream.ts';
import { definitionOf, type OvalDefinition } from './oval-definition.ts';

/** A comparison of a state: `operation` in the words of OVAL (`less than`, `pattern match`). */
interface OvalComparison {
  readonly operation: string;
  readonly value: string;
}

/** A test on packages, its object and state resolved. */
export interface OvalTest {
  readonly kind: 'rpm' | 'dpkg';
  readonly names: readonly string[];
  /** Epoch, version and release as the state writes them. */
  readonly evr?: OvalComparison;
  /** Architectures of the state; empty when it does not ask for any. */
  readonly architectures: readonly string[];
  /** Whether it asks for nothing but that the package is there. */
  readonly isExistence: boolean;
}

/** An OVAL document (OVAL 5.11, oval-definitions-schema) as far as packages are concerned. */
export interface OvalDocument {
  readonly definitions: readonly OvalDefinition[];
  readonly testOf: (ref: string) => OvalTest | undefined;
}

const parts = new Set([
  'definition',
  ...['rpminfo', 'dpkginfo'].flatMap((kind) => [`${kind}_test`, `${kind}_object`, `${kind}_state`]),
  'constant_variable',
]);

/**
 * Reads a document of any size in one pass: definitions come before what they refer to, so they are kept without their
 * prose. Throws what `elementsOf` throws, and `limit.entries`.
 */
export function readOval(document: FeedDocument, scope: Scope): OvalDocument {
  const tables = new Tables();
  let count = 0;
  for (const element of elementsOf(document, parts, scope)) {
    count += 1;
    if (count > scope.limits.maxEntries * 4)
      throw new CaissonError('limit.entries', `${quote(document.path)} has too many elements`);
    tables.take(element);
  }
  return tables;
}

/** A test as it refers to others, which come later in the document. */
interface RawTest {
  readonly kind: OvalTest['kind'];
  readonly object: string;
  readonly states: readonly string[];
}

type State = Pick<OvalTest, 'evr' | 'architectures'>;

/** What is read is kept in short: elements of a large document would take ten times its size. */
class Tables implements OvalDocument {
  readonly definitions: OvalDefinition[] = [];
  readonly #tests = new Map<string, RawTest>();
  /** A name, or the id of a variable with names. */
  readonly #objects = new Map<string, { readonly name: string; readonly variable: string }>();
  readonly #states = new Map<string, State>();
  readonly #variables = new Map<string, readonly string[]>();
  readonly testOf = (ref: string): OvalTest | undefined => this.#testOf(ref);

  take(element: XmlElement): void {
    const id = attributeOf(element, 'id');
    const kind = element.name.slice(element.name.indexOf('_') + 1);
    if (element.name === 'definition') this.definitions.push(definitionOf(element));
    else if (kind === 'test') this.#tests.set(id, rawTestOf(element));
    else if (kind === 'object') this.#objects.set(id, objectOf(element));
    else if (kind === 'state') this.#states.set(id, stateOf(element));
    else this.#variables.set(id, childrenOf(element, 'value').map(textOf));
  }

  #testOf(ref: string): OvalTest | undefined {
    const raw = this.#tests.get(ref);
    if (raw === undefined) return undefined;
    const { kind, object, states: refs } = raw;
    const states = refs.flatMap((state) => this.#states.get(state) ?? []);
    const evr = states.find((state) => state.evr !== undefined)?.evr;
    return {
      kind,
      names: this.#namesOf(object),
      ...(evr !== undefined && { evr }),
      architectures: states.flatMap((state) => state.architectures).slice(0, 32),
      isExistence: refs.length === 0,
    };
  }

  #namesOf(ref: string): readonly string[] {
    const { name = '', variable = '' } = this.#objects.get(ref) ?? {};
    if (variable !== '') return this.#variables.get(variable) ?? [];
    return name === '' ? [] : [name];
  }
}

function rawTestOf(element: XmlElement): RawTest {
  return {
    kind: element.name.startsWith('rpm') ? 'rpm' : 'dpkg',
    object: attributeOf(childOf(element, 'object'), 'object_ref'),
    states: childrenOf(element, 'state').map((state) => attributeOf(state, 'state_ref')),
  };
}

function objectOf(element: XmlElement) {
  const name = childOf(element, 'name');
  return { name: textIn(element, 'name'), variable: attributeOf(name, 'var_ref') };
}

function textOf({ text }: XmlElement): string {
  return text.trim();
}

function stateOf(element: XmlElement): State {
  const value = textIn(element, 'evr');
  const operation = attributeOf(childOf(element, 'evr'), 'operation') || 'equals';
  const architectures = architecturesOf(element);
  return value === '' ? { architectures } : { evr: { operation, value }, architectures };
}

/** `x86_64`, or a pattern such as `aarch64|ppc64le` or `(aarch64|x86_64)`, possibly with `^` and `$`. */
function architecturesOf(state: XmlElement): string[] {
  const text = textIn(state, 'arch').replace(/^[\^(]+|[$)]+$/g, '');
  const names = text.split('|').filter((name) => /^[a-z][a-z0-9_]{1,20}$/.test(name));
  return text.split('|').length === names.length ? names : [];
}
