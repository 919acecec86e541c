import { CaissonError } from '#kit/error.ts';

/** One element of DER (X.690 §8): its tag with class and constructed bit, its content, and itself as a whole. */
export interface DerElement {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly raw: Uint8Array;
}

/** Tags that are read here. */
export const derTag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Elements that follow one another. They are views, not copies. Throws `input.malformed`, `limit.entries` above 10,000. */
export function readElements(bytes: Uint8Array): readonly DerElement[] {
  const elements: DerElement[] = [];
  for (let at = 0; at < bytes.length; ) {
    const element = readElement(bytes, at);
    elements.push(element);
    at += element.raw.length;
    if (elements.length > 10_000)
      throw new CaissonError('limit.entries', 'too many elements of ASN.1');
  }
  return elements;
}

/** The elements inside an element of that tag. */
export function inside(element: DerElement | undefined, tag: number): readonly DerElement[] {
  return readElements(contentOf(element, tag));
}

/** The content of an element of that tag; throws `input.malformed` when it is another or missing. */
export function contentOf(element: DerElement | undefined, tag: number): Uint8Array {
  if (element?.tag !== tag) throw malformed(`expected an element of tag ${tag}`);
  return element.content;
}

/** The number of an INTEGER, two's complement. */
export function integerOf(element: DerElement | undefined): bigint {
  const content = contentOf(element, derTag.integer);
  if (content.length === 0) throw malformed('an integer is empty');
  const value = BigInt(`0x${Buffer.from(content).toString('hex')}`);
  return BigInt.asIntN(content.length * 8, value);
}

/** The arcs of an OBJECT IDENTIFIER. */
export function oidOf(element: DerElement | undefined): readonly number[] {
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of contentOf(element, derTag.oid)) {
    arc = arc * 128 + (byte & 0x7f);
    if (arc > 2 ** 31) throw malformed('an object identifier is out of range');
    if (byte >= 0x80) continue;
    arcs.push(...(arcs.length === 0 ? firstArcs(arc) : [arc]));
    arc = 0;
  }
  if (arcs.length === 0) throw malformed('an object identifier is empty');
  return arcs;
}

/** Two arcs are in the first number; the first is 0, 1 or 2. */
function firstArcs(number: number): readonly [number, number] {
  const first = Math.min(Math.trunc(number / 40), 2);
  return [first, number - first * 40];
}

/** The bytes of a BIT STRING. */
export function bitsOf(element: DerElement | undefined): Uint8Array {
  const content = contentOf(element, derTag.bitString);
  if (content.length === 0 || (content[0] ?? 0) > 7) throw malformed('a bit string is malformed');
  return content.subarray(1);
}

/** A moment as RFC 3339 in UTC, of UTCTime or GeneralizedTime (RFC 5280 §4.1.2.5). */
export function timeOf(element: DerElement | undefined): string {
  const text = Buffer.from(element?.content ?? []).toString('latin1');
  const short = element?.tag === derTag.utcTime;
  if (!short && element?.tag !== derTag.generalizedTime) throw malformed('expected a time');
  const full = short ? `${Number(text.slice(0, 2)) >= 50 ? '19' : '20'}${text}` : text;
  const shape = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;
  if (!shape.test(full)) throw malformed('a time is malformed');
  return full.replace(shape, '$1-$2-$3T$4:$5:$6Z');
}

function malformed(why: string): CaissonError {
  return new CaissonError('input.malformed', why);
}

function readElement(bytes: Uint8Array, at: number): DerElement {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) throw malformed('ASN.1 is cut off');
  if ((tag & 0x1f) === 0x1f) throw malformed('ASN.1 tags above 30 are not expected');
  const extra = first < 0x80 ? 0 : first & 0x7f;
  if (first === 0x80 || extra > 4) throw malformed('the length of an element is malformed');
  let length = extra === 0 ? first : 0;
  for (const byte of bytes.subarray(at + 2, at + 2 + extra)) length = length * 256 + byte;
  const start = at + 2 + extra;
  if (start + length > bytes.length) throw malformed('ASN.1 is cut off');
  return {
    tag,
    content: bytes.subarray(start, start + length),
    raw: bytes.subarray(at, start + length),
  };
}
