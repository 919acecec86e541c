import fc from 'fast-check';
import type { Advisory } from '#model/advisory.ts';
import type { Fact, Skip } from '../fact.ts';
import { testScope } from '../testing.ts';
import type { VendorFeed, VendorRecords } from './feed.ts';

/** What a feed makes of one document; anything but text is written as JSON first. */
export function readAll(
  feed: VendorFeed,
  path: string,
  content: unknown,
): readonly VendorRecords[] {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return [...feed.read({ path, bytes: Buffer.from(text) }, testScope())];
}

/** The facts of a document. */
export function factsOf(feed: VendorFeed, path: string, content: unknown): readonly Fact[] {
  return readAll(feed, path, content).flatMap((records) => records.facts ?? []);
}

/** The skips of a document as `reason subject`, sorted. */
export function skipsOf(feed: VendorFeed, path: string, content: unknown): readonly string[] {
  const skips = readAll(feed, path, content).flatMap(
    (records): readonly Skip[] => records.skips ?? [],
  );
  return skips.map(({ reason, subject }) => `${reason} ${subject}`).sort();
}

/** A fact in one line: `rhel-9 curl fixed <7.76.1-26.el9_3.2 [aarch64 x86_64] nodejs:18`. */
export function lineOf({ segment, key, advisory }: Fact): string {
  const { architectures = [], module = '' } = advisory.qualifiers ?? {};
  return [
    segment,
    key,
    advisory.state,
    ...advisory.ranges.map(rangeText),
    ...advisory.versions.map((version) => `=${version}`),
    architectures.length > 0 ? `[${architectures.join(' ')}]` : '',
    module,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function rangeText({ introduced, fixed, lastAffected }: Advisory['ranges'][number]): string {
  const start = introduced === '0' ? '' : introduced;
  if (fixed !== undefined) return `${start}<${fixed}`;
  return lastAffected === undefined ? `${start}..` : `${start}..${lastAffected}`;
}

/** Documents that an attacker may send: bytes, cuts and changes of a sample, and values of any shape in its places. */
export function hostile(sample: unknown): fc.Arbitrary<Uint8Array> {
  const text = typeof sample === 'string' ? sample : JSON.stringify(sample);
  const bytes = Buffer.from(text);
  const words = [...new Set(text.match(/[\w.:/-]+/g) ?? ['x'])];
  const replaced = fc
    .tuple(
      fc.constantFrom(...words),
      fc.constantFrom('', '0', '__proto__', 'constructor', '\u0000', '9'.repeat(300)),
    )
    .map(([word, other]) => Buffer.from(text.replace(word, other)));
  return fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.json({ maxDepth: 6 }).map((json) => Buffer.from(json)),
    fc.nat(bytes.length).map((size) => bytes.subarray(0, size)),
    fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)).map(([at, value]) => {
      const changed = Buffer.from(bytes);
      changed[at] = value;
      return changed;
    }),
    replaced,
  );
}
