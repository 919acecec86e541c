import type { SqlReader } from '#contract/sql.ts';
import { readChangedSettings } from '#estate/setting/setting.ts';
import { isCaissonError } from '#kit/error.ts';
import { Config, readConfig, type SettingValue } from './read-config.ts';

/** Whether the console may change it: what the environment or a flag says stands above. */
export function isChangeable({ definition, origin }: SettingValue): boolean {
  return definition.changeable === true && (origin === 'default' || origin === 'file');
}

/** Settings as they are now: what was changed in the console counts more than the file and less than environment and flags. */
export async function configInForce(config: Config, reader: SqlReader): Promise<Config> {
  const changed = await readChangedSettings(reader);
  return new Config(config.values.map((known) => inForce(known, changed.get(known.key))));
}

/** A value that this version does not take is left out: an older one may have written it. */
function inForce(known: SettingValue, value: string | undefined): SettingValue {
  if (value === undefined || !isChangeable(known) || !isTaken(known.key, value)) return known;
  return { ...known, value, origin: 'console', where: 'console' };
}

function isTaken(key: string, value: string): boolean {
  try {
    readConfig({ environment: {}, flags: { [key]: value }, readFile: () => '' });
    return true;
  } catch (error) {
    if (isCaissonError(error)) return false;
    throw error;
  }
}
