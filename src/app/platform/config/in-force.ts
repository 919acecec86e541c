import type { SqlReader } from '#contract/sql.ts';
import { readChangedSettings } from '#estate/setting/setting.ts';
import { isCaissonError } from '#kit/error.ts';
import type { SettingKey } from './definitions.ts';
import { Config, checkSetting, type SettingValue } from './read-config.ts';

const dayMs = 86_400_000;

/** Whether the console may change it: what the environment or a flag says stands above. */
export function isChangeable({ definition, origin }: SettingValue): boolean {
  return definition.changeable === true && origin !== 'environment' && origin !== 'flag';
}

/** Settings as they are now: what was changed in the console counts more than the file and less than environment and flags. */
export async function configInForce(config: Config, reader: SqlReader): Promise<Config> {
  const changed = await readChangedSettings(reader);
  return new Config(config.values.map((known) => settingInForce(known, changed)));
}

/** How long something is kept as people want it now, in milliseconds. */
export async function kept(key: SettingKey, config: Config, reader: SqlReader): Promise<number> {
  return (await configInForce(config, reader)).count(key) * dayMs;
}

/** One of them. A value that this version does not take is left out: an older one may have written it. */
export function settingInForce(
  known: SettingValue,
  changed: ReadonlyMap<string, string>,
): SettingValue {
  const value = changed.get(known.key);
  if (value === undefined || !isChangeable(known) || !isTaken(known, value)) return known;
  return { ...known, value, origin: 'console', where: 'console' };
}

function isTaken({ definition }: SettingValue, value: string): boolean {
  try {
    checkSetting(definition, value, 'console');
    return true;
  } catch (error) {
    if (isCaissonError(error)) return false;
    throw error;
  }
}
