import type { Change, StoredChange } from '#contract/platform.ts';
import type { SqlRow, SqlValue } from '#contract/sql.ts';
import { newUlid } from '#kit/ulid.ts';
import { type ChangeKind, changeKinds } from '#wire/change-kind.ts';
import { numberOfId } from '../own-number.ts';
import { numberOf, recordOf, storable, textOf } from '../row.ts';

const maxText = 2000;
const maxSubject = 300;
const maxFacts = 16_384;

/** Columns of a row in the order of `toChangeRow`: `seq` first. */
export const changeColumns =
  'seq, ulid, happened, kind, subject, summary, severity, cluster, namespace, repository, asset, finding, facts, size_bytes';

/** Columns that `toStoredChange` reads, of a table that is called `c`. */
export const storedColumns =
  'c.seq, c.ulid, c.happened, c.kind, c.subject, c.summary, c.severity, c.cluster, c.namespace, c.repository, c.facts';

/** A change as the values of `changeColumns`, cut to what a row may hold. `now` in milliseconds since the Unix epoch. */
export function toChangeRow(change: Change, seq: number | null, now: number): readonly SqlValue[] {
  const { kind, severity = '', place = {} } = change;
  const subject = storable(change.subject, maxSubject);
  const summary = storable(change.text, maxText);
  const facts = factsOf(change);
  return [
    seq,
    newUlid(now),
    now,
    kind,
    subject,
    summary,
    severity,
    place.cluster ?? '',
    place.namespace ?? '',
    place.repository ?? '',
    rowOf(kind.startsWith('asset.'), subject),
    rowOf(kind.startsWith('finding.'), subject),
    facts,
    200 + Buffer.byteLength(summary) + Buffer.byteLength(facts) + subject.length,
  ];
}

/** Reads a row of `storedColumns`. */
export function toStoredChange(row: SqlRow): StoredChange {
  const severity = textOf(row, 'severity');
  const place = placeOf(row);
  const facts = textOf(row, 'facts');
  return {
    seq: numberOf(row, 'seq'),
    id: textOf(row, 'ulid'),
    time: numberOf(row, 'happened'),
    kind: kindOf(textOf(row, 'kind')),
    subject: textOf(row, 'subject'),
    text: textOf(row, 'summary'),
    ...(severity === '' ? {} : { severity }),
    ...(place === undefined ? {} : { place }),
    ...(facts === '' ? {} : { data: recordOf(row, 'facts') }),
  };
}

function placeOf(row: SqlRow): StoredChange['place'] {
  const cluster = textOf(row, 'cluster');
  const namespace = textOf(row, 'namespace');
  const repository = textOf(row, 'repository');
  if (cluster === '' && namespace === '' && repository === '') return undefined;
  return {
    ...(cluster === '' ? {} : { cluster }),
    ...(namespace === '' ? {} : { namespace }),
    ...(repository === '' ? {} : { repository }),
  };
}

function factsOf({ data }: Change): string {
  if (data === undefined) return '';
  const text = JSON.stringify(data, (_, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
  const sizeBytes = Buffer.byteLength(text);
  return sizeBytes <= maxFacts ? text : JSON.stringify({ omittedBytes: sizeBytes });
}

/** Kinds of a later version that are not known here are shown as what nobody filters for. */
function kindOf(text: string): ChangeKind {
  return changeKinds.find((kind) => kind === text) ?? 'gap';
}

/** The row that a subject names, so that reach can be decided by all the places where its asset is. */
function rowOf(wanted: boolean, subject: string): number | null {
  return (wanted ? numberOfId(subject) : undefined) ?? null;
}
