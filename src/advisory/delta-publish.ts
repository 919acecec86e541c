import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { blobPath, inflateSegment, isIntact, sizedOf } from './blob.ts';
import { makeDelta } from './delta.ts';
import type { Manifest, ManifestDelta, ManifestSegment } from './manifest.ts';
import { writePublicFile } from './public-file.ts';

/** Where blobs lie and how far back deltas lead. */
export interface DeltaOptions {
  readonly out: string;
  /** A directory for files of the moment. */
  readonly work: string;
  /** Directory and manifest of the build before. */
  readonly previous: { readonly directory: string; readonly manifest: Manifest };
  readonly deltas: number;
}

/** A delta larger than this part of the whole segment is not worth a request. */
const worth = 0.7;

/**
 * How to come from earlier builds of a segment to this one: a step from the build before, and the steps that it had itself. Blobs
 * are stored below `out`. Throws `integrity.digest-mismatch` when the build before is damaged.
 */
export function deltasSince(
  segment: ManifestSegment,
  options: DeltaOptions,
): { readonly deltas?: readonly ManifestDelta[] } {
  const { out, previous, deltas: most } = options;
  const before = previous.manifest.segments.find((one) => one.name === segment.name);
  if (before === undefined || before.kind !== segment.kind || most === 0) return {};
  const step = before.rows === segment.rows ? undefined : newStep(before, segment, options);
  if (before.rows !== segment.rows && step === undefined) return {};
  const earlier = (before.deltas ?? []).filter(({ blob }) => {
    const path = join(previous.directory, blobPath(blob.digest));
    if (!existsSync(path)) return false;
    const bytes = readFileSync(path);
    if (isIntact(bytes, blob)) writePublicFile(join(out, blobPath(blob.digest)), bytes);
    return isIntact(bytes, blob);
  });
  const deltas = [...earlier, ...(step === undefined ? [] : [step])].slice(-most);
  return deltas.length === 0 ? {} : { deltas };
}

function newStep(
  before: ManifestSegment,
  after: ManifestSegment,
  { out, work, previous }: DeltaOptions,
): ManifestDelta | undefined {
  if (after.kind === 'other') return undefined;
  const [old, young] = [join(work, 'before.sqlite'), join(work, 'after.sqlite')];
  writeFileSync(old, inflateSegment(previous.directory, before));
  writeFileSync(young, inflateSegment(out, after));
  const bytes = makeDelta(old, young, after.kind);
  for (const path of [old, young]) rmSync(path);
  if (bytes.length > after.blob.size * worth) return undefined;
  const blob = sizedOf(bytes);
  writePublicFile(join(out, blobPath(blob.digest)), bytes);
  return { from: before.rows, to: after.rows, blob };
}
