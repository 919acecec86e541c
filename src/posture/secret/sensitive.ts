/** Last words of names whose values are secrets. */
const secretWords: ReadonlySet<string> = new Set([
  'password',
  'passwd',
  'passwrd',
  'pwd',
  'pword',
  'pswrd',
  'pass',
  'passphrase',
  'passcode',
  'secret',
  'secretkey',
  'appsecret',
  'clientsecret',
  'token',
  'apikey',
  'apitoken',
  'accesstoken',
  'authtoken',
  'bearer',
  'credentials',
]);

/** Two last words, where `key` alone says nothing. */
const secretKeys: ReadonlySet<string> = new Set([
  'api',
  'access',
  'private',
  'secret',
  'encryption',
  'signing',
  'master',
  'account',
  'storage',
]);

/** Whether a name says that its value is a secret: `DB_PASSWORD`, `clientSecret`, `aws.secret-access-key`; not `tokenUrl`. */
export function isSecretName(name: string): boolean {
  const words = wordsOf(name.slice(0, 256));
  const last = words.at(-1) ?? '';
  if (secretWords.has(last)) return true;
  return last === 'key' && secretKeys.has(words.at(-2) ?? '');
}

/** What certainly is a secret, whatever its name: private keys, tokens of known forms, passwords in URLs. `undefined`: nothing. */
export function secretKindOf(value: string): string | undefined {
  const text = value.slice(0, 262_144);
  return forms.find(([, form]) => form.test(text))?.[0];
}

const forms: readonly (readonly [string, RegExp])[] = [
  ['a private key', /-----BEGIN (?:[A-Z]{2,12} ){0,2}PRIVATE KEY-----/],
  ['an access key of AWS', /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/],
  ['a token of GitHub', /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{22,255})\b/],
  ['a token of GitLab', /\bglpat-[\w-]{20}\b/],
  ['a token of Slack', /\bxox[abprs]-[\w-]{10}/],
  ['a key of Google', /\bAIza[\w-]{35}\b/],
  ['a key of Stripe', /\b[rs]k_live_[A-Za-z0-9]{16}/],
  ['a signed token', /\beyJ[\w-]{8,300}\.eyJ[\w-]{8}/],
  [
    'a password in a URL',
    /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@"'${}<>]{1,64}:[^\s/:@"'${}<>*]{3,128}@/,
  ],
];

/** Whether a value only stands for a secret that is filled in later, or is none: a reference, a path, a switch. */
export function isPlaceholder(value: string): boolean {
  const text = value.trim().replace(/^(["'])(.*)\1$/, '$2');
  if (text.length < 3 || text.length > 4096) return text.length < 3;
  if (/^(?:true|false|yes|no|null|none|nil|undefined|disabled|enabled|\d{1,5}[smhd]?)$/i.test(text))
    return true;
  if (/^[$%#@]?[({[<]|\{\{|\$\{|\$\(|^\$[A-Z_]+$|^%[A-Z_]+%$|^__\w+__$/.test(text)) return true;
  if (/^(?:\/|\.\/|file:|https?:\/\/[^@]*$|ref\+|vault:|arn:|projects\/|ENC\[|AQICA)/.test(text))
    return true;
  return /^(?:x+|\*+|\.+|-+)$|^(?:your|my|some|the|insert|enter|put|replace(?:me)?|change(?:me|it)?|todo|fixme|tbd|example|placeholder|redacted)\b/i.test(
    text.replace(/[_-]/g, ' '),
  );
}

/** A secret in the text of a file: the name of its line, or what it certainly is. At most one for each name. */
export interface TextSecret {
  readonly name: string;
  /** Line in the text, from 0. */
  readonly line: number;
}

const maxLines = 5000;

/** Lines `name = value` and `name: value` with a secret in them: properties, INI, YAML, TOML, environment files. */
export function secretsInText(text: string): readonly TextSecret[] {
  const found = new Map<string, TextSecret>();
  for (const [line, content] of text.split('\n', maxLines).entries()) {
    const match =
      /^[\s"'-]{0,64}([A-Za-z_][\w.-]{0,127})["']?\s{0,16}[:=]\s{0,16}(\S.{0,1023})$/.exec(
        content.trimEnd().slice(0, 1400),
      );
    if (match === null) continue;
    const [, name = '', value = ''] = match;
    const isOne = isSecretName(name) && !isPlaceholder(value.replace(/,$/, '')) && !isCode(value);
    if (isOne && !found.has(name)) found.set(name, { name, line });
  }
  return [...found.values()];
}

/** Calls, variables and sentences are no secrets. */
function isCode(value: string): boolean {
  return /[({]|\s\S+\s/.test(value) || /^[A-Za-z]+\.[A-Za-z.]+$/.test(value);
}

/** `dbPassword2` and `DB_PASSWORD` as `db`, `password`. */
function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((word) => word.replace(/\d+$/, ''))
    .filter((word) => word !== '');
}
