import { CaissonError } from '#kit/error.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import { type DerElement, derTag, inside, oidOf } from './der.ts';
import { formatIpAddress, isFourInSix } from './ip-address.ts';

/** A distinguished name (RFC 5280 §4.1.2.4) with the field names of Go's `pkix.Name`. Lists that have nothing in them are null. */
export function readName(element: DerElement | undefined): JsonObject {
  const names = inside(element, derTag.sequence).flatMap((set) =>
    inside(set, derTag.set).map(readAttribute),
  );
  function listOf(arc: number): Json {
    const values = names.filter(({ Type }) => isArc(Type, arc)).map(({ Value }) => Value);
    return values.length === 0 ? null : values;
  }
  function lastOf(arc: number): Json {
    return names.findLast(({ Type }) => isArc(Type, arc))?.Value ?? '';
  }
  return {
    Country: listOf(6),
    Organization: listOf(10),
    OrganizationalUnit: listOf(11),
    Locality: listOf(7),
    Province: listOf(8),
    StreetAddress: listOf(9),
    PostalCode: listOf(17),
    SerialNumber: lastOf(5),
    CommonName: lastOf(3),
    Names: names.length === 0 ? null : names.map(({ Type, Value }) => ({ Type, Value })),
    ExtraNames: null,
  };
}

/** A name of a subject, of a point or of a constraint. */
export interface GeneralName {
  readonly kind: 'email' | 'dns' | 'uri' | 'ip' | 'other';
  readonly text: string;
  readonly bytes: Uint8Array;
}

/** A GeneralName (RFC 5280 §4.2.1.6). */
export function readGeneralName({ tag, content }: DerElement): GeneralName {
  const text = Buffer.from(content).toString('latin1');
  switch (tag) {
    case 0x81:
      return { kind: 'email', text, bytes: content };
    case 0x82:
      return { kind: 'dns', text, bytes: content };
    case 0x86:
      return { kind: 'uri', text, bytes: content };
    case 0x87:
      return { kind: 'ip', text: addressText(content), bytes: content };
    default:
      return { kind: 'other', text: '', bytes: content };
  }
}

/** An address as Go prints it; IPv4 addresses in IPv6 form are printed short. */
export function addressText(bytes: Uint8Array): string {
  if (bytes.length !== 4 && bytes.length !== 16) return '';
  return formatIpAddress({ bytes: isFourInSix(bytes) ? bytes.subarray(12) : bytes, zone: '' });
}

interface Attribute {
  readonly Type: readonly number[];
  readonly Value: string;
}

function readAttribute(element: DerElement): Attribute {
  const [type, value] = inside(element, derTag.sequence);
  return { Type: oidOf(type), Value: readText(value) };
}

/** UTF8, Numeric, Printable, T61, IA5 and BMP strings. */
function readText(element: DerElement | undefined): string {
  const bytes = Buffer.from(element?.content ?? []);
  switch (element?.tag) {
    case 0x0c:
      return bytes.toString('utf8');
    case 0x12:
    case 0x13:
    case 0x14:
    case 0x16:
      return bytes.toString('latin1');
    case 0x1e:
      return bytes
        .subarray(0, bytes.length - (bytes.length % 2))
        .swap16()
        .toString('utf16le');
    default:
      throw new CaissonError('input.malformed', 'a name has a value of an unknown type');
  }
}

function isArc(type: readonly number[], arc: number): boolean {
  return type.length === 4 && type[0] === 2 && type[1] === 5 && type[2] === 4 && type[3] === arc;
}
