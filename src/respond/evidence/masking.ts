import type { Json, JsonObject } from '#model/json-value.ts';

/** Says what stands in place of a value; `undefined` leaves it. `name` is that of the variable or option, where there is one. */
export type Masker = (name: string | undefined, value: string) => string | undefined;

const secretName =
  /pass(?:w(?:or)?d|phrase|code)?|pwd|secret|token|api[-_]?key|access[-_]?key|private|credential|auth|cookie|session|signature|dsn|conn(?:ection)?[-_]?str|salt|seed|jwt|bearer|license|webhook|encryption|_key$|^key$/i;
const harmlessName =
  /^(?:path|pwd|oldpwd|home|hostname|lang|lc_.*|term|shlvl|shell|user|logname|tz|.*_(?:dir|path|file|home|port|host|version|user|username|addr|tcp|proto))$/i;
const secretShape =
  /-----BEGIN|(?:AKIA|ASIA)[A-Z0-9]{16}|gh[pousr]_[A-Za-z0-9]{20}|github_pat_|glpat-|xox[abeoprs]-|sk-[A-Za-z0-9_-]{16}|sk_(?:live|test)_|eyJ[A-Za-z0-9_-]{8,}\.|AIza[A-Za-z0-9_-]{30}|hvs\.|dop_v1_|npm_[A-Za-z0-9]{30}|SG\.[A-Za-z0-9_-]{16}/;
const inAddress = /([a-z][a-z0-9+.-]{1,20}:\/\/)([^/?#@\s]{0,200}):([^/?#@\s]{1,400})@/gi;
const longRandom = /^[A-Za-z0-9+/=_-]{24,}$/;

/**
 * Masks what is or may be a secret by name (`DB_PASSWORD`, `--token`) and by shape (keys of known issuers, passwords in addresses,
 * long random text). It would rather mask too much: the value itself is in the memory of the process.
 */
export function defaultMasker(name: string | undefined, value: string): string | undefined {
  if (value === '') return undefined;
  if (secretShape.test(value)) return masked(value);
  const withoutPasswords = value.replace(inAddress, '$1$2:[masked]@');
  if (withoutPasswords !== value) return withoutPasswords;
  if (name !== undefined && harmlessName.test(name)) return undefined;
  if (name !== undefined && secretName.test(name)) return masked(value);
  return isRandom(value) ? masked(value) : undefined;
}

function masked(value: string): string {
  return `[masked: ${value.length} characters]`;
}

/** Digits and letters of both cases mixed: no word, no path, no number. */
function isRandom(value: string): boolean {
  return (
    longRandom.test(value) && /\d/.test(value) && /[A-Za-z]/.test(value) && !value.includes('/')
  );
}

/** `NAME=value` texts. */
export function maskEnvironment(entries: readonly string[], mask: Masker): readonly string[] {
  return entries.map((entry) => {
    const at = entry.indexOf('=');
    const [name, value] =
      at === -1 ? [undefined, entry] : [entry.slice(0, at), entry.slice(at + 1)];
    const text = mask(name, value);
    if (text === undefined) return entry;
    return name === undefined ? text : `${name}=${text}`;
  });
}

const optionWithValue = /^(-{1,2}[A-Za-z][\w.-]*)[=:](.*)$/s;
const assignment = /^([A-Za-z_][\w.]*)=(.*)$/s;
const header = /^([A-Za-z-]+):\s+(.*)$/s;
/** Short options of common programs whose value is a password, joined to it or behind it. */
const passwordOptions: ReadonlyMap<string, readonly string[]> = new Map([
  ['mysql', ['-p']],
  ['mysqldump', ['-p']],
  ['mysqladmin', ['-p']],
  ['mariadb', ['-p']],
  ['redis-cli', ['-a']],
  ['sshpass', ['-p']],
  ['curl', ['-u', '--user', '-U', '--proxy-user']],
  ['wget', ['--user']],
  ['ldapsearch', ['-w']],
  ['docker', ['-p']],
]);

/** An argument vector; a value that stands behind its option is judged by the option's name. */
export function maskArguments(argv: readonly string[], mask: Masker): readonly string[] {
  const program = (argv[0] ?? '').slice((argv[0] ?? '').lastIndexOf('/') + 1);
  const short = passwordOptions.get(program) ?? [];
  return argv.map((argument, index) => {
    if (index === 0) return argument;
    const before = argv[index - 1] ?? '';
    if (short.includes(before)) return masked(argument);
    const joined = short.find((one) => one.length === 2 && isJoined(argument, one));
    if (joined !== undefined) return `${joined}${masked(argument.slice(2))}`;
    return maskArgument(argument, before, mask);
  });
}

function isJoined(argument: string, option: string): boolean {
  return argument.startsWith(option) && argument.length > 2;
}

function maskArgument(argument: string, before: string, mask: Masker): string {
  const match =
    optionWithValue.exec(argument) ?? assignment.exec(argument) ?? header.exec(argument);
  if (match === null)
    return mask(isOption(before, argument) ? before : undefined, argument) ?? argument;
  const [, name = '', value = ''] = match;
  const text = mask(name, value);
  return text === undefined
    ? argument
    : `${argument.slice(0, argument.length - value.length)}${text}`;
}

/** Whether the argument is the value of the option before it. */
function isOption(before: string, argument: string): boolean {
  return /^--?[A-Za-z]/.test(before) && !argument.startsWith('-') && !before.includes('=');
}

const maxDepth = 40;

/** What an engine or a cluster tells: environments, arguments, and values whose name sounds secret. */
export function maskJson(value: Json, mask: Masker, name?: string, depth = 0): Json {
  if (depth > maxDepth) return '[too deep]';
  if (typeof value === 'string') return mask(name, value) ?? value;
  if (isList(value)) return maskList(value, mask, name, depth);
  if (typeof value !== 'object' || value === null) return value;
  return maskObject(value, mask, depth);
}

function maskList(
  value: readonly Json[],
  mask: Masker,
  name: string | undefined,
  depth: number,
): Json {
  const texts = value.filter((one) => typeof one === 'string');
  if (texts.length === value.length && /^env$/i.test(name ?? ''))
    return maskEnvironment(texts, mask);
  if (texts.length === value.length && /^(?:args|cmd|command|entrypoint)$/i.test(name ?? ''))
    return maskArguments(texts, mask);
  return value.map((one) => maskJson(one, mask, undefined, depth + 1));
}

function maskObject(value: JsonObject, mask: Masker, depth: number): Json {
  // {name: PASSWORD, value: …} of a pod's environment.
  const named = typeof value['name'] === 'string' ? value['name'] : undefined;
  const out: Record<string, Json> = Object.create(null) as Record<string, Json>;
  for (const [key, member] of Object.entries(value)) {
    const name = key === 'value' && named !== undefined ? named : key;
    out[key] = maskJson(member, mask, name, depth + 1);
  }
  return out;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
