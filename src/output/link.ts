import type { VulnerabilityFacts } from '#model/finding.ts';

/** A page about a vulnerability. `url` is always http or https. */
export interface Link {
  readonly title: string;
  readonly url: string;
}

/** `text` as a URL that may be shown as a link; `undefined` unless it is http or https and short enough to be one. */
export function webUrl(text: string | undefined): string | undefined {
  if (text === undefined || text.length > 2000 || !URL.canParse(text)) return undefined;
  const { protocol, href } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') return undefined;
  const strict = href.replace(/[^A-Za-z0-9\-._~:/?#@!$&'()*+,;=%]/gu, encodeURIComponent);
  return hasStrayMarks(strict) ? undefined : strict;
}

/** What browsers forgive and RFC 3986 does not: a bare percent sign, a second fragment. */
function hasStrayMarks(url: string): boolean {
  return /%(?![0-9A-Fa-f]{2})/.test(url) || url.indexOf('#') !== url.lastIndexOf('#');
}

/** The public page of an id that we know how to address. */
export function urlOfId(id: string): string | undefined {
  if (/^CVE-[0-9]{4}-[0-9]{4,}$/.test(id)) return `https://www.cve.org/CVERecord?id=${id}`;
  if (/^GHSA(?:-[0-9a-z]{4}){3}$/.test(id)) return `https://github.com/advisories/${id}`;
  if (/^CWE-[0-9]{1,6}$/.test(id))
    return `https://cwe.mitre.org/data/definitions/${id.slice(4)}.html`;
  if (/^[A-Z]{2,10}-[A-Za-z0-9:._-]{3,60}$/.test(id)) return `https://osv.dev/vulnerability/${id}`;
  return undefined;
}

/** Pages about a vulnerability: the publishers' own first, then those of its ids. No page twice. */
export function linksOf(facts: VulnerabilityFacts): readonly Link[] {
  const published = facts.evidence.map(({ advisory }) => ({
    title: advisory.id,
    url: webUrl(advisory.url),
  }));
  const ids = [facts.id, ...facts.aliases].map((id) => ({ title: id, url: urlOfId(id) }));
  const links = [...published, ...ids].flatMap(({ title, url }) =>
    url === undefined ? [] : [[url, { title, url }] as const],
  );
  return [...new Map(links.toReversed()).values()].reverse();
}

/** Those of `urls` that may be shown as links. */
export function referenceLinks(urls: readonly string[]): readonly Link[] {
  return urls.slice(0, 20).flatMap((text) => {
    const url = webUrl(text);
    return url === undefined ? [] : [{ title: new URL(url).hostname, url }];
  });
}
