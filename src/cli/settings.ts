import { join } from 'node:path';
import type { Terminal } from './terminal.ts';

/** Where things are and how the outside is reached: flag before environment before default. */
export interface Settings {
  readonly cacheDirectory: string;
  readonly configDirectory: string;
  /** A database directory in place of the bundled snapshot. */
  readonly databaseDirectory?: string;
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
  readonly db?: string;
  readonly offline?: boolean;
  readonly cache?: boolean;
  readonly insecure?: readonly string[];
  readonly ca?: readonly string[];
  readonly mirror?: readonly string[];
}

export function readSettings(options: CommonOptions, terminal: Terminal): Settings {
  const { environment, homeDirectory } = terminal;
  const databaseDirectory = options.db ?? environment['CAISSON_DB'];
  return {
    cacheDirectory: options.cacheDir ?? cacheDirectoryOf(environment, homeDirectory),
    configDirectory: configDirectoryOf(environment, homeDirectory),
    ...(databaseDirectory !== undefined && { databaseDirectory }),
    offline: options.offline ?? isYes(environment['CAISSON_OFFLINE']),
    cache: options.cache ?? true,
    ...reachOf(options, environment),
    environment,
    homeDirectory,
  };
}

function reachOf(
  options: CommonOptions,
  environment: Terminal['environment'],
): Pick<Settings, 'insecureHosts' | 'caFiles' | 'mirrors'> {
  return {
    insecureHosts: options.insecure ?? listOf(environment['CAISSON_INSECURE']),
    caFiles: options.ca ?? listOf(environment['CAISSON_CA']),
    mirrors: options.mirror ?? listOf(environment['CAISSON_MIRRORS']),
  };
}

function configDirectoryOf(environment: Terminal['environment'], home: string): string {
  return (
    environment['CAISSON_CONFIG_DIR'] ||
    join(environment['XDG_CONFIG_HOME'] || join(home, '.config'), 'caisson')
  );
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
