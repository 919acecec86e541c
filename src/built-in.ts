import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tools } from '#analyze/inventory.ts';
import type { pluginRevisions } from '#analyze/revisions.gen.ts';
import { tolerantCache } from '#app/best-effort.ts';
import type { Database } from '#app/database.ts';
import type { History } from '#app/history.ts';
import type { Inspectors } from '#app/inspection.ts';
import { installationKey, keyVariable } from '#app/installation-key.ts';
import { offlineRegistry, withoutRemoteEngines } from '#app/offline.ts';
import type { Toolbox } from '#app/toolbox.ts';
import type { SecretValidation } from '#app/validate-secrets.ts';
import type { RegistrySettings } from '#artifact/registry/settings.ts';
import type { Program } from '#cli/program.ts';
import type { Settings } from '#cli/settings.ts';
import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import { sha256Hex } from '#kit/hash.ts';
import { quote } from '#kit/text.ts';
import { boundYoungMemory } from '#kit/young-memory.ts';
import type { FileScanner } from '#malware/scanner/file-scanner.ts';
import type { Artifact } from '#model/artifact.ts';
import type { SecretScanner } from '#secret/scanner.ts';
import { builtInPlugins, type Plugins, sbomPlugins } from './built-in-plugins.ts';
import { databaseLocation } from './database-location.ts';

/** Lies beside the program, in a checkout as in the package. */
const dataDirectory = join(import.meta.dirname, '..', 'data');

/** Everything that is built in, each kind in one list. Nothing is loaded before a command needs it. */
export function builtIn(version: string): Program {
  return {
    version,
    createToolbox: (settings, scope) => createToolbox(version, settings, scope),
    catalogue: async () => {
      const { readCatalogue } = await import('./built-in-inspectors.ts');
      return readCatalogue(dataDirectory);
    },
    runtimeCatalogue: async () => {
      const { readRuntimeCatalogue } = await import('#app/runtime/catalogue.ts');
      return readRuntimeCatalogue(dataDirectory);
    },
    platform: async (settings) => {
      const { platformParts } = await import('./built-in-platform.ts');
      return platformParts(dataDirectory, registrySettings(version, settings), settings);
    },
    createDatabase: (settings) => createDatabase(version, settings),
  };
}

async function createToolbox(version: string, settings: Settings, scope: Scope): Promise<Toolbox> {
  requireDatabase(settings);
  const [sources, { openResultCache }, { pluginRevisions }, { openIndex }] = await Promise.all([
    createSources(version, settings, scope),
    import('#analyze/cache.ts'),
    import('#analyze/revisions.gen.ts'),
    import('#advisory/open-index.ts'),
  ]);
  const history = settings.cache ? await createHistory(settings, scope) : undefined;
  const validation = await openValidation(version, settings);
  const openScanner = once(async () => {
    const room = await import('./built-in-scanner.ts');
    return room.createScanner(room.scannerChoice(dataDirectory, settings), validation?.witness);
  });
  const inspectors = once(async () => {
    const { createInspectors } = await import('./built-in-inspectors.ts');
    return createInspectors(dataDirectory, settings, openScanner);
  });
  return {
    version,
    ...sources,
    plugins: (kind) => pluginsFor(kind, settings, { openScanner, inspectors }),
    inspectors,
    ...(validation !== undefined && { validation }),
    // What an engine says may change without the layer, and issuers are asked about secrets in clear: nothing of it is kept.
    ...(settings.cache &&
      validation === undefined &&
      !usesEngines(settings) && {
        cache: tolerantCache(
          openResultCache(
            settings.cacheDirectory,
            cacheKey(pluginRevisions, settings),
            scope.clock,
          ),
          scope.log,
        ),
      }),
    ...(history !== undefined && { history }),
    openIndex: () => openIndex(databaseLocation(dataDirectory, settings), scope),
  };
}

/** What artifacts of a kind are read with. Source files are checked only where people write them: in directories. */
async function pluginsFor(
  kind: Artifact['kind'],
  settings: Settings,
  shared: {
    readonly openScanner: () => Promise<SecretScanner>;
    readonly inspectors: () => Promise<Inspectors>;
  },
): Promise<Plugins & Pick<Tools, 'background'>> {
  boundYoungMemory();
  if (kind === 'sbom') return sbomPlugins();
  const { skip, hashLists } = settings.inspection;
  const scanner = skip.includes('secrets') ? undefined : await shared.openScanner();
  const lists = new Map(hashLists.map((path) => [path, readFileSync(path, 'utf8')]));
  const plugins = await builtInPlugins(dataDirectory, {
    skip,
    hashLists: lists,
    scanners: await openScanners(settings),
    ...(scanner !== undefined && { scanner }),
  });
  if (kind !== 'filesystem') return { ...plugins, ...(await backgroundFor(settings, lists)) };
  if (skip.includes('misconfigurations')) return plugins;
  const { checkerAnalyzer } = await import('./built-in-inspectors.ts');
  const { checkers } = await shared.inspectors();
  return { ...plugins, analyzers: [...plugins.analyzers, checkerAnalyzer(checkers)] };
}

/** Whether and how another thread does part of the work. */
async function backgroundFor(
  settings: Settings,
  hashLists: ReadonlyMap<string, string>,
): Promise<Pick<Tools, 'background'>> {
  const { skip, validate } = settings.inspection;
  if (skip.includes('secrets') && skip.includes('malware')) return {};
  // Secrets in clear do not leave the thread that asks about them.
  if (validate.length > 0) return {};
  const { backgroundWith } = await import('./background.ts');
  return { background: backgroundWith(dataDirectory, settings, hashLists) };
}

/** What asks issuers, where a person named some. Throws `usage.invalid-argument`. */
async function openValidation(
  version: string,
  settings: Settings,
): Promise<SecretValidation | undefined> {
  const { validate } = settings.inspection;
  if (validate.length === 0) return undefined;
  const { createSecretValidation, issuerTransport } = await import('#app/validate-secrets.ts');
  const transport = issuerTransport(registrySettings(version, settings));
  return createSecretValidation(validate, { offline: settings.offline, transport });
}

/** Engines with the person's own rules. Throws `host.*` when one cannot be had. */
async function openScanners({ inspection }: Settings): Promise<readonly FileScanner[]> {
  const { yaraRules, clamdSocket } = inspection;
  const [yara, clamd] = await Promise.all([
    yaraRules === undefined ? undefined : import('#malware/scanner/yara.ts'),
    clamdSocket === undefined ? undefined : import('#malware/scanner/clamd.ts'),
  ]);
  return [
    ...(yara === undefined || yaraRules === undefined ? [] : [yara.openYara(yaraRules)]),
    ...(clamd === undefined || clamdSocket === undefined ? [] : [clamd.connectClamd(clamdSocket)]),
  ];
}

function usesEngines({ inspection }: Settings): boolean {
  return inspection.yaraRules !== undefined || inspection.clamdSocket !== undefined;
}

/** Everything that decides what a layer is found to hold, beside its bytes. */
function cacheKey(
  revisions: typeof pluginRevisions,
  settings: Settings,
): readonly { readonly id: string; readonly revision: number }[] {
  const { inspection, configDirectory, environment } = settings;
  const { skip, enable, disable, secretRules, hashLists } = inspection;
  const key = installationKey(configDirectory, environment[keyVariable]);
  const files = [...secretRules, ...hashLists];
  const texts = [
    Buffer.from(key).toString('hex'),
    ...files.map((path) => readFileSync(path, 'utf8')),
  ];
  const chosen = JSON.stringify({ enable, disable });
  const own = sha256Hex([chosen, ...texts].map(sha256Hex).join('\n')).slice(0, 8);
  return [
    ...revisions,
    { id: `own/${[...skip].sort().join('+')}`, revision: Number.parseInt(own, 16) },
  ];
}

/** Makes a value when it is first asked for. */
function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => (made ??= make());
}

/** What was seen before. It is opened only when somebody asks it. */
async function createHistory(settings: Settings, scope: Scope): Promise<History> {
  const [{ openHistory }, { databaseState }] = await Promise.all([
    import('#app/history.ts'),
    import('#app/database-state.ts'),
  ]);
  const path = join(settings.cacheDirectory, 'store', 'inventories-1.sqlite');
  return openHistory(
    path,
    () => databaseState(databaseLocation(dataDirectory, settings), scope),
    scope,
  );
}

async function createSources(
  version: string,
  settings: Settings,
  scope: Scope,
): Promise<Pick<Toolbox, 'sources' | 'detectPath' | 'findInEngines'>> {
  const [{ localSources }, { detectPath }, engines, registry] = await Promise.all([
    import('#artifact/local-sources.ts'),
    import('#artifact/detect.ts'),
    import('#artifact/engine/sources.ts'),
    import('#artifact/registry/source.ts'),
  ]);
  const { offline, environment } = settings;
  const places = engines.engineSettings(offline ? withoutRemoteEngines(environment) : environment);
  return {
    sources: [
      ...localSources(),
      ...engines.engineSources(places),
      offline ? offlineRegistry : registry.registrySource(registrySettings(version, settings)),
    ],
    detectPath,
    findInEngines: (name) => engines.engineHas(name, places, scope),
  };
}

async function createDatabase(version: string, settings: Settings): Promise<Database> {
  const { readTrustedKeys } = await import('#advisory/signature.ts');
  const keys = [
    ...readTrustedKeys(join(dataDirectory, 'keys')),
    ...readTrustedKeys(join(settings.configDirectory, 'trusted-keys')),
  ];
  const ca = settings.caFiles.map((path) => readFileSync(path, 'utf8')).join('\n');
  return {
    location: databaseLocation(dataDirectory, settings),
    trust: { keys },
    ...(ca !== '' && { ca }),
    fetchArtifact: async (name, scope) => {
      const { fetchDatabaseArtifact } = await import('#app/database-artifact.ts');
      return fetchDatabaseArtifact(name, registrySettings(version, settings), scope);
    },
    pushArtifact: async (name, publication, scope) => {
      const { pushDatabaseArtifact } = await import('#app/database-artifact.ts');
      return pushDatabaseArtifact(name, publication, registrySettings(version, settings), scope);
    },
  };
}

/** A database that a person named and that is not there must not turn into "no advisories". */
function requireDatabase({ databaseDirectory: directory }: Settings): void {
  if (directory === undefined || existsSync(join(directory, 'index.json'))) return;
  throw new CaissonError(
    'usage.invalid-argument',
    `there is no advisory database in ${quote(directory)}`,
    { hint: 'make one with "caisson db build" or "caisson db export", or leave out --db' },
  );
}

function registrySettings(version: string, settings: Settings): RegistrySettings {
  const { insecureHosts, caFiles, environment } = settings;
  return {
    insecureHosts,
    caFiles,
    mirrors: mirrorsOf(settings.mirrors),
    environment,
    userAgent: `caisson/${version}`,
    random: () => Math.random(),
  };
}

/** `registry=mirror` pairs by registry, in order. Throws `usage.invalid-argument`. */
function mirrorsOf(pairs: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const mirrors = new Map<string, readonly string[]>();
  for (const pair of pairs) {
    const [registry = '', mirror = '', ...rest] = pair.split('=');
    if (registry === '' || mirror === '' || rest.length > 0) {
      throw new CaissonError('usage.invalid-argument', `${quote(pair)} is not a mirror`, {
        hint: 'write registry=mirror, such as docker.io=mirror.local:5000',
      });
    }
    mirrors.set(registry, [...(mirrors.get(registry) ?? []), mirror]);
  }
  return mirrors;
}
