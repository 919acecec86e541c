import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { isRecord } from '#kit/json.ts';
import type { Advisory } from '#model/advisory.ts';
import { segmentOfRelease } from '#model/os.ts';
import { dayOf } from '../date.ts';
import { modulesOf } from '../rpm-module.ts';
import { severityOfWord } from '../severity-word.ts';
import type { FeedDocument, VendorFeed, VendorRecords } from './feed.ts';
import { jsonOf, listAt, malformed, recordAt, textAt, textsAt } from './json-value.ts';
import { orMalformed } from './readable.ts';
import { addErratum, type ErratumPackage, evrOf } from './rpm-erratum.ts';
import { cvesIn, Sheet } from './vendor-fact.ts';

/** Rocky Linux: answers of the errata service, versions 2 (`rpms`: product, `nvras`) and 3 (`packages`: `nevra`). */
export const rockyErrata: VendorFeed = {
  id: 'rocky-errata',
  publisher: 'rocky-errata',
  accepts: (path) => path.endsWith('.json'),
  read: (document, scope) => orMalformed(document, readErrata(document, scope)),
};

function* readErrata(document: FeedDocument, scope: Scope): Iterable<VendorRecords> {
  const content = jsonOf(document);
  const list = Array.isArray(content)
    ? (content as readonly unknown[])
    : listAt(content, 'advisories');
  if (!Array.isArray(content) && (!isRecord(content) || !Array.isArray(content['advisories']))) {
    yield malformed(document.path);
    return;
  }
  const sheet = new Sheet();
  for (const erratum of list) {
    checkpoint(scope.signal);
    addOne(erratum, sheet);
    if (sheet.isFull) yield sheet.take();
  }
  yield sheet.take();
}

function addOne(erratum: unknown, sheet: Sheet): void {
  const id = textAt(erratum, 'name');
  if (id === undefined) return sheet.skip('malformed', 'erratum');
  const cves = cvesOfErratum(erratum);
  if (!isSecurity(erratum) && cves.length === 0) return sheet.skip('bug-fix', id);
  const releases = Map.groupBy(packagesOf(erratum), ({ product }) => releaseOf(product));
  if (releases.size === 0) sheet.skip('no-package', id);
  for (const [release, packages] of releases) {
    const segment = segmentOfRelease('rocky', release);
    if (segment === undefined) sheet.skip('unknown-ecosystem', packages[0]?.product ?? id);
    else {
      const feed = `rocky-errata:${release}`;
      const url = `https://errata.rockylinux.org/${id}`;
      const shared = { id, cves, ...aboutOf(erratum), feed, url };
      addErratum({ segment, shared, packages }, sheet);
    }
  }
}

function isSecurity(erratum: unknown): boolean {
  return /security/i.test(textAt(erratum, 'type') ?? textAt(erratum, 'kind') ?? '');
}

/** `9` of `Rocky Linux 9` and `Rocky Linux 9 x86_64`; empty for what is none. */
function releaseOf(product: string): string {
  return /^Rocky Linux (\d{1,2})\b/.exec(product)?.[1] ?? '';
}

function aboutOf(erratum: unknown): Partial<Advisory> {
  const word = textAt(erratum, 'severity')?.replace(/^SEVERITY_/, '');
  const severity = severityOfWord(word);
  const published = dayOf(textAt(erratum, 'publishedAt') ?? textAt(erratum, 'published_at'));
  const modified = dayOf(textAt(erratum, 'updated_at'));
  return {
    ...(severity !== undefined && { severity }),
    ...(published !== undefined && { published, fixedOn: published }),
    ...(modified !== undefined && { modified }),
  };
}

function cvesOfErratum(erratum: unknown): string[] {
  const names = listAt(erratum, 'cves').map((one) =>
    typeof one === 'string' ? one.slice(0, 64) : (textAt(one, 'name') ?? textAt(one, 'cve') ?? ''),
  );
  return cvesIn(names.join(' ')).sort();
}

type ProductPackage = ErratumPackage & { readonly product: string };

function packagesOf(erratum: unknown): ProductPackage[] {
  const streams = modulesOf(textAt(erratum, 'synopsis'));
  const only = streams.length === 1 ? streams[0] : undefined;
  const listed = Object.entries(recordAt(erratum, 'rpms')).flatMap(([product, value]) =>
    textsAt(value, 'nvras').flatMap((text) => packageOf(text, product, only)),
  );
  const rows = listAt(erratum, 'packages').flatMap((one) => {
    const name = textAt(one, 'module_name');
    const stream = textAt(one, 'module_stream');
    const module = name === undefined || stream === undefined ? only : `${name}:${stream}`;
    return packageOf(textAt(one, 'nevra') ?? '', textAt(one, 'product_name') ?? '', module);
  });
  return [...listed, ...rows];
}

/** `name-epoch:version-release.arch`, with or without epoch and `.rpm`. */
function packageOf(text: string, product: string, stream: string | undefined): ProductPackage[] {
  const match = /^(.+)-(?:(\d{1,10}):)?([^-]+)-([^-]+)\.([a-z0-9_]+)$/.exec(
    text.replace(/\.rpm$/, ''),
  );
  if (match === null) return [];
  const [, name = '', epoch = '', version = '', release = '', architecture = ''] = match;
  const evr = evrOf(epoch, version, release);
  const module = evr.includes('.module') ? stream : undefined;
  return [{ product, name, evr, architecture, ...(module !== undefined && { module }) }];
}
