import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { makeDirectories } from '#kit/directory.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { KnownChain } from '#model/base-image.ts';
import type { Component } from '#model/component.ts';
import { type Digest, parseDigest } from '#model/digest.ts';
import type { Inventory } from '#model/inventory.ts';
import { storeSchema, tables } from './schema.ts';
import { StaleSubjects } from './stale.ts';
import { Statements } from './statements.ts';
import {
  type AdvisoryKey,
  type FindingMark,
  formatMarks,
  type MatchContextFacts,
  type SegmentDigests,
  type Subject,
} from './subject.ts';

/** What is kept of a scan. `savedAt` is RFC 3339; `marks` are the findings by component id. */
export interface StoredScan {
  readonly inventory: Inventory;
  readonly savedAt: string;
  readonly segments: SegmentDigests;
  readonly keysOf: (component: Component) => readonly AdvisoryKey[];
  readonly marks: ReadonlyMap<string, readonly FindingMark[]>;
}

/** An artifact in the store. */
export interface StoredArtifact {
  readonly number: number;
  readonly reference: string;
  readonly digest?: string;
  /** First name that the image has for its source. */
  readonly image?: string;
  readonly savedAt: string;
}

const maxFrameBytes = 2 ** 29;

/**
 * Opens the store, or makes it. Several processes may use it at once; a writer waits up to five seconds for another.
 * Throws `host.io` when the file cannot be used.
 */
export function openInventoryStore(path: string): InventoryStore {
  try {
    makeDirectories(dirname(path));
    const database = new DatabaseSync(path, { timeout: 5000, allowExtension: false });
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    const { user_version: version } = database.prepare('PRAGMA user_version').get() ?? {};
    if (version !== 0 && version !== storeSchema)
      throw new Error(`it was written by another version (schema ${String(version)})`);
    database.exec(`${tables} PRAGMA user_version = ${storeSchema}`);
    return new InventoryStore(database);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CaissonError('host.io', `cannot use the inventory store ${quote(path)}: ${reason}`, {
      cause,
      hint: 'remove the file; it is filled again by the next scans',
    });
  }
}

/** Inventories of scanned artifacts and the layer chains of images. Every write is one transaction. */
export class InventoryStore implements Disposable {
  readonly #database: DatabaseSync;
  readonly #statements: Statements;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#statements = new Statements(database);
  }

  /** Keeps the scan of an artifact in place of an earlier one of the same artifact. */
  save(scan: StoredScan): void {
    const { artifact } = scan.inventory;
    const name = `${artifact.kind}\n${artifact.reference}`;
    const build = this.#statements.build(formatSegments(scan.segments));
    if (this.#isSame(name, scan, build)) return;
    this.#inTransaction(() => {
      const context = this.#statements.context(JSON.stringify(contextOf(scan.inventory)));
      const { reference, digest } = artifact;
      const number = this.#statements.artifact({
        name,
        reference,
        digest: digest ?? null,
        image: scan.inventory.image?.names[0] ?? null,
        context,
        build,
        savedAt: scan.savedAt,
        frame: packFrame(scan.inventory),
      });
      for (const component of scan.inventory.components) {
        const id = this.#component(component);
        this.#statements.member(number, id);
        const marks = scan.marks.get(component.id) ?? [];
        const row = { context, component: id, build, marks: formatMarks(marks) };
        const isNew = this.#statements.subject(row);
        if (isNew) this.#fileUnder(scan.keysOf(component), context, id);
        this.#fileUnder(keysOfMarks(marks), context, id);
      }
    });
  }

  /** All artifacts, by reference. */
  list(): readonly StoredArtifact[] {
    return this.#statements.artifacts().map((row) => ({
      number: numberOf(row['id']),
      reference: textOf(row['reference']),
      savedAt: textOf(row['saved_at']),
      ...(typeof row['digest'] === 'string' && { digest: row['digest'] }),
      ...(typeof row['image'] === 'string' && { image: row['image'] }),
    }));
  }

  /** The whole inventory of an artifact; `undefined` when there is none of this number. */
  read(number: number): Inventory | undefined {
    const frame = this.#statements.frame(number);
    if (frame === undefined) return undefined;
    const components = this.#statements.componentsOf(number).map(parseComponent);
    return { ...unpackFrame(frame), components };
  }

  /** What must be matched again now that the database is another: see `StaleSubjects`. */
  stale(
    segments: SegmentDigests,
    changedKeys: (segment: string, from: string, to: string) => Iterable<string> | undefined,
  ): readonly Subject[] {
    return new StaleSubjects(this.#database, segments, changedKeys).read();
  }

  /** The components that own files of these subjects, one for each owner: matching asks who answers for them. */
  ownersOf(subjects: readonly Subject[]): readonly Component[] {
    const present = new Set(subjects.map(({ component }) => component.id));
    const owners = new Map<string, Component>();
    for (const { context, component } of subjects) {
      const { owner } = component;
      if (owner === undefined || present.has(owner) || owners.has(owner)) continue;
      const [found] = this.#statements.named(context, owner);
      if (found !== undefined) owners.set(owner, parseComponent(found));
    }
    return [...owners.values()];
  }

  contextFacts(context: number): MatchContextFacts {
    return JSON.parse(this.#statements.contextData(context)) as MatchContextFacts;
  }

  /**
   * Files the result of matching subjects again, and marks everything else as matched against these segments too: call it
   * once, with all subjects of `stale` whose findings are no longer what they were.
   */
  update(
    changed: readonly { readonly subject: Subject; readonly marks: readonly FindingMark[] }[],
    segments: SegmentDigests,
  ): void {
    this.#inTransaction(() => {
      const build = this.#statements.build(formatSegments(segments));
      for (const { subject, marks } of changed) {
        const { context, number } = subject;
        this.#statements.remark(context, number, formatMarks(marks));
        this.#fileUnder(keysOfMarks(marks), context, number);
      }
      this.#statements.rebuild(build);
    });
  }

  /** The artifacts that hold a subject. */
  artifactsWith({ context, number }: Subject): readonly number[] {
    return this.#statements.holders(context, number);
  }

  /** Every layer chain that an image with this name began with; the first image seen keeps it. */
  learnChain(chain: KnownChain): void {
    this.#statements.learnChain(chain);
  }

  findChain(chainId: Digest): KnownChain | undefined {
    const row = this.#statements.chain(chainId);
    if (row === undefined) return undefined;
    return {
      chainId,
      reference: textOf(row['reference']),
      firstSeen: textOf(row['first_seen']),
      ...(typeof row['digest'] === 'string' && { digest: parseDigest(row['digest']) }),
      ...(typeof row['image'] === 'string' && { image: parseDigest(row['image']) }),
    };
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }

  /** The same image, matched against the same advisories, has nothing new to tell. */
  #isSame(name: string, { inventory }: StoredScan, build: number): boolean {
    const row = this.#statements.known(name);
    const { digest } = inventory.artifact;
    return digest !== undefined && row?.['digest'] === digest && row['build'] === build;
  }

  #component(component: Component): number {
    const data = JSON.stringify(component);
    const digest = createHash('sha1').update(data).digest();
    return this.#statements.component(digest, component.id, data);
  }

  #fileUnder(keys: readonly AdvisoryKey[], context: number, component: number): void {
    for (const { segment, key } of keys)
      this.#statements.subjectKey(this.#statements.key(segment, key), context, component);
  }

  #inTransaction(work: () => void): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      work();
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }
}

/** What enriches a finding is filed by its id: a vulnerability that becomes known to be exploited concerns its subjects. */
function keysOfMarks(marks: readonly FindingMark[]): readonly AdvisoryKey[] {
  return marks.flatMap(({ id }) => [
    { segment: 'kev', key: id },
    { segment: 'core', key: id },
  ]);
}

function contextOf({ artifact, os }: Inventory): MatchContextFacts {
  return { kind: artifact.kind, ...(os !== undefined && { os }) };
}

/** Sorted, so that equal states are equal text. */
function formatSegments(segments: SegmentDigests): string {
  return JSON.stringify([...segments].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function packFrame(inventory: Inventory): Buffer {
  const { components: _, ...frame } = inventory;
  return zstdCompressSync(JSON.stringify(frame));
}

// Only what this room wrote stands in the file, so the shape is known.
function unpackFrame(frame: Uint8Array): Omit<Inventory, 'components'> {
  const text = zstdDecompressSync(frame, { maxOutputLength: maxFrameBytes }).toString();
  return JSON.parse(text) as Omit<Inventory, 'components'>;
}

function parseComponent(text: string): Component {
  return JSON.parse(text) as Component;
}

function textOf(value: SQLOutputValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function numberOf(value: SQLOutputValue | undefined): number {
  return typeof value === 'number' ? value : 0;
}
