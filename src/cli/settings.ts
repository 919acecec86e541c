import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type InspectionSettings, skippableKinds } from '#app/inspection-settings.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { Terminal } from './terminal.ts';
import { oneOf } from './words.ts';

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
  readonly inspection: InspectionSettings;
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
  readonly enable?: string;
  readonly disable?: string;
  readonly skip?: string;
  readonly secretRules?: readonly string[];
  readonly hashList?: readonly string[];
  readonly yara?: string;
  readonly clamd?: string;
  readonly validate?: string;
}

/** Reads the settings; paths become absolute. Throws `usage.invalid-argument` for a file of authorities that is not there. */
export function readSettings(options: CommonOptions, terminal: Terminal): Settings {
  const { environment, homeDirectory, workingDirectory } = terminal;
  const databaseDirectory = options.db ?? environment['CAISSON_DB'];
  return {
    cacheDirectory: resolve(
      workingDirectory,
      options.cacheDir ?? cacheDirectoryOf(environment, homeDirectory),
    ),
    configDirectory: resolve(workingDirectory, configDirectoryOf(environment, homeDirectory)),
    ...(databaseDirectory && { databaseDirectory: resolve(workingDirectory, databaseDirectory) }),
    offline: options.offline ?? isYes(environment['CAISSON_OFFLINE']),
    cache: options.cache ?? true,
    ...reachOf(options, terminal),
    environment,
    homeDirectory,
    inspection: inspectionOf(options, terminal),
  };
}

function inspectionOf(
  options: CommonOptions,
  { environment, workingDirectory }: Terminal,
): InspectionSettings {
  const named = options.secretRules ?? listOf(environment['CAISSON_SECRET_RULES']);
  return {
    enable: listOf(options.enable),
    disable: listOf(options.disable),
    skip: listOf(options.skip).map((word) => oneOf(skippableKinds, word, '--skip')),
    secretRules:
      named.length > 0
        ? named.map((path) => namedFile(workingDirectory, path, 'secret rules'))
        : usualRuleFiles.map((name) => join(workingDirectory, name)).filter(isFile),
    hashLists: (options.hashList ?? listOf(environment['CAISSON_HASH_LISTS'])).map((path) =>
      namedFile(workingDirectory, path, 'digests'),
    ),
    ...scannersOf(options, workingDirectory),
    validate: listOf(options.validate),
  };
}

/** Other engines with the person's own rules. */
function scannersOf(
  { yara, clamd }: CommonOptions,
  workingDirectory: string,
): Pick<InspectionSettings, 'yaraRules' | 'clamdSocket'> {
  return {
    ...(yara !== undefined && { yaraRules: resolve(workingDirectory, yara) }),
    ...(clamd !== undefined && { clamdSocket: resolve(workingDirectory, clamd) }),
  };
}

/** Files of other tools that are read where they lie, as people expect of them. */
const usualRuleFiles = [
  '.gitleaks.toml',
  '.betterleaks.toml',
  '.gitleaksignore',
  'trivy-secret.yaml',
  '.secrets.baseline',
];

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function namedFile(directory: string, path: string, what: string): string {
  const absolute = resolve(directory, path);
  if (isFile(absolute)) return absolute;
  throw new CaissonError('usage.invalid-argument', `there is no file ${quote(path)} with ${what}`);
}

function reachOf(
  options: CommonOptions,
  { environment, workingDirectory }: Terminal,
): Pick<Settings, 'insecureHosts' | 'caFiles' | 'mirrors'> {
  const caFiles = options.ca ?? listOf(environment['CAISSON_CA']);
  return {
    insecureHosts: options.insecure ?? listOf(environment['CAISSON_INSECURE']),
    caFiles: caFiles.map((path) => existingFile(resolve(workingDirectory, path))),
    mirrors: options.mirror ?? listOf(environment['CAISSON_MIRRORS']),
  };
}

function existingFile(path: string): string {
  if (isFile(path)) return path;
  throw new CaissonError(
    'usage.invalid-argument',
    `there is no file ${quote(path)} with certificate authorities`,
    { hint: 'name a PEM file with --ca or CAISSON_CA' },
  );
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
  return !['', '0', 'false', 'no'].includes((text ?? '').toLowerCase());
}
