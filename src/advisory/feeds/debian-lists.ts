import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { compareDeb } from '#version/deb.ts';
import { type ReleaseArchive, readSources, releaseOfSources } from './debian-archive.ts';
import {
  claimOf,
  entriesOf,
  type ListEntry,
  type ListRow,
  type Verdict,
  verdictOf,
} from './debian-list.ts';
import { debianSegment } from './debian-release.ts';
import type { FeedDocument, VendorRecords } from './feed.ts';
import { allVersions, below, Sheet } from './vendor-fact.ts';

/** A fix that an advisory announced. */
interface Repair {
  readonly version: string;
  readonly day: string | undefined;
}

/**
 * The lists of Debian's tracker together with the indexes of its archive: what an annotation of unstable means for a stable
 * release depends on the versions there. Without an index of a release only its own annotations count for it.
 */
export class DebianLists {
  readonly #entries: ListEntry[] = [];
  /** By release, package and CVE. */
  readonly #repairs = new Map<string, Repair>();
  readonly #archives = new Map<string, Map<string, string>>();

  /** Takes a list or an index. An advisory's own facts are complete in themselves. */
  *read(document: FeedDocument, scope: Scope): Iterable<VendorRecords> {
    const sheet = new Sheet();
    const codename = releaseOfSources(document.path, (name) => debianSegment(name) !== undefined);
    if (document.path.endsWith('Sources')) {
      if (codename === undefined) sheet.skip('unknown-ecosystem', document.path);
      else readSources(document, this.#archiveOf(codename));
    } else
      for (const entry of entriesOf(document)) {
        checkpoint(scope.signal);
        if (isIssue(entry)) this.#entries.push(entry);
        else this.#addAdvisory(entry, sheet);
        if (sheet.isFull) yield sheet.take();
      }
    yield sheet.take();
  }

  /** What the lists say of CVEs. `isSettled`: the tracker's JSON is there as well, which has already worked it out. */
  *finish(scope: Scope, isSettled: boolean): Iterable<VendorRecords> {
    if (this.#entries.length === 0) return;
    const sheet = new Sheet();
    for (const entry of this.#entries) {
      checkpoint(scope.signal);
      for (const row of entry.rows)
        addRow(entry, row, sheet, isSettled ? undefined : this.#archives);
      if (!isSettled) this.#addStable(entry, sheet);
      if (sheet.isFull) yield sheet.take();
    }
    yield sheet.take();
  }

  #archiveOf(codename: string): Map<string, string> {
    const archive = this.#archives.get(codename) ?? new Map<string, string>();
    this.#archives.set(codename, archive);
    return archive;
  }

  #addAdvisory(entry: ListEntry, sheet: Sheet): void {
    for (const row of entry.rows) {
      addRow(entry, row, sheet, undefined);
      for (const cve of row.said.startsWith('<') ? [] : entry.cves)
        this.#addRepair(cve, row, entry.day);
    }
  }

  /** Several advisories for one CVE: the first fix was not enough, so the highest version counts. */
  #addRepair(cve: string, { codename, name, said }: ListRow, day: string | undefined): void {
    const key = `${codename} ${name} ${cve}`;
    const known = this.#repairs.get(key);
    if (known === undefined || compareDeb(said, known.version) > 0)
      this.#repairs.set(key, { version: said, day });
  }

  #addStable(entry: ListEntry, sheet: Sheet): void {
    for (const [name, rows] of Map.groupBy(entry.rows, (row) => row.name))
      for (const [codename, archive] of this.#archives) {
        const current = codename === 'sid' ? undefined : archive.get(name);
        if (current === undefined) continue;
        const repair = this.#repairs.get(`${codename} ${name} ${entry.id}`);
        const verdict = verdictIn(rowsFor(rows, codename), current, repair?.version);
        if (verdict !== undefined)
          addVerdict(entry, { codename, name }, { verdict, repair }, sheet);
      }
  }
}

/** With the day of the advisory, where its fix is the one that counts. */
function addVerdict(
  entry: ListEntry,
  where: Pick<ListRow, 'codename' | 'name'>,
  { verdict, repair }: { readonly verdict: Verdict; readonly repair: Repair | undefined },
  sheet: Sheet,
): void {
  const isRepaired = verdict.ranges?.[0]?.fixed === repair?.version;
  const claim = claimOf({ ...entry, day: isRepaired ? repair?.day : undefined }, where, verdict);
  if (claim !== undefined) sheet.add(claim);
}

/** What is said of a package in a release and in unstable. */
interface Said {
  readonly own: string | undefined;
  readonly unstable: string | undefined;
}

function rowsFor(rows: readonly ListRow[], codename: string): Said {
  return {
    own: rows.find((row) => row.codename === codename)?.said,
    unstable: rows.find((row) => row.codename === undefined)?.said,
  };
}

function isIssue({ id }: ListEntry): boolean {
  return id.startsWith('CVE-') || id.startsWith('TEMP-');
}

/** A row by itself, unless its release has an index and is worked out with it. */
function addRow(
  entry: ListEntry,
  row: ListRow,
  sheet: Sheet,
  archives: ReadonlyMap<string, ReleaseArchive> | undefined,
): void {
  if (row.codename !== undefined && archives?.has(row.codename) === true) return;
  const verdict = verdictOf(row.said);
  const claim = verdict && claimOf(entry, row, verdict);
  if (claim !== undefined) sheet.add(claim);
  else if (verdict !== undefined) sheet.skip('unknown-ecosystem', `debian:${row.codename}`);
}

/** What holds of a package whose version in the release is `current`, with the fix of an advisory. */
function verdictIn(
  { own, unstable }: Said,
  current: string,
  repaired: string | undefined,
): Verdict | undefined {
  if (isDismissed(own)) return verdictOf(own);
  const fixed = laterFix(arrived(own, current), repaired) ?? arrived(unstable, current);
  if (fixed !== undefined) return { state: 'fixed', ranges: below(fixed) };
  return own === undefined ? inherited(unstable) : unrepaired(own);
}

function isDismissed(said: string | undefined): said is string {
  return said === '<not-affected>' || said === '<undetermined>';
}

/** A state, or a version that has not arrived. */
function unrepaired(own: string): Verdict {
  return (own.startsWith('<') ? verdictOf(own) : undefined) ?? open;
}

function inherited(unstable: string | undefined): Verdict | undefined {
  if (isDismissed(unstable)) return verdictOf(unstable);
  return unstable === undefined || unstable === '<itp>' ? undefined : open;
}

const open: Verdict = { state: 'affected', ranges: allVersions };

/** The version of a row, if the release has come as far: a fix that it does not carry yet is none. */
function arrived(said: string | undefined, current: string): string | undefined {
  if (said === undefined || said.startsWith('<')) return undefined;
  return compareDeb(current, said) >= 0 ? said : undefined;
}

function laterFix(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return compareDeb(a, b) >= 0 ? a : b;
}
