/** The attributes of a CPE 2.3 name that say what is meant, unescaped and in lower case; `*` any, `-` none. */
export interface CpeName {
  /** `a` application, `o` operating system, `h` hardware. */
  readonly part: string;
  readonly vendor: string;
  readonly product: string;
  readonly version: string;
  readonly update: string;
  readonly targetSoftware: string;
}

/** Of a formatted string; NVD allows 512. */
const maxLength = 1024;

/** Parses a CPE 2.3 formatted string (NISTIR 7695, section 6.2); `undefined` for what is none. */
export function parseCpe(text: string): CpeName | undefined {
  if (text.length > maxLength || !text.startsWith('cpe:2.3:')) return undefined;
  return nameOf(splitFields(text.slice('cpe:2.3:'.length).toLowerCase()));
}

/** All eleven attributes must be there and none may be empty. */
function nameOf(fields: readonly string[]): CpeName | undefined {
  if (fields.length !== 11 || fields.includes('')) return undefined;
  const [part = '', vendor = '', product = '', version = '', update = ''] = fields;
  const targetSoftware = fields[8] ?? '';
  return { part, vendor, product, version, update, targetSoftware };
}

/** Colons separate unless a backslash stands before them; a backslash takes the meaning from what follows. */
function splitFields(text: string): readonly string[] {
  const fields: string[] = [];
  let field = '';
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (char === ':') {
      fields.push(field);
      field = '';
    } else if (char === '\\') {
      at += 1;
      field += text[at] ?? '';
    } else field += char;
  }
  return [...fields, field];
}
