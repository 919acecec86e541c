import type { Operations } from '#contract/platform.ts';
import { changeSetting, readChangedSettings } from '#estate/setting/setting.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import type { AnswerOf } from '#wire/routes.ts';
import { isChangeable, settingInForce } from '../config/in-force.ts';
import { type Config, checkSetting, type SettingValue } from '../config/read-config.ts';
import { shownValue } from '../config/shown-value.ts';
import type { AccountParts } from '../identity/account-parts.ts';

export interface SettingParts extends AccountParts {
  readonly config: Config;
  readonly about: () => Promise<AnswerOf<'readAbout'>>;
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
      return { items: config.values.map((known) => settingOf(settingInForce(known, changed))) };
    },
    changeSetting: (call, { params: { key }, body: { value } }) => change(parts, call, key, value),
    readAbout: about,
  };
}

async function change(
  { database, audit, scope, config }: SettingParts,
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
  checkValue(known, value);
  const now = scope.clock().getTime();
  const after = await database.transaction(async (tx) => {
    const before = settingInForce(known, await readChangedSettings(tx)).value;
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
  return settingOf(settingInForce(known, after));
}

/** The same rules as for the file. Throws `usage.invalid-argument`. */
function checkValue({ definition }: SettingValue, value: string): void {
  try {
    checkSetting(definition, value, 'console');
  } catch (error) {
    if (!isCaissonError(error)) throw error;
    throw new CaissonError('usage.invalid-argument', error.message, {
      cause: error,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    });
  }
}

function settingOf(setting: SettingValue): Setting {
  const { key, origin, definition } = setting;
  return {
    key,
    value: shownValue(setting),
    origin,
    description: definition.description,
    changeable: isChangeable(setting),
  };
}
