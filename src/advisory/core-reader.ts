import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { CvssVector, ExploitPrediction, KnownExploited, Ssvc } from '#model/advisory.ts';
import { damaged } from './bytes.ts';
import { cveKey } from './cve-key.ts';
import { versionOf } from './decode.ts';
import { numberOf, openSegmentFile, readFeeds, textOf } from './segment-reader.ts';

/** Look-ups in the `core` segment: names of the same vulnerability, and vectors by name. */
export class CoreSegment implements Disposable {
  readonly #database: DatabaseSync;
  readonly #sources: readonly string[];
  readonly #family: StatementSync;
  readonly #vectors: StatementSync;
  readonly #weaknesses: StatementSync;
  readonly #decision: StatementSync;

  constructor(path: string) {
    this.#database = openSegmentFile(path);
    this.#sources = readFeeds(this.#database);
    this.#family = this.#database.prepare(
      'SELECT names FROM family WHERE id = coalesce((SELECT family FROM alias WHERE name = ?1), ?1)',
    );
    this.#vectors = this.#database.prepare('SELECT vectors FROM cvss WHERE id = ?');
    this.#weaknesses = this.#database.prepare('SELECT numbers FROM cwe WHERE id = ?');
    this.#decision = this.#database.prepare('SELECT decision FROM ssvc WHERE cve = ?');
  }

  /** Every name of the vulnerability that `id` names, itself included, sorted. */
  aliasesOf(id: string): readonly string[] {
    const row = this.#family.get(id);
    return row === undefined ? [id] : textOf(row['names']).split(' ');
  }

  /** The vectors stated for any of the names, without repetition. */
  vectorsOf(names: readonly string[]): readonly (CvssVector & { readonly source: string })[] {
    const lines = names.flatMap((name) => {
      const row = this.#vectors.get(name);
      return row === undefined ? [] : textOf(row['vectors']).split('\n');
    });
    return [...new Set(lines)].map((line) => this.#parse(line));
  }

  /** CWE numbers stated for any of the names. */
  weaknessesOf(names: readonly string[]): readonly number[] {
    return names.flatMap((name) => {
      const row = this.#weaknesses.get(name);
      return row === undefined ? [] : textOf(row['numbers']).split(' ').map(Number);
    });
  }

  decisionPoints(cve: string): Ssvc | undefined {
    const row = this.#decision.get(cve);
    return row === undefined ? undefined : parseDecision(textOf(row['decision']));
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }

  #parse(line: string): CvssVector & { readonly source: string } {
    const [index = '', score = '', vector] = line.split(' ');
    const source = this.#sources[Number(index)];
    if (source === undefined || vector === undefined || !(Number(score) <= 10)) throw damaged();
    return { source, version: versionOf(vector), vector, score: Number(score) };
  }
}

function parseDecision(text: string): Ssvc {
  const [stated, automatable, scope, date = ''] = text.split(' ');
  const exploitation = exploitations.find((one) => one === stated);
  const impact = scope === 'partial' || scope === 'total' ? scope : undefined;
  if (exploitation === undefined || impact === undefined) throw damaged();
  return { exploitation, automatable: automatable === 'yes', impact, date };
}
const exploitations = ['none', 'poc', 'active'] as const;

/** Look-ups in the `kev` segment. */
export class KevSegment implements Disposable {
  readonly #database: DatabaseSync;
  readonly #entry: StatementSync;

  constructor(path: string) {
    this.#database = openSegmentFile(path);
    this.#entry = this.#database.prepare('SELECT added, due, ransomware FROM kev WHERE cve = ?');
  }

  knownExploited(cve: string): KnownExploited | undefined {
    const row = this.#entry.get(cve);
    if (row === undefined) return undefined;
    const due = textOf(row['due']);
    return {
      cve,
      added: textOf(row['added']),
      ...(due !== '' && { due }),
      ransomware: row['ransomware'] === 1,
    };
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}

/** Look-ups in the `epss` segment; all of it is of one day. */
export class EpssSegment implements Disposable {
  readonly #database: DatabaseSync;
  readonly #entry: StatementSync;
  readonly #date: string;

  constructor(path: string) {
    this.#database = openSegmentFile(path);
    this.#date = textOf(
      this.#database.prepare("SELECT value FROM meta WHERE key = 'newest'").get()?.['value'],
    );
    this.#entry = this.#database.prepare('SELECT probability, percentile FROM epss WHERE cve = ?');
  }

  exploitPrediction(cve: string): ExploitPrediction | undefined {
    const key = cveKey(cve);
    const row = key === undefined ? undefined : this.#entry.get(key);
    if (row === undefined) return undefined;
    const probability = numberOf(row['probability']) / 1e5;
    const percentile = numberOf(row['percentile']) / 1e5;
    return { cve, probability, percentile, date: this.#date };
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}
