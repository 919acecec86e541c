import type { Scope } from '#contract/scope.ts';
import type { Advisory } from '#model/advisory.ts';
import { dayOf } from '../date.ts';
import { severityOfWord } from '../severity-word.ts';
import type { FeedDocument, VendorRecords } from './feed.ts';
import { isLink } from './json-value.ts';
import { addErratum, type ErratumPackage, evrOf } from './rpm-erratum.ts';
import { cvesIn, Sheet } from './vendor-fact.ts';
import {
  attributeOf,
  childOf,
  childrenOf,
  elementsOf,
  textIn,
  type XmlElement,
} from './xml/xml-stream.ts';

/** Where the errata of a document, or one of its errata, belong. */
interface ErrataPlace {
  readonly segment: string;
  readonly feed: string;
  readonly products?: readonly string[];
  readonly url?: string;
}

/** Decides by an erratum's id and its collections' names; a text says why it is left out. */
export type PlaceOf = (
  id: string,
  collections: readonly string[],
) => ErrataPlace | 'excluded' | 'unknown-ecosystem';

/**
 * The errata of an `updateinfo.xml` as dnf reads it (libsolv, repo_updateinfoxml): security updates, and others that name a
 * CVE. Throws what `elementsOf` throws.
 */
export function* readUpdateinfo(
  document: FeedDocument,
  placeOf: PlaceOf,
  scope: Scope,
): Iterable<VendorRecords> {
  const sheet = new Sheet();
  for (const update of elementsOf(document, new Set(['update']), scope)) {
    readUpdate(update, placeOf, sheet);
    if (sheet.isFull) yield sheet.take();
  }
  yield sheet.take();
}

function readUpdate(update: XmlElement, placeOf: PlaceOf, sheet: Sheet): void {
  const id = textIn(update, 'id');
  if (id === '') return sheet.skip('malformed', 'update');
  if (isRetracted(update)) return sheet.skip('withdrawn', id);
  const cves = cvesOfUpdate(update);
  if (attributeOf(update, 'type') !== 'security' && cves.length === 0)
    return sheet.skip('bug-fix', id);
  const collections = childrenOf(childOf(update, 'pkglist'), 'collection');
  const place = placeOf(id, collections.flatMap(namesOf));
  if (typeof place === 'string') return sheet.skip(place, id);
  const { segment, feed, products, url } = place;
  const packages = collections.flatMap(packagesOf);
  if (packages.length === 0) return sheet.skip('no-package', id);
  const shared = {
    id,
    cves,
    feed,
    ...datesOf(update),
    ...severityOf(update),
    ...pageOf(update, url),
  };
  addErratum({ segment, shared, packages, ...(products !== undefined && { products }) }, sheet);
}

function namesOf(collection: XmlElement): string[] {
  return [attributeOf(collection, 'short'), textIn(collection, 'name')].filter(
    (name) => name !== '',
  );
}

function isRetracted(update: XmlElement): boolean {
  return ['retracted', 'obsolete', 'unpushed', 'pending'].includes(attributeOf(update, 'status'));
}

/** Fedora names CVEs only in the titles of bugs, Mageia only in its links. */
function cvesOfUpdate(update: XmlElement): readonly string[] {
  const references = childrenOf(childOf(update, 'references'), 'reference');
  const texts = references.map(({ attributes }) =>
    [attributes['id'], attributes['title'], attributes['href']].join(' ').slice(0, 4096),
  );
  return cvesIn(texts.join(' ')).sort();
}

function packagesOf(collection: XmlElement): ErratumPackage[] {
  const module = childOf(collection, 'module');
  const name = attributeOf(module, 'name');
  const stream = attributeOf(module, 'stream');
  const label = name === '' || stream === '' ? {} : { module: `${name}:${stream}` };
  return childrenOf(collection, 'package').map(({ attributes }) => ({
    name: attributes['name'] ?? '',
    evr: evrOf(attributes['epoch'] ?? '', attributes['version'] ?? '', attributes['release'] ?? ''),
    architecture: attributes['arch'] ?? '',
    ...label,
  }));
}

function datesOf(update: XmlElement): Partial<Advisory> {
  const issued = dayOf(attributeOf(childOf(update, 'issued'), 'date'));
  const updated = dayOf(attributeOf(childOf(update, 'updated'), 'date'));
  return {
    ...(issued !== undefined && { published: issued, fixedOn: issued }),
    ...(updated !== undefined && { modified: updated }),
  };
}

/** The element, or the first word of a title such as `Important: kernel security update`. */
function severityOf(update: XmlElement): Pick<Partial<Advisory>, 'severity'> {
  const severity =
    severityOfWord(textIn(update, 'severity')) ??
    severityOfWord(/^(\w{3,10}): /.exec(textIn(update, 'title'))?.[1]);
  return severity === undefined ? {} : { severity };
}

function pageOf(update: XmlElement, derived: string | undefined): Pick<Partial<Advisory>, 'url'> {
  if (derived !== undefined) return { url: derived };
  const references = childrenOf(childOf(update, 'references'), 'reference');
  const own = references.find(({ attributes }) => attributes['type'] === 'self');
  const url = attributeOf(own, 'href');
  return isLink(url) ? { url } : {};
}
