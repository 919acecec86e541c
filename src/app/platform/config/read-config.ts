import { parseDocument } from 'yaml';
import { isSlip } from '#kit/edit-distance.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { type Definition, definitions, type SettingKey, variableOf } from './definitions.ts';
import { areNetworks, bytesOf, durationOf, isWebAddress, switchOf, wordsOf } from './values.ts';

type Origin = 'default' | 'file' | 'environment' | 'flag' | 'console';

/** A setting as it stands, and who says so. */
export interface SettingValue {
  readonly key: SettingKey;
  readonly value: string;
  readonly origin: Origin;
  /** The file, the variable or the flag. */
  readonly where: string;
  readonly definition: Definition;
}

/** Where settings come from; later ones count more: default, file, environment, flag. */
export interface ConfigSources {
  readonly file?: { readonly path: string; readonly text: string };
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** By key. */
  readonly flags: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Reads `NAME_FILE` variables: the usual way of secrets in containers. */
  readonly readFile: (path: string) => string;
}

/** All settings. Typed reading throws nothing: everything was checked when it was made. */
export class Config {
  readonly values: readonly SettingValue[];
  readonly #byKey: ReadonlyMap<string, SettingValue>;

  constructor(values: readonly SettingValue[]) {
    this.values = values;
    this.#byKey = new Map(values.map((value) => [value.key, value]));
  }

  text(key: SettingKey): string {
    return this.#byKey.get(key)?.value ?? '';
  }
  list(key: SettingKey): readonly string[] {
    return wordsOf(this.text(key));
  }
  isOn(key: SettingKey): boolean {
    return switchOf(this.text(key)) === true;
  }
  count(key: SettingKey): number {
    return Number(this.text(key));
  }
  bytes(key: SettingKey): number {
    return bytesOf(this.text(key)) ?? 0;
  }
  milliseconds(key: SettingKey): number {
    return durationOf(this.text(key)) ?? 0;
  }
}

/** Throws `usage.invalid-config` for unknown keys and values that cannot be, with the place of it. */
export function readConfig(sources: ConfigSources): Config {
  const fromFile =
    sources.file === undefined ? new Map<string, FileValue>() : flatten(sources.file);
  return new Config(definitions.map((definition) => settle(definition, fromFile, sources)));
}

interface FileValue {
  readonly value: string;
  readonly where: string;
}

function settle(
  definition: Definition & { readonly key: SettingKey },
  fromFile: ReadonlyMap<string, FileValue>,
  { environment, flags, readFile }: ConfigSources,
): SettingValue {
  const { key, usual } = definition;
  const variable = variableOf(key);
  const file = fromFile.get(key);
  const secretFile = environment[`${variable}_FILE`];
  const candidates: readonly (Omit<SettingValue, 'definition' | 'key'> | undefined)[] = [
    given(flags[key], 'flag', `--${key}`),
    given(environment[variable], 'environment', variable),
    secretFile === undefined
      ? undefined
      : { value: readFile(secretFile).trim(), origin: 'environment', where: `${variable}_FILE` },
    file && { ...file, origin: 'file' },
    { value: usual, origin: 'default', where: 'built in' },
  ];
  const found = candidates.find((one) => one !== undefined);
  const settled = {
    key,
    definition,
    value: usual,
    origin: 'default',
    where: '',
    ...found,
  } as const;
  checkSetting(definition, settled.value, settled.where);
  return settled;
}

function given(
  value: string | readonly string[] | undefined,
  origin: Origin,
  where: string,
): Omit<SettingValue, 'definition' | 'key'> | undefined {
  if (value === undefined || value === '') return undefined;
  return { value: typeof value === 'string' ? value : value.join(','), origin, where };
}

/** Throws `usage.invalid-config` for a value that cannot be; `where` says who gave it. */
export function checkSetting(
  { key, kind, choices }: Definition,
  value: string,
  where: string,
): void {
  const isGood = (choices?.includes(value) ?? true) && (checks[kind]?.(value) ?? true);
  if (isGood) return;
  throw new CaissonError('usage.invalid-config', `${key} cannot be ${quote(value)} (${where})`, {
    hint: choices === undefined ? hints[kind] : `give one of: ${choices.join(', ')}`,
  });
}

const checks: Readonly<Partial<Record<Definition['kind'], (value: string) => boolean>>> = {
  count: (value) => /^\d{1,9}$/u.test(value),
  bytes: (value) => bytesOf(value) !== undefined,
  duration: (value) => durationOf(value) !== undefined,
  switch: (value) => switchOf(value) !== undefined,
  url: (value) => value === '' || isWebAddress(value),
  networks: areNetworks,
};

const hints: Readonly<Record<Definition['kind'], string>> = {
  text: 'give a text',
  path: 'give a path',
  secret: 'give a text',
  list: 'give words with commas between them',
  count: 'give a whole number',
  bytes: 'give a size like 500MiB or 2GiB',
  duration: 'give a time like 30s, 15m, 24h or 7d; 0 for never',
  switch: 'give yes or no',
  url: 'give an address like https://caisson.example',
  networks: 'give addresses or networks like 10.0.0.0/8, with commas between them',
};

/** `tls: {key: x}` is `tls.key`. */
function flatten({ path, text }: { path: string; text: string }): ReadonlyMap<string, FileValue> {
  const document = parseDocument(text, { prettyErrors: true });
  const [problem] = document.errors;
  if (problem !== undefined)
    throw new CaissonError('usage.invalid-config', `${quote(path)}: ${problem.message}`);
  const found = new Map<string, FileValue>();
  collect(document.toJS({ maxAliasCount: 0 }), [], found, path);
  return found;
}

function collect(
  value: unknown,
  at: readonly string[],
  found: Map<string, FileValue>,
  path: string,
): void {
  const key = at.join('.');
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [name, member] of Object.entries(value)) collect(member, [...at, name], found, path);
    return;
  }
  if (value === null || value === undefined) return;
  if (!definitions.some((definition) => definition.key === key)) throw unknownKey(key, path);
  const text = Array.isArray(value) ? value.map(String).join(',') : wordOf(value);
  found.set(key, { value: text, where: path });
}

function wordOf(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value);
}

function unknownKey(key: string, path: string): CaissonError {
  const near = definitions.find((definition) => isSlip(definition.key, key))?.key;
  return new CaissonError(
    'usage.invalid-config',
    `${quote(path)} sets ${quote(key)}, which there is not`,
    {
      hint:
        near === undefined ? '"caisson config show" lists all settings' : `did you mean ${near}?`,
    },
  );
}
