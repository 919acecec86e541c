/**
 * The rules of Kubernetes for names and labels (apimachinery `api/validate/content`), with the messages that the API server
 * gives. Each returns what is wrong, nothing when all is well. Lengths are in bytes of UTF-8.
 */
const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomain = `${label}(\\.${label})*`;
const label1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const labelKey = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';

/** A label of RFC 1123: at most 63 bytes. */
export function checkDnsLabel(name: string): readonly string[] {
  const errors = checkLength(name, 63);
  if (isLabel(name)) return errors;
  if (isSubdomain(name)) return [...errors, 'must not contain dots'];
  const rule =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
  return [...errors, explain(rule, label, ['my-name', '123-abc'])];
}

/** A subdomain of RFC 1123: labels joined by dots, at most 253 bytes. */
export function checkDnsSubdomain(name: string): readonly string[] {
  const errors = checkLength(name, 253);
  if (isSubdomain(name)) return errors;
  const rule =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
  return [...errors, explain(rule, subdomain, ['example.com'])];
}

/** A label of RFC 1035, which starts with a letter: at most 63 bytes. */
export function checkDns1035Label(name: string): readonly string[] {
  const errors = checkLength(name, 63);
  if (isLabel(name) && /^[a-z]/.test(name)) return errors;
  const rule =
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
  return [...errors, explain(rule, label1035, ['my-name', 'abc-123'])];
}

/** The key of a label: a name, optionally after a subdomain and a slash. */
export function checkLabelKey(key: string): readonly string[] {
  const parts = key.split('/', 3);
  const [first = '', second] = parts;
  const rule =
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  const why = explain(rule, labelKey, ['MyName', 'my.name', '123-abc']);
  if (parts.length > 2)
    return [
      `a valid label key ${why} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  const name = second ?? first;
  const errors = second === undefined ? [] : checkPrefix(first);
  const length = name === '' ? ['must be non-empty'] : checkLength(name, 63);
  return [
    ...errors,
    ...[...length, ...(isLabelName(name) ? [] : [why])].map((text) => `name part ${text}`),
  ];
}

/** The value of a label: empty or a name of at most 63 bytes. */
export function checkLabelValue(value: string): readonly string[] {
  const errors = checkLength(value, 63);
  if (value === '' || isLabelName(value)) return errors;
  const rule =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  return [...errors, explain(rule, `(${labelKey})?`, ['MyValue', 'my_value', '12345'])];
}

/** A name to which more is appended may end in a dash: it is checked with the last two characters made one letter, as upstream does. */
export function maskTrailingDash(name: string): string {
  return name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name;
}

function checkPrefix(prefix: string): readonly string[] {
  const errors = prefix === '' ? ['must be non-empty'] : checkDnsSubdomain(prefix);
  return errors.map((text) => `prefix part ${text}`);
}

function checkLength(text: string, most: number): readonly string[] {
  return Buffer.byteLength(text) > most ? [`must be no more than ${most} bytes`] : [];
}

function explain(rule: string, pattern: string, examples: readonly string[]): string {
  const shown = examples.map((example) => `'${example}', `).join(' or ');
  return `${rule} (e.g. ${shown}regex used for validation is '${pattern}')`;
}

/** Written without nested repetition, so that it is linear. */
function isLabel(text: string): boolean {
  return /^[-a-z0-9]+$/.test(text) && !text.startsWith('-') && !text.endsWith('-');
}

function isSubdomain(text: string): boolean {
  return /^[-.a-z0-9]+$/.test(text) && text.split('.').every(isLabel);
}

function isLabelName(text: string): boolean {
  return /^[-A-Za-z0-9_.]+$/.test(text) && /^[A-Za-z0-9]/.test(text) && /[A-Za-z0-9]$/.test(text);
}
