import { printable } from '#kit/text.ts';
import { variableOf } from './definitions.ts';
import type { Config, SettingValue } from './read-config.ts';

/** All settings for people, or as JSON. Secrets are only said to be set. */
export function* renderConfig(
  { values }: Config,
  format: 'table' | 'json',
  withOrigin: boolean,
): Generator<string> {
  if (format === 'json') {
    const shown = values.map((one) => ({
      key: one.key,
      value: shownValue(one),
      origin: one.origin,
      where: one.where,
      variable: variableOf(one.key),
      description: one.definition.description,
    }));
    yield `${JSON.stringify(shown, undefined, 2)}\n`;
    return;
  }
  const keyWidth = Math.max(...values.map(({ key }) => key.length));
  const valueWidth = Math.min(48, Math.max(...values.map((one) => shownValue(one).length)));
  for (const one of values) {
    const origin = withOrigin ? `${shownValue(one).padEnd(valueWidth)}  ${originOf(one)}` : '';
    yield `${one.key.padEnd(keyWidth)}  ${withOrigin ? origin : shownValue(one)}`.trimEnd();
    yield '\n';
  }
}

/** What may be shown of a setting. */
function shownValue({ value, definition }: SettingValue): string {
  if (definition.kind === 'secret') return value === '' ? '' : '(set)';
  return printable(value.replace(/(:\/\/[^/@:]*):[^/@]*@/u, '$1:…@'));
}

function originOf({ origin, where }: SettingValue): string {
  return origin === 'default' ? 'default' : `${origin}: ${printable(where)}`;
}
