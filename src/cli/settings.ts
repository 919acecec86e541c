import { join } from 'node:path';
import type { Terminal } from './terminal.ts';

/** Where things are and how the outside is reached: flag before environment before default. */
export interface Settings {
  readonly cacheDirectory: string;
  readonly configDirectory: string;
  /** No network access at all. */
  readonly offline: boolean;
  readonly cache: boolean;
  readonly insecureHosts: readonly string[];
  readonly caFiles: readonly string[];
  /** `registry=mirror` pairs, in the order in which they are tried. */
  readonly mirrors: readonly string[];
  readonly environment: Terminal['environment'];
  readonly homeDirectory: string;
}

/** The options that every command which reads something understands. */
export interface CommonOptions {
  readonly cacheDir?: string;
  readonly offline?: boolean;
  readonly cache?: boolean;
  readonly insecure?: readonly string[];
  readonly ca?: readonly string[];
  readonly mirror?: readonly string[];
}

export function readSettings(options: CommonOptions, terminal: Terminal): Settings {
  const { environment, homeDirectory } = terminal;
  return {
    cacheDirectory: options.cacheDir ?? cacheDirectoryOf(environment, homeDirectory),
    configDirectory:
      environment['CAISSON_CONFIG_DIR'] ??
      join(environment['XDG_CONFIG_HOME'] || join(homeDirectory, '.config'), 'caisson'),
    offline: options.offline ?? isYes(environment['CAISSON_OFFLINE']),
    cache: options.cache ?? true,
    insecureHosts: options.insecure ?? listOf(environment['CAISSON_INSECURE']),
    caFiles: options.ca ?? listOf(environment['CAISSON_CA']),
    mirrors: options.mirror ?? listOf(environment['CAISSON_MIRRORS']),
    environment,
    homeDirectory,
  };
}

function cacheDirectoryOf(environment: Terminal['environment'], home: string): string {
  return (
    environment['CAISSON_CACHE_DIR'] ||
    join(environment['XDG_CACHE_HOME'] || join(home, '.cache'), 'caisson')
  );
}

function listOf(text: string | undefined): readonly string[] {
  return (text ?? '').split(',').filter((part) => part !== '');
}

function isYes(text: string | undefined): boolean {
  return text !== undefined && text !== '' && text !== '0' && text !== 'false';
}
