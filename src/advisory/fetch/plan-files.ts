import { mapConcurrent } from '#kit/concurrency.ts';
import { isCaissonError } from '#kit/error.ts';
import { isKnownBase, knownBases } from '../osv-ecosystem.ts';
import type { RemoteFile } from './source.ts';
import type { FeedVisit } from './visit.ts';

const parallelFiles = 4;
const maxMetaBytes = 64 * 1024;

/** Files that are known by name. */
export async function fetchFiles(files: readonly RemoteFile[], visit: FeedVisit): Promise<void> {
  await mapConcurrent(
    files,
    parallelFiles,
    (file) => (file.meta === undefined ? fetchPlain(file, visit) : fetchStated(file, visit)),
    visit.scope.signal,
  );
}

function fetchPlain(file: RemoteFile, visit: FeedVisit): Promise<boolean> {
  const { name, isOptional } = file;
  return visit.bring({
    url: visit.urlOf(file),
    name,
    ...(isOptional !== undefined && { isOptional }),
  });
}

/** A file whose digest stands in a small one beside it. */
async function fetchStated(file: RemoteFile, visit: FeedVisit): Promise<boolean> {
  const digest = await statedDigest(file, visit);
  if (digest === undefined) return fetchPlain(file, visit);
  const { name, isOptional } = file;
  return visit.bring({
    url: visit.urlOf(file),
    name,
    mark: `sha256:${digest}`,
    unpackedSha256: digest,
    ...(isOptional !== undefined && { isOptional }),
  });
}

/** `sha256:…` in a line of its own. */
async function statedDigest(
  { meta = '', ...file }: RemoteFile,
  visit: FeedVisit,
): Promise<string | undefined> {
  try {
    const text = await visit.text(visit.urlOf({ ...file, path: meta }), maxMetaBytes);
    return /^sha256:([\da-f]{64})\s*$/im.exec(text)?.[1]?.toLowerCase();
  } catch (error) {
    if (!isCaissonError(error, 'input.not-found')) visit.fail(error);
    return undefined;
  }
}

/** OSV's bucket: `ecosystems.txt` names the directories; a plain copy of the bucket may lack it. */
export async function fetchBucket(visit: FeedVisit): Promise<void> {
  const listed = await listedEcosystems(visit);
  const files = (listed ?? knownBases()).map((ecosystem) => ({
    path: `${encodeURIComponent(ecosystem)}/all.zip`,
    name: `${ecosystem}/all.zip`,
    isOptional: true,
  }));
  await fetchFiles(files, visit);
}

async function listedEcosystems(visit: FeedVisit): Promise<readonly string[] | undefined> {
  try {
    const text = await visit.text(visit.urlOf({ path: 'ecosystems.txt' }));
    const names = text.split('\n').map((line) => line.trim());
    return [...new Set(names)].filter(isKnownBase);
  } catch (error) {
    if (isCaissonError(error, 'input.not-found')) return undefined;
    throw error;
  }
}
