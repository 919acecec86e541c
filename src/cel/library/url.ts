import { type Library, memberOverload as member, globalOverload as over } from '../declare.ts';
import { mapFromEntries } from '../map.ts';
import { traversal } from '../size.ts';
import { BOOL, listOf, mapOf, opaqueType, STRING, type Type } from '../type.ts';
import { CelError, Opaque, type Result, type Value } from '../value.ts';
import { attempt } from './attempt.ts';
import { splitPort } from './url-authority.ts';
import { unescapePart } from './url-escape.ts';
import {
  describeUrl,
  escapedPath,
  formatUrl,
  fromBytes,
  parseUrl,
  toBytes,
  type UrlReference,
} from './url-reference.ts';

/** The type `kubernetes.URL`. */
const URL_TYPE: Type<Url> = opaqueType('kubernetes.URL');

/** An absolute URL or a path from the root. */
class Url extends Opaque {
  readonly type = URL_TYPE;
  readonly reference: UrlReference;

  constructor(reference: UrlReference) {
    super();
    this.reference = reference;
  }

  override equals(other: Opaque): boolean {
    return other instanceof Url && this.toText() === other.toText();
  }

  override toText(): string {
    return fromBytes(formatUrl(this.reference));
  }
}

function toUrl(text: string): Url | CelError {
  const reference = attempt(
    () => {
      const bytes = toBytes(text);
      // Both readings must succeed: the first one demands an absolute URL, the second one knows fragments.
      parseUrl(bytes, true);
      return parseUrl(bytes, false);
    },
    (why) => `URL parse error during conversion from string: ${describeUrl(text)}: ${why}`,
  );
  return reference instanceof CelError ? reference : new Url(reference);
}

/** As `ParseRequestURI`: what is wrong with a URL, nothing when all is well. */
export function checkUri(text: string): readonly string[] {
  const parsed = attempt(
    () => parseUrl(toBytes(text), true),
    (why) => `${describeUrl(text)}: ${why}`,
  );
  return parsed instanceof CelError ? [parsed.message] : [];
}

function part(pick: (reference: UrlReference) => string) {
  return [member([URL_TYPE], STRING, (url) => fromBytes(pick(url.reference)))];
}

/** Parameters beyond any sense; Go's limit. */
const maxParameters = 10_000;

/** Parameters that cannot be decoded are left out, as Go does. */
function queryOf(url: Url): Result {
  const found = new Map<string, string[]>();
  const pairs = url.reference.rawQuery.split('&', maxParameters + 1);
  for (const pair of pairs.length > maxParameters ? [] : pairs) {
    const decoded = decodePair(pair);
    if (decoded === undefined) continue;
    const [key, value] = decoded;
    const values = found.get(key);
    if (values === undefined) found.set(key, [value]);
    else values.push(value);
  }
  return mapFromEntries(found as ReadonlyMap<string, Value>);
}

function decodePair(pair: string): readonly [key: string, value: string] | undefined {
  if (pair === '' || pair.includes(';')) return undefined;
  const equals = pair.indexOf('=');
  const end = equals < 0 ? pair.length : equals;
  const key = attempt(() => unescapePart(pair.slice(0, end), 'query'));
  const value = attempt(() => unescapePart(pair.slice(end + 1), 'query'));
  if (key instanceof CelError || value instanceof CelError) return undefined;
  return [fromBytes(key), fromBytes(value)];
}

/** URLs (k8s.io/apiserver cel/library, `urls`), read as Go reads them. */
export const urlLibrary: Library = {
  name: 'kubernetes.urls',
  bases: ['kubernetes', 'kyverno', 'caisson'],
  functions: [
    {
      name: 'url',
      overloads: [over([STRING], URL_TYPE, toUrl, { cost: (text) => traversal(text) })],
    },
    { name: 'isURL', overloads: [over([STRING], BOOL, (text) => checkUri(text).length === 0)] },
    { name: 'getScheme', overloads: part((url) => url.scheme) },
    { name: 'getHost', overloads: part((url) => url.host) },
    { name: 'getHostname', overloads: part((url) => splitPort(url.host).name) },
    { name: 'getPort', overloads: part((url) => splitPort(url.host).port) },
    { name: 'getEscapedPath', overloads: part(escapedPath) },
    {
      name: 'getQuery',
      overloads: [member([URL_TYPE], mapOf(STRING, listOf(STRING)), queryOf)],
    },
  ],
};
