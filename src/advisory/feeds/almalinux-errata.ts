import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { isRecord } from '#kit/json.ts';
import { segmentOfRelease } from '#model/os.ts';
import { dayOf } from '../date.ts';
import { severityOfWord } from '../severity-word.ts';
import type { FeedDocument, VendorFeed, VendorRecords } from './feed.ts';
import { jsonOf, listAt, malformed, recordAt, textAt } from './json-value.ts';
import { orMalformed } from './readable.ts';
import { addErratum, type ErratumPackage, evrOf } from './rpm-erratum.ts';
import { cvesIn, Sheet } from './vendor-fact.ts';

/** AlmaLinux: `errata.json` and `errata.full.json` of a release, which the path names (`almalinux-errata/9/errata.full.json`). */
export const almalinuxErrata: VendorFeed = {
  id: 'almalinux-errata',
  publisher: 'almalinux-errata',
  accepts: (path) => /(?:^|\D)\d{1,2}(?:\.\d{1,2})?\D.*\.json$/.test(path),
  read: (document, scope) => orMalformed(document, readErrata(document, scope)),
};

function* readErrata(document: FeedDocument, scope: Scope): Iterable<VendorRecords> {
  const content = jsonOf(document);
  const list = Array.isArray(content) ? (content as readonly unknown[]) : listAt(content, 'data');
  const major = /(?:^|\D)(\d{1,2})(?=\D)/.exec(document.path)?.[1] ?? '';
  const segment = segmentOfRelease('almalinux', major);
  if (list.length === 0 || segment === undefined) {
    yield malformed(document.path);
    return;
  }
  const sheet = new Sheet();
  for (const erratum of list) {
    checkpoint(scope.signal);
    addOne(erratum, { segment, major }, sheet);
    if (sheet.isFull) yield sheet.take();
  }
  yield sheet.take();
}

function addOne(
  erratum: unknown,
  { segment, major }: { readonly segment: string; readonly major: string },
  sheet: Sheet,
): void {
  const id = textAt(erratum, 'updateinfo_id') ?? textAt(erratum, 'id');
  if (id === undefined) return sheet.skip('malformed', 'erratum');
  const cves = cvesOfErratum(erratum);
  if (textAt(erratum, 'type') !== 'security' && cves.length === 0) return sheet.skip('bug-fix', id);
  const packages = packagesOf(erratum);
  if (packages.length === 0) return sheet.skip('no-package', id);
  const severity = severityOfWord(textAt(erratum, 'severity'));
  const published = dayAt(erratum, 'issued_date');
  const modified = dayAt(erratum, 'updated_date');
  const shared = {
    id,
    cves,
    ...(severity !== undefined && { severity }),
    ...(published !== undefined && { published, fixedOn: published }),
    ...(modified !== undefined && { modified }),
    feed: `almalinux-errata:${major}`,
    url: `https://errata.almalinux.org/${major}/${id.replace(':', '-')}.html`,
  };
  addErratum({ segment, shared, packages }, sheet);
}

function cvesOfErratum(erratum: unknown): string[] {
  const ids = listAt(erratum, 'references').map((one) => textAt(one, 'id') ?? '');
  return cvesIn(ids.join(' ')).sort();
}

/** Packages and module stand at the top, or in `pkglist`. The full list names modules apart, and a package by `name:stream` in it. */
function packagesOf(erratum: unknown): ErratumPackage[] {
  const inner = recordAt(erratum, 'pkglist');
  const outer = listAt(erratum, 'packages');
  const packages = outer.length > 0 ? outer : listAt(inner, 'packages');
  const modules = [...listAt(erratum, 'modules'), inner['module'], inner['modularity']];
  const labels = [...new Set(modules.flatMap(labelOf))];
  return packages.map((one) => ({
    name: textAt(one, 'name') ?? '',
    evr: evrOf(
      numberOrText(one, 'epoch'),
      textAt(one, 'version') ?? '',
      textAt(one, 'release') ?? '',
    ),
    architecture: textAt(one, 'arch') ?? '',
    ...moduleOf(one, labels),
  }));
}

function labelOf(module: unknown): string[] {
  const name = textAt(module, 'name');
  const stream = isRecord(module) ? numberOrText(module, 'stream') : '';
  return name === undefined || stream === '' ? [] : [`${name}:${stream}`];
}

function moduleOf(one: unknown, labels: readonly string[]): { readonly module?: string } {
  const stated = textAt(one, 'module')?.split(':').slice(0, 2).join(':');
  const isModular = (textAt(one, 'release') ?? '').includes('.module');
  const module = stated ?? (labels.length === 1 && isModular ? labels[0] : undefined);
  return module === undefined || !module.includes(':') ? {} : { module };
}

function numberOrText(value: unknown, key: string): string {
  const found = isRecord(value) ? value[key] : undefined;
  return typeof found === 'number' ? String(found) : (textAt(value, key) ?? '');
}

/** `{"$date": 1700000000000}`, seconds since 1970, or text. */
function dayAt(erratum: unknown, key: string): string | undefined {
  const value = isRecord(erratum) ? erratum[key] : undefined;
  const inner = isRecord(value) ? value['$date'] : value;
  if (typeof inner !== 'number') return dayOf(inner);
  const milliseconds = inner < 100_000_000_000 ? inner * 1000 : inner;
  const isDate = milliseconds >= 0 && milliseconds < 8_000_000_000_000;
  return isDate ? dayOf(new Date(milliseconds).toISOString()) : undefined;
}
