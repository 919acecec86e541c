import type { VexStatus } from '#model/vex.ts';
import type { Exception, Identity } from '../exception.ts';

/** What all formats say in their own words about one vulnerability in one product. */
export interface VexStatement {
  readonly ids: readonly string[];
  readonly status: VexStatus;
  /** OpenVEX justification, or the publisher's own word. */
  readonly justification?: string | undefined;
  readonly note?: string | undefined;
  readonly advice?: string | undefined;
  readonly owner?: string | undefined;
  /** RFC 3339, as written; what is no date is none. */
  readonly time?: string | undefined;
  readonly parts?: Identity | undefined;
  readonly versions?: readonly string[] | undefined;
  readonly within?: readonly Identity[] | undefined;
}

/** Where statements stand: the document as people know it, and whether it came with the artifact. */
export interface VexSource {
  readonly name: string;
  readonly isAttached: boolean;
}

const maxText = 2000;

/** A statement in the form that policy applies. `number` counts the statements of the document from 1. */
export function toException(statement: VexStatement, number: number, source: VexSource): Exception {
  const { ids, status, justification, note, advice, owner, time } = statement;
  const timeMs = time === undefined ? Number.NaN : Date.parse(time);
  const isDated = !Number.isNaN(timeMs);
  const suffix = source.isAttached ? ' (attached, not verified)' : '';
  return {
    ids,
    packages: [],
    where: [],
    until: [],
    origin: `${source.name}#${number}${suffix}`,
    justification: justification ?? status,
    ...present({ note: shortened(note), owner: shortened(owner) }),
    ...present({ parts: statement.parts, versions: statement.versions, within: statement.within }),
    status,
    ...(isDated && { stated: new Date(timeMs).toISOString() }),
    vex: {
      document: `${source.name}${suffix}`,
      status,
      ...(isDated && { timeMs }),
      ...(source.isAttached && { isAttached: true }),
      ...present({ advice: shortened(advice) }),
    },
  };
}

/** Identifiers by what they look like: package URLs, CPE names, and everything else as a name. */
export function identityOf(texts: Iterable<string>, hashes: readonly string[] = []): Identity {
  const found = { purls: new Set<string>(), cpes: new Set<string>(), names: new Set<string>() };
  for (const text of texts) {
    if (text === '') continue;
    if (text.startsWith('pkg:')) found.purls.add(text);
    else if (text.startsWith('cpe:')) found.cpes.add(text);
    else found.names.add(text);
  }
  return {
    purls: [...found.purls],
    cpes: [...found.cpes],
    names: [...found.names],
    hashes: hashes
      .filter((hash) => /^[0-9a-f]{32,128}$/i.test(hash))
      .map((hash) => hash.toLowerCase()),
  };
}

/** Whether nothing stands in an identity. */
export function isEmpty({ purls, cpes, hashes, names }: Identity): boolean {
  return purls.length + cpes.length + hashes.length + names.length === 0;
}

/** Names of a vulnerability; of an address the last segment too (`https://…/detail/CVE-2024-1`). */
export function vulnerabilityIds(texts: readonly (string | undefined)[]): readonly string[] {
  const ids = new Set<string>();
  for (const text of texts) {
    if (text === undefined || text === '') continue;
    const last = /^https?:/.test(text) ? text.replace(/\/+$/, '').split('/').at(-1) : text;
    if (last !== undefined && last !== '') ids.add(last);
  }
  return [...ids];
}

function shortened(text: string | undefined): string | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  return text.length > maxText ? `${text.slice(0, maxText)}…` : text;
}

/** Leaves out what is absent. */
function present<Part extends object>(
  part: Part,
): { readonly [Key in keyof Part]?: Exclude<Part[Key], undefined> } {
  const entries = Object.entries(part).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof Part]?: Exclude<Part[Key], undefined> };
}
