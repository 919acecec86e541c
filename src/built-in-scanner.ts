import { installationKey, keyVariable } from '#app/installation-key.ts';
import { readSecretRules } from '#app/secret-rules.ts';
import type { Settings } from '#cli/settings.ts';
import type { SecretScanner, SecretSettings } from '#secret/scanner.ts';

/** What decides how secrets are looked for; can be cloned. */
export interface ScannerChoice {
  readonly dataDirectory: string;
  readonly installationKey: Uint8Array;
  /** Files of the person. */
  readonly secretRules: readonly string[];
}

export function scannerChoice(dataDirectory: string, settings: Settings): ScannerChoice {
  const { configDirectory, environment, inspection } = settings;
  const { secretRules } = inspection;
  const key = installationKey(configDirectory, environment[keyVariable]);
  return { dataDirectory, installationKey: key, secretRules };
}

/**
 * The scanner with the program's rules and those of the person. It is built when it is first used: that takes 80 ms, and the bulk may be
 * another thread's work. `witness` hears the secrets in clear. Throws `usage.invalid-config` for files of the person.
 */
export async function createScanner(
  choice: ScannerChoice,
  witness?: SecretSettings['witness'],
): Promise<SecretScanner> {
  const [{ loadSecretRules }, { createSecretScanner }, screen] = await Promise.all([
    import('#secret/load.ts'),
    import('#secret/scanner.ts'),
    readSecretRules(choice.secretRules),
  ]);
  let built: SecretScanner | undefined;
  function scanner(): SecretScanner {
    built ??= createSecretScanner(loadSecretRules(choice.dataDirectory).rules, {
      installationKey: choice.installationKey,
      ...(screen !== undefined && { screen }),
      ...(witness !== undefined && { witness }),
    });
    return built;
  }
  return {
    scanFile: (view, scope) => scanner().scanFile(view, scope),
    scanText: (text, path, scope) => scanner().scanText(text, path, scope),
    scanField: (field, scope) => scanner().scanField(field, scope),
  };
}
