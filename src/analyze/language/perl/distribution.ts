import { formatPurl } from '#model/purl.ts';
import { type PackageFacts, textOf } from '../package-component.ts';

/** A distribution of CPAN; `author` is the id of who uploaded it, where the file tells. */
export interface Distribution {
  readonly name: string;
  readonly version: string;
  readonly author?: string;
}

/** The facts of a distribution; purl-spec, cpan: `pkg:cpan/AUTHOR/NAME@VERSION`, the author in upper case. */
export function cpanFacts(
  { name, version, author }: Distribution,
  presence: PackageFacts['presence'],
): PackageFacts {
  const purl = formatPurl({
    type: 'cpan',
    ...(author !== undefined && { namespace: author.toUpperCase() }),
    name,
    version,
  });
  return { purl, name, version, ecosystem: 'cpan', presence };
}

/** Reads `NAME-1.23` and `NAME-v1.2.3-TRIAL`: the version begins behind the first hyphen that a digit follows. */
export function parseDistribution(text: unknown): Distribution | undefined {
  const whole = textOf(text);
  const match = whole === undefined ? undefined : /-v?\d[\w.+-]*$/.exec(whole);
  if (whole === undefined || match === undefined || match === null) return undefined;
  const name = whole.slice(0, match.index);
  if (!/^[\w.+-]+$/.test(name)) return undefined;
  return { name, version: match[0].slice(1) };
}

/** The author in the path of an archive on CPAN: `E/ET/ETHER/Moose-2.2.tar.gz`. */
export function authorOf(pathname: unknown): string | undefined {
  if (typeof pathname !== 'string') return undefined;
  return /^(?:authors\/id\/)?[A-Z]\/[A-Z0-9-]{2}\/([A-Z0-9-]{2,40})\//.exec(pathname)?.[1];
}

/** A module's distribution in most cases, for what has no record of its own: `Foo::Bar` is in `Foo-Bar`. */
export function isModuleName(text: string): boolean {
  return text.length <= 200 && /^\w+(?:(?:::|')\w+)*$/.test(text);
}
