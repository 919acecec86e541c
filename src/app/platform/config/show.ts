import { printable } from '#kit/text.ts';
import { variableOf } from './definitions.ts';
import type { Config, SettingValue } from './read-config.ts';
import { shownValue } from './shown-value.ts';

/** All settings for people, or as JSON. Secrets are only said to be set. */
export function* renderConfig(
  { values }: Config,
  format: 'table' | 'json',
  withOrigin: boolean,
): Generator<string> {
  if (format === 'json') {
    const shown = values.map((one) => ({
      key: one.key,
      value: textOf(one),
      origin: one.origin,
      where: one.where,
      variable: variableOf(one.key),
      description: one.definition.description,
    }));
    yield `${JSON.stringify(shown, undefined, 2)}\n`;
    return;
  }
  const keyWidth = Math.max(...values.map(({ key }) => key.length));
  const valueWidth = Math.min(48, Math.max(...values.map((one) => textOf(one).length)));
  for (const one of values) {
    const value = textOf(one);
    const words = withOrigin ? `${value.padEnd(valueWidth)}  ${originOf(one)}` : value;
    yield `${`${one.key.padEnd(keyWidth)}  ${words}`.trimEnd()}\n`;
  }
}

function textOf(one: SettingValue): string {
  return printable(shownValue(one));
}

function originOf({ origin, where }: SettingValue): string {
  return origin === 'default' ? 'default' : `${origin}: ${printable(where)}`;
}
