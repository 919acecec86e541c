import type { Json, JsonObject } from '#model/json-value.ts';
import {
  bitsOf,
  contentOf,
  type DerElement,
  derTag,
  inside,
  integerOf,
  oidOf,
  readElements,
} from './der.ts';
import { addressText, type GeneralName, readGeneralName } from './x509-name.ts';

/** An extension (RFC 5280 §4.2); `oid` is its dotted name, `value` the DER inside. */
export interface Extension {
  readonly oid: string;
  readonly arcs: readonly number[];
  readonly critical: boolean;
  readonly value: Uint8Array;
}

/** Reads the SEQUENCE of extensions. */
export function readExtensions(list: DerElement | undefined): readonly Extension[] {
  return inside(list, derTag.sequence).map((element) => {
    const [id, ...rest] = inside(element, derTag.sequence);
    const arcs = oidOf(id);
    const critical = rest.find(({ tag }) => tag === derTag.boolean)?.content[0] ?? 0;
    const value = contentOf(rest.at(-1), derTag.octetString);
    return { oid: arcs.join('.'), arcs, critical: critical !== 0, value };
  });
}

/** The extensions as Go's JSON shows them; null when there are none. */
export function shownExtensions(extensions: readonly Extension[]): Json {
  const shown = extensions.map(({ arcs, critical, value }) => ({
    Id: arcs,
    Critical: critical,
    Value: Buffer.from(value).toString('base64'),
  }));
  return shown.length === 0 ? null : shown;
}

/** The names of the subject: DNSNames, EmailAddresses, IPAddresses. */
export function subjectNames(extensions: readonly Extension[]): JsonObject {
  const names = sequenceOf(extensions, '2.5.29.17').map(readGeneralName);
  return {
    DNSNames: textsOf(names, 'dns'),
    EmailAddresses: textsOf(names, 'email'),
    IPAddresses: textsOf(names, 'ip'),
  };
}

/** The URIs of the subject, null when there are none. */
export function subjectUris(extensions: readonly Extension[]): Json {
  return textsOf(sequenceOf(extensions, '2.5.29.17').map(readGeneralName), 'uri');
}

/** What the other known extensions say, with the field names of Go's certificate. */
export function readKnown(extensions: readonly Extension[]): JsonObject {
  return {
    KeyUsage: keyUsageOf(extensions),
    ExtKeyUsage: extendedUsagesOf(extensions),
    ...basicConstraintsOf(extensions),
    AuthorityKeyId: authorityKeyOf(extensions),
    ...accessOf(extensions),
    ...subjectNames(extensions),
    ...nameConstraintsOf(extensions),
    CRLDistributionPoints: pointsOf(extensions),
    PolicyIdentifiers: policiesOf(extensions),
  };
}

function find(extensions: readonly Extension[], oid: string): DerElement | undefined {
  const value = extensions.find((extension) => extension.oid === oid)?.value;
  return value === undefined ? undefined : readElements(value)[0];
}

function sequenceOf(extensions: readonly Extension[], oid: string): readonly DerElement[] {
  const found = find(extensions, oid);
  return found === undefined ? [] : inside(found, derTag.sequence);
}

function orNull<T extends Json>(values: readonly T[]): Json {
  return values.length === 0 ? null : values;
}

function textsOf(names: readonly GeneralName[], kind: GeneralName['kind']): Json {
  return orNull(names.filter((name) => name.kind === kind).map(({ text }) => text));
}

/** Bits from the left: the first is 1, the second 2. */
function keyUsageOf(extensions: readonly Extension[]): number {
  const found = find(extensions, '2.5.29.15');
  if (found === undefined) return 0;
  const [first = 0, second = 0] = bitsOf(found);
  let usage = second >= 0x80 ? 256 : 0;
  for (let bit = 0; bit < 8; bit += 1) if ((first & (0x80 >> bit)) !== 0) usage |= 1 << bit;
  return usage;
}

/** Numbers of Go's enumeration. */
const extendedUsages: readonly string[] = [
  '2.5.29.37.0',
  '1.3.6.1.5.5.7.3.1',
  '1.3.6.1.5.5.7.3.2',
  '1.3.6.1.5.5.7.3.3',
  '1.3.6.1.5.5.7.3.4',
  '1.3.6.1.5.5.7.3.5',
  '1.3.6.1.5.5.7.3.6',
  '1.3.6.1.5.5.7.3.7',
  '1.3.6.1.5.5.7.3.8',
  '1.3.6.1.5.5.7.3.9',
  '1.3.6.1.4.1.311.10.3.3',
  '2.16.840.1.113730.4.1',
  '1.3.6.1.4.1.311.2.1.22',
  '1.3.6.1.4.1.311.61.1.1',
];

function extendedUsagesOf(extensions: readonly Extension[]): Json {
  const known = sequenceOf(extensions, '2.5.29.37').map((id) =>
    extendedUsages.indexOf(oidOf(id).join('.')),
  );
  return orNull(known.filter((usage) => usage >= 0));
}

function basicConstraintsOf(extensions: readonly Extension[]): JsonObject {
  const found = find(extensions, '2.5.29.19');
  if (found === undefined)
    return { BasicConstraintsValid: false, IsCA: false, MaxPathLen: 0, MaxPathLenZero: false };
  const parts = inside(found, derTag.sequence);
  const length = parts.find(({ tag }) => tag === derTag.integer);
  const most = length === undefined ? -1 : Number(integerOf(length));
  return {
    BasicConstraintsValid: true,
    IsCA: (parts.find(({ tag }) => tag === derTag.boolean)?.content[0] ?? 0) !== 0,
    MaxPathLen: most,
    MaxPathLenZero: most === 0,
  };
}

function authorityKeyOf(extensions: readonly Extension[]): Json {
  const key = sequenceOf(extensions, '2.5.29.35').find(({ tag }) => tag === 0x80);
  return key === undefined ? null : Buffer.from(key.content).toString('base64');
}

function accessOf(extensions: readonly Extension[]): JsonObject {
  const places = sequenceOf(extensions, '1.3.6.1.5.5.7.1.1').map((element) => {
    const [method, location] = inside(element, derTag.sequence);
    const name = location === undefined ? undefined : readGeneralName(location);
    return { method: oidOf(method).join('.'), uri: name?.kind === 'uri' ? name.text : undefined };
  });
  function urisOf(wanted: string): Json {
    return orNull(
      places.flatMap(({ method, uri }) => (method === wanted && uri !== undefined ? [uri] : [])),
    );
  }
  return {
    OCSPServer: urisOf('1.3.6.1.5.5.7.48.1'),
    IssuingCertificateURL: urisOf('1.3.6.1.5.5.7.48.2'),
  };
}

function pointsOf(extensions: readonly Extension[]): Json {
  const names = sequenceOf(extensions, '2.5.29.31').flatMap((point) =>
    inside(point, derTag.sequence)
      .filter(({ tag }) => tag === 0xa0)
      .flatMap(({ content }) => readElements(content).filter(({ tag }) => tag === 0xa0))
      .flatMap(({ content }) => readElements(content).map(readGeneralName)),
  );
  return textsOf(names, 'uri');
}

function policiesOf(extensions: readonly Extension[]): Json {
  return orNull(
    sequenceOf(extensions, '2.5.29.32').map((policy) => oidOf(inside(policy, derTag.sequence)[0])),
  );
}

function nameConstraintsOf(extensions: readonly Extension[]): JsonObject {
  const extension = extensions.find(({ oid }) => oid === '2.5.29.30');
  const trees = sequenceOf(extensions, '2.5.29.30');
  const permitted = subtrees(trees, 0xa0);
  const excluded = subtrees(trees, 0xa1);
  return {
    PermittedDNSDomainsCritical: extension?.critical ?? false,
    PermittedDNSDomains: textsOf(permitted, 'dns'),
    ExcludedDNSDomains: textsOf(excluded, 'dns'),
    PermittedIPRanges: rangesOf(permitted),
    ExcludedIPRanges: rangesOf(excluded),
    PermittedEmailAddresses: textsOf(permitted, 'email'),
    ExcludedEmailAddresses: textsOf(excluded, 'email'),
    PermittedURIDomains: textsOf(permitted, 'uri'),
    ExcludedURIDomains: textsOf(excluded, 'uri'),
  };
}

function subtrees(trees: readonly DerElement[], wanted: number): readonly GeneralName[] {
  return trees
    .filter(({ tag }) => tag === wanted)
    .flatMap(({ content }) => readElements(content))
    .flatMap((tree) => inside(tree, derTag.sequence).slice(0, 1))
    .map(readGeneralName);
}

/** Address and mask, each half of the bytes. */
function rangesOf(names: readonly GeneralName[]): Json {
  return orNull(
    names
      .filter(({ kind }) => kind === 'ip')
      .map(({ bytes }) => ({
        IP: addressText(bytes.subarray(0, bytes.length / 2)),
        Mask: Buffer.from(bytes.subarray(bytes.length / 2)).toString('base64'),
      })),
  );
}
