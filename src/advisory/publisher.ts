import { productPublishers } from './feeds/product-publishers.ts';
import { distributionPublishers } from './feeds/publishers.ts';
import type { Publisher } from './publisher-facts.ts';

/** A publisher with what its ids or its feeds begin with. */
interface NamedPublisher extends Publisher {
  readonly prefixes: readonly string[];
}

const osvPublishers: readonly NamedPublisher[] = [
  {
    id: 'go',
    prefixes: ['GO-'],
    title: 'Go Vulnerability Database',
    licence: 'CC-BY-4.0',
    attribution: 'The Go Authors, https://vuln.go.dev, CC-BY-4.0; reduced to facts.',
    redistributable: true,
    page: (id) => `https://pkg.go.dev/vuln/${id}`,
  },
  {
    id: 'rustsec',
    prefixes: ['RUSTSEC-'],
    title: 'RustSec Advisory Database',
    licence: 'CC0-1.0',
    attribution: 'RustSec, https://rustsec.org, CC0-1.0, some records CC-BY-4.0; reduced to facts.',
    redistributable: true,
    page: (id) => `https://rustsec.org/advisories/${id}.html`,
  },
  {
    id: 'pypa',
    prefixes: ['PYSEC-'],
    title: 'PyPA Advisory Database',
    licence: 'CC-BY-4.0',
    attribution:
      'Python Packaging Authority, https://github.com/pypa/advisory-database, CC-BY-4.0; reduced to facts.',
    redistributable: true,
    page: (id) => `https://osv.dev/vulnerability/${id}`,
  },
  {
    id: 'almalinux',
    prefixes: ['ALSA-', 'ALBA-', 'ALEA-'],
    title: 'AlmaLinux OSV Database',
    licence: 'MIT',
    attribution: 'AlmaLinux OS Foundation, https://github.com/AlmaLinux/osv-database, MIT.',
    redistributable: true,
    page: (id, release) => `https://errata.almalinux.org/${release}/${id.replace(':', '-')}.html`,
  },
  {
    id: 'debian',
    prefixes: ['DSA-', 'DLA-', 'DTSA-', 'DEBIAN-'],
    title: 'Debian security advisories and changelogs',
    licence: 'facts, not subject to copyright',
    attribution: 'Debian project, https://www.debian.org/security/.',
    redistributable: true,
    page: (id) => `https://security-tracker.debian.org/tracker/${id.replace('DEBIAN-CVE', 'CVE')}`,
  },
  {
    id: 'nodejs',
    prefixes: ['NSWG-'],
    title: 'Node.js Security Working Group database',
    licence: 'MIT',
    attribution: 'Node.js Security WG, https://github.com/nodejs/security-wg, MIT.',
    redistributable: true,
  },
  {
    id: 'rubysec',
    prefixes: ['RUBYSEC-'],
    title: 'Ruby Advisory Database',
    licence: 'public domain',
    attribution: 'rubysec, https://github.com/rubysec/ruby-advisory-db, public domain.',
    redistributable: true,
  },
  {
    id: 'friendsofphp',
    prefixes: ['FOP-'],
    title: 'FriendsOfPHP security advisories',
    licence: 'Unlicense',
    attribution: 'FriendsOfPHP, https://github.com/FriendsOfPHP/security-advisories, Unlicense.',
    redistributable: true,
  },
  {
    id: 'github',
    prefixes: ['GHSA-'],
    title: 'GitHub Advisory Database',
    licence: 'CC-BY-4.0',
    attribution:
      'GitHub, https://github.com/github/advisory-database, CC-BY-4.0; reduced to facts.',
    redistributable: true,
    page: (id) => `https://github.com/advisories/${id}`,
  },
  {
    id: 'malicious-packages',
    prefixes: ['MAL-'],
    title: 'OpenSSF Malicious Packages',
    licence: 'Apache-2.0',
    attribution: 'OpenSSF, https://github.com/ossf/malicious-packages, Apache-2.0.',
    redistributable: true,
    page: (id) => `https://osv.dev/vulnerability/${id}`,
  },
  {
    id: 'cisa-kev',
    prefixes: ['kev:'],
    title: 'CISA Known Exploited Vulnerabilities',
    licence: 'CC0-1.0',
    attribution: 'CISA, https://www.cisa.gov/known-exploited-vulnerabilities-catalog, CC0-1.0.',
    redistributable: true,
  },
  {
    id: 'first-epss',
    prefixes: ['epss:'],
    title: 'FIRST Exploit Prediction Scoring System',
    licence: 'FIRST terms: attribution asked',
    attribution: 'EPSS data by FIRST, https://www.first.org/epss/.',
    redistributable: false,
  },
  {
    id: 'alpine',
    prefixes: ['secdb:alpine'],
    title: 'Alpine Linux security database',
    licence: 'none stated',
    attribution: 'Alpine Linux, https://secdb.alpinelinux.org.',
    redistributable: false,
  },
];

const other: Publisher = {
  id: 'other',
  title: 'Other publishers',
  licence: 'see the feed',
  attribution: 'See the feed.',
  redistributable: false,
  page: (id) => `https://osv.dev/vulnerability/${encodeURIComponent(id)}`,
};

const publishers: readonly NamedPublisher[] = [
  ...osvPublishers,
  ...distributionPublishers,
  ...productPublishers,
];

/**
 * A prefix is the start of an id up to its first dash (`GHSA-`), or the start of a feed's name up to its first colon
 * (`redhat-vex`), or the whole of it (`secdb:alpine`). Asked for every record that is read.
 */
const byPrefix: ReadonlyMap<string, Publisher> = new Map(
  publishers.flatMap((one) => one.prefixes.map((prefix) => [prefix, one] as const)),
);

/** Who stated an advisory. A vendor's feed tells; in OSV's collections the id does. */
export function publisherOfFact({
  id,
  feed,
}: {
  readonly id: string;
  readonly feed: string;
}): Publisher {
  if (feed.startsWith('osv:')) return byPrefix.get(id.slice(0, id.indexOf('-') + 1)) ?? other;
  return publisherOfFeed(feed);
}

/** Whose feed it is, by the name of the feed: `redhat-vex:9`, `secdb:alpine`. */
export function publisherOfFeed(feed: string): Publisher {
  const colon = feed.indexOf(':');
  const start = colon < 0 ? feed : feed.slice(0, colon);
  return byPrefix.get(feed) ?? byPrefix.get(start) ?? byPrefix.get(`${start}:`) ?? other;
}

/** What the manifest says of a publisher. */
export function publisherById(
  id: string,
): Pick<Publisher, 'id' | 'title' | 'licence' | 'attribution'> {
  const { title, licence, attribution } = publishers.find((one) => one.id === id) ?? other;
  return { id, title, licence, attribution };
}

/** The page that a record's id and feed (`osv:AlmaLinux:8`) lead to. */
export function derivedPage(id: string, feed: string): string | undefined {
  return publisherOfFact({ id, feed }).page?.(id, feed.slice(feed.lastIndexOf(':') + 1));
}
