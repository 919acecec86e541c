import type { Fact, Skip } from '../fact.ts';
import { testScope } from '../testing.ts';
import type { VendorFeed, VendorRecords } from './feed.ts';

/** Everything that a feed makes of one document, together. */
export interface Reading extends Required<Pick<VendorRecords, 'facts' | 'skips'>> {
  readonly records: readonly VendorRecords[];
}

/** Reads a document for a test. Text is UTF-8, anything else is written as JSON. */
export function readFeed(feed: VendorFeed, path: string, content: unknown): Reading {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const bytes = content instanceof Uint8Array ? content : Buffer.from(text);
  const records = [...feed.read({ path, bytes }, testScope())];
  return {
    records,
    facts: records.flatMap(({ facts = [] }) => facts),
    skips: records.flatMap(({ skips = [] }) => skips),
  };
}

/** A fact in one line: `segment package id state ranges qualifiers`, for comparison at a glance. */
export function brief({ segment, advisory }: Fact): string {
  const { id, state, ranges, qualifiers, statement, severity } = advisory;
  const where = ranges.map(({ introduced, fixed, lastAffected }) => {
    const end = fixed === undefined ? (lastAffected ?? '') : `<${fixed}`;
    return `[${introduced},${end}]`;
  });
  const rest = [severity, statement, qualifiers && JSON.stringify(qualifiers)];
  return [segment, advisory.package, id, state, ...where, ...rest.filter((part) => part)].join(' ');
}

/** The reason and subject of a skip in one line. */
export function briefSkip({ reason, subject }: Skip): string {
  return `${reason} ${subject}`;
}
