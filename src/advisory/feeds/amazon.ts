import { segmentOfRelease } from '#model/os.ts';
import type { VendorFeed } from './feed.ts';
import { orMalformed } from './readable.ts';
import { type PlaceOf, readUpdateinfo } from './updateinfo.ts';

/**
 * Amazon Linux 1, 2, 2022 and 2023: the `updateinfo.xml` of its repositories. Extras of release 2 carry builds whose versions
 * are not comparable with those of the core repository (`kernel` 4.14 and 5.10): their facts name the repository as yum does
 * (`amzn2extra-kernel-5.10`) in `qualifiers.products`. Kernel live patches are packages of their own and are left out.
 */
export const amazon: VendorFeed = {
  id: 'amazon',
  publisher: 'amazon',
  accepts: (path) => /(?:^|[/.-])updateinfo[^/]*\.xml$/.test(path),
  read: (document, scope) =>
    orMalformed(document, readUpdateinfo(document, placeIn(document.path), scope)),
};

function placeIn(path: string): PlaceOf {
  return (id, collections) => {
    if (/livepatch/i.test(id) || /livepatch/i.test(path)) return 'excluded';
    const release = releaseOf(id, path, collections);
    const segment = release === undefined ? undefined : segmentOfRelease('amzn', release);
    if (segment === undefined || release === undefined) return 'unknown-ecosystem';
    const topic = release === '2' ? topicOf(id, path, collections) : undefined;
    return {
      segment,
      feed: `amazon:${release}`,
      url: pageOf(id, release),
      ...(topic !== undefined && { products: [`amzn2extra-${topic}`] }),
    };
  };
}

/** By the id (`ALAS2023-2024-1`), else by the path (`2/core/…`, `al2023/…`), else by the collection. Release 1 has no number in its ids. */
function releaseOf(id: string, path: string, collections: readonly string[]): string | undefined {
  const inId = /^ALAS(2023|2022|2)/.exec(id)?.[1];
  if (inId !== undefined) return inId;
  const inPath = /(?:^|[/_-])(?:al|amzn|amazon-?)?(2023|2022|2018|2|1)(?=[/._-]|$)/i.exec(
    path,
  )?.[1];
  if (inPath !== undefined) return inPath === '2018' ? '1' : inPath;
  const inName = collections.map((name) => /amazon[ -]linux[ -](2023|2022|2)\b/i.exec(name)?.[1]);
  return inName.find((name) => name !== undefined) ?? (id.startsWith('ALAS-') ? '1' : undefined);
}

/** The topic of an erratum of the extras: `docker` of `…/extras/docker/…`, `amzn2extra-docker` or `ALAS2DOCKER-2024-40`. */
function topicOf(id: string, path: string, collections: readonly string[]): string | undefined {
  const names = [path, ...collections].map(
    (text) => /(?:\bextras\/|amzn2?extra-|amazon-linux-2-extras-)([\w.+-]{1,60})/i.exec(text)?.[1],
  );
  const inId = /^ALAS2?([A-Z][A-Z0-9._-]*?[A-Z0-9._])-\d{4}-\d+$/.exec(id)?.[1];
  const topic = names.find((name) => name !== undefined) ?? inId;
  return topic?.toLowerCase();
}

function pageOf(id: string, release: string): string {
  const base = 'https://alas.aws.amazon.com';
  if (release === '1') return `${base}/${id}.html`;
  const name = id.replace(/^ALAS(?:2023|2022|2)?/, 'ALAS');
  return `${base}/AL${release}/${name}.html`;
}
