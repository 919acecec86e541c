import type { Setting } from '../format/setting.ts';
import { globMatches } from './evaluate.ts';
import type { ServiceRecord, ServiceSetting } from './record.ts';
import { classOfSecret } from './secret.ts';

/** A value of a setting and the line on which it stands. */
export interface Gathered {
  readonly value: string;
  readonly line?: number;
}

const maxValue = 400;

/** The settings of a service that a configuration file sets, secrets as their class. */
export function gatherFile(
  record: ServiceRecord,
  settings: readonly Setting[],
): ReadonlyMap<string, Gathered> {
  const found = new Map<string, Gathered>();
  for (const wanted of record.settings) {
    const fitting = settings.filter(({ key }) =>
      wanted.keys.some((pattern) => isKey(pattern, key)),
    );
    const gathered = gather(record, wanted, fitting);
    if (gathered !== undefined) found.set(wanted.name, gathered);
  }
  return found;
}

/** Values from elsewhere (variables, flags) in the same form. */
export function gather(
  record: ServiceRecord,
  wanted: ServiceSetting,
  values: readonly Pick<Setting, 'value' | 'line'>[],
): Gathered | undefined {
  const last = values.at(-1);
  if (last === undefined) return undefined;
  const safe = wanted.isSecret
    ? worst(values.map(({ value }) => classOfSecret(value, record, wanted)))
    : (wanted.isList ? values.map(({ value }) => value).join('\n') : last.value).slice(
        0,
        maxValue * (wanted.isList ? 10 : 1),
      );
  const line = (wanted.isList ? values[0] : last)?.line;
  return { value: safe, ...(line !== undefined && { line }) };
}

function worst(classes: readonly string[]): string {
  return classes.find((name) => name === '(guessable)') ?? classes.at(-1) ?? '';
}

function isKey(pattern: string, key: string): boolean {
  return globMatches(pattern.toLowerCase(), key.toLowerCase());
}
