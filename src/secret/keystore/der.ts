/** One element of DER (X.690): its tag and its content. */
export interface DerElement {
  readonly tag: number;
  readonly content: Buffer;
}

/** The elements that stand one behind another in `bytes`, at most `most`; ends early where they are broken or of indefinite length. */
export function derElements(bytes: Buffer, most = 16): readonly DerElement[] {
  const elements: DerElement[] = [];
  let at = 0;
  while (at + 2 <= bytes.length && elements.length < most) {
    const head = lengthAt(bytes, at + 1);
    if (head === undefined || head.end + head.length > bytes.length) break;
    const end = head.end + head.length;
    elements.push({ tag: bytes[at] ?? 0, content: bytes.subarray(head.end, end) });
    at = end;
  }
  return elements;
}

function lengthAt(bytes: Buffer, at: number): { length: number; end: number } | undefined {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return { length: first, end: at + 1 };
  const size = first & 0x7f;
  if (size === 0 || size > 4 || at + 1 + size > bytes.length) return undefined;
  return { length: bytes.readUIntBE(at + 1, size), end: at + 1 + size };
}
