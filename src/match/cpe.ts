/** The attributes of a CPE name that matching needs; an absent one stands for any value. */
export interface Cpe {
  readonly vendor: string;
  readonly product: string;
  readonly version?: string;
  readonly update?: string;
  readonly edition?: string;
}

/** In characters; nothing that names a product comes near. */
const maxLength = 1024;

/** Reads a CPE 2.2 URI (`cpe:/o:redhat:enterprise_linux:9::baseos`) or a CPE 2.3 string (NIST IR 7695); `undefined` for others. */
export function tryParseCpe(text: string): Cpe | undefined {
  if (text.length > maxLength) return undefined;
  const parts = partsOf(text);
  const [, vendor, product, version, update, edition] = parts.map(valueOf);
  if (vendor === undefined || product === undefined) return undefined;
  return {
    vendor,
    product,
    ...(version !== undefined && { version }),
    ...(update !== undefined && { update }),
    ...(edition !== undefined && { edition }),
  };
}

/**
 * Whether two names may mean the same product: attributes that both state are equal. `enterprise_linux:8` agrees with
 * `enterprise_linux:8::appstream`, and a release with its minors (`10` with `10.0`).
 */
export function agree(a: Cpe, b: Cpe): boolean {
  return (
    a.vendor === b.vendor &&
    a.product === b.product &&
    sameRelease(a.version, b.version) &&
    (a.edition === undefined || b.edition === undefined || a.edition === b.edition)
  );
}

function sameRelease(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined || a === b) return true;
  return a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
}

/** Part, vendor, product and so on, unescaped. */
function partsOf(text: string): readonly string[] {
  const lower = text.toLowerCase();
  if (lower.startsWith('cpe:2.3:')) return splitBound(lower.slice('cpe:2.3:'.length));
  return lower.startsWith('cpe:/') ? lower.slice('cpe:/'.length).split(':') : [];
}

/** A backslash takes the meaning from the character after it. */
function splitBound(text: string): readonly string[] {
  const parts = [''];
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (char === ':') {
      parts.push('');
      continue;
    }
    if (char === '\\') at += 1;
    parts[parts.length - 1] += char === '\\' ? (text[at] ?? '') : char;
  }
  return parts;
}

function valueOf(part: string): string | undefined {
  return part === '' || part === '*' || part === '-' ? undefined : part;
}
