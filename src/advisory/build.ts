import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { CaissonError } from '#kit/error.ts';
import { formatJson } from '#kit/json.ts';
import { quote } from '#kit/text.ts';
import { sizedOf, storeSegment } from './blob.ts';
import type { BuildOptions, BuildReport } from './build-options.ts';
import { writeCoreSegment, writeTextSegment } from './core-file.ts';
import { deltasSince } from './delta-publish.ts';
import { findFeeds } from './feed-files.ts';
import { FeedIntake } from './feed-intake.ts';
import { checkGates } from './gate.ts';
import { Gathered } from './gathered.ts';
import { bundledLifecycles, bundledLifecyclesDay, lifecycleTexts } from './lifecycle.ts';
import {
  type Manifest,
  type ManifestSegment,
  manifestFormat,
  manifestName,
  type SegmentKind,
  signatureName,
} from './manifest.ts';
import { sortedSet } from './name.ts';
import { readPrevious } from './previous.ts';
import { writePublicFile } from './public-file.ts';
import { publisherById } from './publisher.ts';
import { schemaVersion } from './schema.ts';
import { type SegmentSummary, writeFactSegment } from './segment-file.ts';
import { signManifest } from './signature.ts';
import { vendorFeeds } from './vendor-feeds.ts';

export type { BuildOptions, BuildReport } from './build-options.ts';

/**
 * Builds an advisory database: the same inputs give the same bytes. No network. Damaged records are counted;
 * a feed that cannot be read at all throws `input.*` or `limit.*` and leaves `out` as it was but for unused blobs, and so
 * does a gate that does not hold (`GateOptions`).
 */
export async function buildDatabase(options: BuildOptions, scope: Scope): Promise<BuildReport> {
  const feeds = findFeeds(options.from, vendorFeeds);
  if (feeds.length === 0)
    throw new CaissonError('input.not-found', `there are no feeds below ${quote(options.from)}`, {
      hint: 'expected <ecosystem>/all.zip as in the OSV bucket, or the directory of a vendor feed',
    });
  const work = mkdtempSync(join(scope.temporaryDirectory, 'caisson-db-'));
  try {
    const builder = new Builder(options, work, scope);
    for (const feed of feeds) {
      await nextTurn();
      await builder.intake.read(feed);
    }
    return builder.finish();
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const defaultDeltas = 3;

/** Lets signals and timers through between two feeds. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

class Builder {
  readonly intake: FeedIntake;
  readonly #options: BuildOptions;
  readonly #work: string;
  readonly #scope: Scope;
  readonly #today: string;
  readonly #gathered: Gathered;
  readonly #segments: ManifestSegment[] = [];
  readonly #publishers = new Set<string>();

  constructor(options: BuildOptions, work: string, scope: Scope) {
    this.#options = options;
    this.#work = work;
    this.#scope = scope;
    this.#today = scope.clock().toISOString().slice(0, 10);
    const [facts, core] = [join(work, 'facts'), join(work, 'core')];
    mkdirSync(facts);
    mkdirSync(core);
    this.#gathered = new Gathered({ facts, core }, this.#today);
    this.intake = new FeedIntake(
      this.#gathered,
      {
        redistributableOnly: options.redistributableOnly ?? false,
        write: (name, write) => this.#write(name, name, write),
      },
      scope,
    );
  }

  finish(): BuildReport {
    for (const { name, facts, newest } of this.#gathered.segments()) {
      checkpoint(this.#scope.signal);
      this.#write(name, 'facts', (path) => writeFactSegment(path, name, facts, newest));
    }
    const { conflicts, ...core } = this.#gathered.core();
    const newest = this.#gathered.newest ?? '';
    this.#write('core', 'core', (path) => writeCoreSegment(path, core, newest));
    this.#writeTables();
    const manifest = this.#withDeltas(this.#manifest());
    const bytes = Buffer.from(`${formatJson(manifest, 1)}\n`);
    const { previous, out } = this.#options;
    const place = { today: this.#today, out, cache: this.#work };
    checkGates(manifest, readPrevious(previous), { ...this.#options, ...place }, this.#scope);
    this.#publish(bytes, manifest);
    return {
      build: sizedOf(bytes).digest,
      builtAt: manifest.builtAt,
      segments: manifest.segments,
      feeds: this.intake.reports,
      aliasConflicts: conflicts,
      publishers: manifest.publishers,
    };
  }

  /** Support periods of the program first: what a feed says of the same line counts more. */
  #writeTables(): void {
    const { lifecycles, products } = this.#gathered;
    const lines = lifecycleTexts([bundledLifecycles(), lifecycles]);
    const newest = bundledLifecyclesDay();
    this.#write('eol', 'lifecycles', (path) =>
      writeTextSegment(path, { name: 'eol', kind: 'lifecycles', newest }, lines),
    );
    if (products.size === 0) return;
    const cpes = [...products].map(([name, set]) => [name, [...set].sort().join('\n')] as const);
    const what = { name: 'rhel-products', kind: 'products', newest: '' } as const;
    this.#write(what.name, what.kind, (path) => writeTextSegment(path, what, new Map(cpes)));
  }

  #write(name: string, kind: SegmentKind, write: (path: string) => SegmentSummary): void {
    const path = join(this.#work, `${name}.sqlite`);
    const { publishers, ...summary } = write(path);
    for (const id of publishers) this.#publishers.add(id);
    const { out, compressionLevel } = this.#options;
    const stored = storeSegment(out, readFileSync(path), compressionLevel);
    rmSync(path);
    this.#segments.push({ name, kind, ...stored, ...summary });
  }

  #manifest(): Manifest {
    const day = Date.parse(`${this.#gathered.newest ?? this.#today}T00:00:00Z`);
    const time = new Date((this.#options.sourceDateEpoch ?? day / 1000) * 1000);
    const segments = this.#segments.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    return {
      format: manifestFormat,
      schema: schemaVersion,
      builtAt: `${time.toISOString().slice(0, 19)}Z`,
      segments,
      feeds: this.intake.reports
        .filter((feed) => feed.facts > 0)
        .map(({ name, digest, records, facts, newest }) => ({
          name,
          digest,
          records,
          facts,
          newest,
        })),
      publishers: sortedSet([...this.#publishers, ...this.intake.publishers]).map(publisherById),
    };
  }

  #withDeltas(manifest: Manifest): Manifest {
    const { out, previous: directory, deltas = defaultDeltas } = this.#options;
    const before = readPrevious(directory);
    if (directory === undefined || before === undefined) return manifest;
    const previous = { directory, manifest: before };
    const options = { out, work: this.#work, previous, deltas };
    const segments = manifest.segments.map((segment) => {
      checkpoint(this.#scope.signal);
      return { ...segment, ...deltasSince(segment, options) };
    });
    return { ...manifest, segments };
  }

  /** The manifest comes last: until then the old database in `out` stays whole. */
  #publish(bytes: Buffer, manifest: Manifest): void {
    const { out, signingKey } = this.#options;
    const signature = join(out, signatureName);
    rmSync(signature, { force: true });
    writePublicFile(join(out, manifestName), bytes);
    if (signingKey !== undefined) writePublicFile(signature, signManifest(bytes, signingKey));
    removeUnused(join(out, 'blobs', 'sha256'), manifest);
  }
}

function removeUnused(directory: string, manifest: Manifest): void {
  const used = new Set(
    manifest.segments
      .flatMap(({ blob, deltas = [] }) => [blob, ...deltas.map((delta) => delta.blob)])
      .map(({ digest }) => digest.slice('sha256:'.length)),
  );
  for (const name of readdirSync(directory))
    if (!used.has(name)) rmSync(join(directory, name), { force: true });
}
