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
export interface OvalComparison {
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

class Tables implements OvalDocument {
  readonly definitions: OvalDefinition[] = [];
  readonly #tests = new Map<string, XmlElement>();
  readonly #objects = new Map<string, XmlElement>();
  readonly #states = new Map<string, XmlElement>();
  readonly #variables = new Map<string, readonly string[]>();
  readonly #resolved = new Map<string, OvalTest>();
  readonly testOf = (ref: string): OvalTest | undefined => this.#testOf(ref);

  take(element: XmlElement): void {
    const id = attributeOf(element, 'id');
    const kind = element.name.slice(element.name.indexOf('_') + 1);
    if (element.name === 'definition') this.definitions.push(definitionOf(element));
    else if (kind === 'test') this.#tests.set(id, element);
    else if (kind === 'object') this.#objects.set(id, element);
    else if (kind === 'state') this.#states.set(id, element);
    else
      this.#variables.set(
        id,
        childrenOf(element, 'value').map(({ text }) => text.trim()),
      );
  }

  #testOf(ref: string): OvalTest | undefined {
    const known = this.#resolved.get(ref);
    const element = this.#tests.get(ref);
    if (known !== undefined || element === undefined) return known;
    const object = this.#objects.get(attributeOf(childOf(element, 'object'), 'object_ref'));
    const states = childrenOf(element, 'state').flatMap(
      (state) => this.#states.get(attributeOf(state, 'state_ref')) ?? [],
    );
    const comparison = comparisonOf(states);
    const test: OvalTest = {
      kind: element.name.startsWith('rpm') ? 'rpm' : 'dpkg',
      names: this.#namesOf(childOf(object, 'name')),
      ...(comparison !== undefined && { evr: comparison }),
      architectures: states.flatMap(architecturesOf).slice(0, 32),
      isExistence: childOf(element, 'state') === undefined,
    };
    this.#resolved.set(ref, test);
    return test;
  }

  #namesOf(name: XmlElement | undefined): readonly string[] {
    const variable = attributeOf(name, 'var_ref');
    if (variable !== '') return this.#variables.get(variable) ?? [];
    const text = name?.text.trim() ?? '';
    return text === '' ? [] : [text];
  }
}

function comparisonOf(states: readonly XmlElement[]): OvalComparison | undefined {
  for (const state of states) {
    const evr = childOf(state, 'evr');
    const value = textIn(state, 'evr');
    if (value !== '') return { operation: attributeOf(evr, 'operation') || 'equals', value };
  }
  return undefined;
}

/** `x86_64`, or a pattern such as `aarch64|ppc64le` or `(aarch64|x86_64)`, possibly with `^` and `$`. */
function architecturesOf(state: XmlElement): string[] {
  const text = textIn(state, 'arch').replace(/^[\^(]+|[$)]+$/g, '');
  const names = text.split('|').filter((name) => /^[a-z][a-z0-9_]{1,20}$/.test(name));
  return text.split('|').length === names.length ? names : [];
}
