import type { Operations } from '#contract/platform.ts';
import { changeSetting, readChangedSettings } from '#estate/setting/setting.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import type { AnswerOf } from '#wire/routes.ts';
import { isChangeable } from '../config/in-force.ts';
import { type Config, readConfig, type SettingValue } from '../config/read-config.ts';
import type { AccountParts } from './parts.ts';

export interface SettingParts extends AccountParts {
  readonly config: Config;
  readonly about: () => Promise<AnswerOf<'readAbout'>>;
  /** Told after a setting was changed. */
  readonly changed?: (key: string, value: string) => void;
}
type Setting = AnswerOf<'changeSetting'>;

/** Settings with their origin; some can be changed here, unless the environment or a flag says otherwise. */
export function settingOperations(
  parts: SettingParts,
): Pick<Operations, 'listSettings' | 'changeSetting' | 'readAbout'> {
  const { database, config, about } = parts;
  return {
    listSettings: async () => {
      const changed = await readChangedSettings(database);
      return { items: config.values.map((value) => settingOf(value, changed)) };
    },
    changeSetting: (call, { params: { key }, body: { value } }) => change(parts, call, key, value),
    readAbout: about,
  };
}

async function change(
  { database, audit, scope, config, changed }: SettingParts,
  { caller }: Parameters<Operations['changeSetting']>[0],
  key: string,
  value: string,
): Promise<Setting> {
  const known = config.values.find((one) => one.key === key);
  if (known === undefined)
    throw new CaissonError('input.not-found', `there is no setting "${key}"`);
  if (!isChangeable(known))
    throw new CaissonError('state.conflict', `"${key}" cannot be changed here`, {
      hint:
        known.origin === 'default'
          ? 'set it in the configuration file'
          : `it is set by ${known.where}`,
    });
  checkValue(key, value);
  const now = scope.clock().getTime();
  const after = await database.transaction(async (tx) => {
    const before = (await readChangedSettings(tx)).get(key) ?? known.value;
    await changeSetting(tx, { key, value, by: caller.name, now });
    const detail = JSON.stringify({ before, after: value });
    await audit.append(tx, {
      caller,
      action: 'setting.change',
      subject: key,
      outcome: 'done',
      detail,
    });
    return readChangedSettings(tx);
  });
  changed?.(key, value);
  return settingOf(known, after);
}

/** The same rules as for the file. Throws `usage.invalid-argument`. */
function checkValue(key: string, value: string): void {
  try {
    readConfig({ environment: {}, flags: { [key]: value }, readFile: () => '' });
  } catch (error) {
    if (!isCaissonError(error)) throw error;
    throw new CaissonError('usage.invalid-argument', error.message, {
      cause: error,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    });
  }
}

function settingOf(known: SettingValue, changed: ReadonlyMap<string, string>): Setting {
  const { key, definition } = known;
  const own = isChangeable(known) ? changed.get(key) : undefined;
  const value = own ?? known.value;
  return {
    key,
    value: definition.kind === 'secret' && value !== '' ? '********' : value,
    origin: own === undefined ? known.origin : 'console',
    description: definition.description,
    changeable: isChangeable(known),
  };
}
