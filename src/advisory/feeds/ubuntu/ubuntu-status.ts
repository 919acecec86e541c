import type { Advisory, AdvisoryState, AffectedRange } from '#model/advisory.ts';
import { allVersions, below } from '../vendor-fact.ts';

/** A state with its ranges and the vendor's word for it. */
export type Verdict = Pick<Advisory, 'state'> & Partial<Pick<Advisory, 'ranges' | 'statement'>>;

/**
 * What a status of Ubuntu's tracker says of a package (ubuntu-cve-tracker, README, "status"); `note` is the text in the
 * parentheses after it, for `released` the fixed version. `undefined` for `DNE`: the release does not carry the package.
 * `ignored` is a decision not to repair, which Canonical's own OVAL calls vulnerable.
 */
export function verdictOfStatus(status: string, note: string): Verdict | undefined {
  if (status === 'released')
    return isVersionNote(note)
      ? { state: 'fixed', ranges: below(note) }
      : { state: 'unknown', statement: status };
  if (status === 'not-affected') return { state: 'not_affected' };
  if (status === 'ignored') return open(isEndOfLife(note) ? 'end_of_life' : 'wont_fix', status);
  const state = openStates.get(status);
  return state === undefined ? undefined : open(state, status);
}

const openStates: ReadonlyMap<string, AdvisoryState> = new Map<string, AdvisoryState>([
  ['needed', 'affected'],
  ['active', 'affected'],
  ['in-progress', 'affected'],
  ['pending', 'affected'],
  ['needs-triage', 'under_investigation'],
  ['deferred', 'deferred'],
]);

function open(state: AdvisoryState, statement: string): Verdict {
  return { state, ranges: allVersions, statement };
}

function isVersionNote(note: string): boolean {
  return /^[0-9][\w.+:~-]{0,255}$/.test(note);
}

function isEndOfLife(note: string): boolean {
  return /end[ -]of[ -](?:life|standard support|support|extended)|out of (?:standard )?support|\beol\b/i.test(
    note.slice(0, 400),
  );
}

/** Whether a fix is published for extended maintenance only, as its version says (`1.2-1ubuntu0.1~esm2`). */
export function isExtendedFix(ranges: readonly AffectedRange[] = []): boolean {
  return /[+~.]esm\d/.test(ranges[0]?.fixed ?? '');
}

/** What such a fix means for those who do not have extended maintenance. */
export const extendedOnly = {
  state: 'wont_fix',
  ranges: allVersions,
  statement: 'fixed in ESM',
} as const;
