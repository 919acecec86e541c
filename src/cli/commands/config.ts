import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Config, readConfig } from '#app/platform/config/read-config.ts';
import { renderConfig } from '#app/platform/config/show.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { exitCodes } from '../exit.ts';
import type { StateFlags } from '../runtime-options.ts';
import { readSettings } from '../settings.ts';
import type { Terminal } from '../terminal.ts';

/** Options that are settings. Their names are the keys. */
export interface ConfigFlags extends StateFlags {
  readonly config?: string;
  readonly store?: string;
  readonly bus?: string;
  readonly listen?: string;
  readonly url?: string;
  readonly discover?: boolean;
  readonly watch?: string;
  readonly kubeconfigs?: readonly string[];
}

/** Settings of the platform: file, environment, flags. Throws `usage.invalid-config`, `host.io` for a file that cannot be read. */
export function configOf(flags: ConfigFlags, terminal: Terminal): Config {
  const { store, bus, listen, url, watch, kubeconfigs } = flags;
  const file = configFile(flags, terminal);
  return readConfig({
    ...(file !== undefined && { file: { path: file, text: textIn(file) } }),
    environment: terminal.environment,
    flags: {
      store,
      bus,
      listen,
      url,
      watch,
      kubeconfigs,
      ...(flags.discover === false && { discover: 'no' }),
    },
    readFile: textIn,
  });
}

/** The file that is named must be there; the usual one may be. */
function configFile({ config }: ConfigFlags, terminal: Terminal): string | undefined {
  const named = config ?? terminal.environment['CAISSON_CONFIG'];
  if (named) return resolve(terminal.workingDirectory, named);
  const usual = join(readSettings({}, terminal).configDirectory, 'caisson.yaml');
  return existsSync(usual) ? usual : undefined;
}

function textIn(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new CaissonError('host.io', `cannot read ${quote(path)}`, { cause });
  }
}

/** `caisson config show`. */
export function runConfigShow(
  flags: ConfigFlags & { readonly origin?: boolean; readonly format: 'table' | 'json' },
  terminal: Terminal,
): number {
  const config = configOf(flags, terminal);
  for (const line of renderConfig(config, flags.format, flags.origin === true))
    terminal.out.write(line);
  return exitCodes.ok;
}
