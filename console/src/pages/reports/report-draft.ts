import type { RequestOf } from '#wire/routes.ts';

type Body = NonNullable<RequestOf<'addReport'>['body']>;

/** What a report can be about. */
export const kinds: readonly (readonly [Body['kind'], string])[] = [
  ['summary', 'Summary for management'],
  ['findings', 'Findings'],
  ['image', 'One image'],
  ['compliance', 'Compliance'],
  ['incidents', 'Incidents'],
  ['exceptions', 'Exceptions'],
];
/** Formats of reports. */
export const formats: readonly (readonly [Body['format'], string])[] = [
  ['pdf', 'PDF'],
  ['html', 'HTML'],
  ['csv', 'CSV'],
  ['json', 'JSON, signed'],
];
/** How urgent findings must be to be in it. */
export const tiers: readonly (readonly [string, string])[] = [
  ['', 'Everything'],
  ['P0', 'P0'],
  ['P0 P1', 'P0 and P1'],
  ['P0 P1 P2', 'P0 to P2'],
];

/** A wish that is being written. */
export interface WishDraft {
  readonly name: string;
  readonly kind: Body['kind'];
  readonly format: Body['format'];
  readonly tiers: string;
  readonly repository: string;
  readonly namespace: string;
  readonly subject: string;
  readonly cron: string;
  readonly timeZone: string;
  readonly mailTo: string;
}

/** An empty wish; a schedule would be Monday at seven, here. */
export function emptyWish(): WishDraft {
  return {
    name: '',
    kind: 'summary',
    format: 'pdf',
    tiers: '',
    repository: '',
    namespace: '',
    subject: '',
    cron: '0 7 * * 1',
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    mailTo: '',
  };
}

/** The wish as it is sent. */
export function bodyOf(draft: WishDraft): Body {
  const filter = {
    ...(draft.tiers === '' ? {} : { tier: draft.tiers.split(' ') }),
    ...(draft.repository.trim() === '' ? {} : { repository: draft.repository.trim() }),
    ...(draft.namespace.trim() === '' ? {} : { namespace: draft.namespace.trim() }),
  };
  return {
    name: draft.name.trim(),
    kind: draft.kind,
    format: draft.format,
    ...(Object.keys(filter).length === 0 ? {} : { filter }),
    ...(draft.subject.trim() === '' ? {} : { subject: draft.subject.trim() }),
  };
}
