import { compareDeb } from '#version/deb.ts';
import type { FeedDocument } from './feed.ts';
import { linesOf } from './line.ts';

/** The newest version of each source package in a release. */
export type ReleaseArchive = ReadonlyMap<string, string>;

/** `dists/bookworm/main/source/Sources`, `bookworm-security_main_Sources`; backports and proposed updates are not of the release. */
const place = /(?:^|\/|_)([a-z]{3,12})(?:-security|-updates|-lts)?(?=[/_].*Sources$|-Sources$)/;

/** The code name of the release whose index of sources this is. */
export function releaseOfSources(path: string, isRelease: (codename: string) => boolean) {
  if (!path.endsWith('Sources') || /backports|proposed/.test(path)) return undefined;
  for (const part of path.split(/[/_]/)) {
    const codename = place.exec(`${part}/Sources`)?.[1];
    if (codename !== undefined && isRelease(codename)) return codename;
  }
  return undefined;
}

/** Reads an index of sources (Debian repository format) into what is known of a release. */
export function readSources(document: FeedDocument, into: Map<string, string>): void {
  let name = '';
  for (const line of linesOf(document)) {
    if (line === '') name = '';
    else if (line.startsWith('Package: ')) name = line.slice('Package: '.length).trim();
    else if (line.startsWith('Version: ') && name !== '') {
      const version = line.slice('Version: '.length).trim();
      const known = into.get(name);
      if (known === undefined || compareDeb(version, known) > 0) into.set(name, version);
    }
  }
}
