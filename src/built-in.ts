import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseLocation } from '#advisory/location.ts';
import type { Database } from '#app/database.ts';
import type { Toolbox } from '#app/toolbox.ts';
import type { RegistrySettings } from '#artifact/registry/settings.ts';
import type { Program } from '#cli/program.ts';
import type { Settings } from '#cli/settings.ts';
import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';

/** Everything that is built in, each kind in one list. Nothing is loaded before a command needs it. */
export function builtIn(version: string): Program {
  return {
    version,
    createToolbox: (settings, scope) => createToolbox(version, settings, scope),
    createDatabase: (settings) => createDatabase(version, settings),
  };
}

async function createToolbox(version: string, settings: Settings, scope: Scope): Promise<Toolbox> {
  const [sources, plugins, { openResultCache }, { openIndex }] = await Promise.all([
    createSources(version, settings),
    analysisPlugins(),
    import('#analyze/cache.ts'),
    import('#advisory/open-index.ts'),
  ]);
  const { analyzers, linkers } = plugins;
  return {
    version,
    ...sources,
    ...plugins,
    ...(settings.cache && {
      cache: openResultCache(settings.cacheDirectory, [...analyzers, ...linkers], scope.clock),
    }),
    openIndex: () => openIndex(databaseLocation(settings), scope),
  };
}

async function analysisPlugins(): Promise<
  Pick<Toolbox, 'analyzers' | 'sbomAnalyzers' | 'linkers'>
> {
  const [os, text, binary, sbom] = await Promise.all([
    import('#analyze/os/analyzers.ts'),
    import('#analyze/language/analyzers.ts'),
    import('#analyze/binary/analyzers.ts'),
    import('#analyze/sbom/analyzers.ts'),
  ]);
  return {
    analyzers: [...os.osAnalyzers, ...text.textLanguageAnalyzers, ...binary.binaryAnalyzers],
    sbomAnalyzers: sbom.sbomAnalyzers,
    linkers: [...os.osLinkers, ...text.textLanguageLinkers, ...binary.binaryLinkers],
  };
}

async function createSources(
  version: string,
  settings: Settings,
): Promise<Pick<Toolbox, 'sources' | 'detectPath' | 'findInEngines'>> {
  const [{ localSources }, { registrySource }] = await Promise.all([
    import('#artifact/local-sources.ts'),
    import('#artifact/registry/source.ts'),
  ]);
  const registry = registrySource(registrySettings(version, settings));
  return {
    sources: [...localSources(), registry],
    detectPath: () => Promise.resolve(undefined),
    findInEngines: () => Promise.resolve(undefined),
  };
}

async function createDatabase(version: string, settings: Settings): Promise<Database> {
  const { readTrustedKeys } = await import('#advisory/signature.ts');
  const keys = [
    ...readTrustedKeys(join(import.meta.dirname, '..', 'data', 'keys')),
    ...readTrustedKeys(join(settings.configDirectory, 'trusted-keys')),
  ];
  const ca = settings.caFiles.map((path) => readFileSync(path, 'utf8')).join('\n');
  return {
    location: databaseLocation(settings),
    trust: { keys },
    ...(ca !== '' && { ca }),
    fetchArtifact: async (name, scope) => {
      const { fetchDatabaseArtifact } = await import('#app/database-artifact.ts');
      return fetchDatabaseArtifact(name, registrySettings(version, settings), scope);
    },
  };
}

/** The bundled snapshot lies beside the program, in a checkout as in the package. */
function databaseLocation(settings: Settings): DatabaseLocation {
  return {
    cache: join(settings.cacheDirectory, 'db'),
    bundled: settings.databaseDirectory ?? join(import.meta.dirname, '..', 'data', 'snapshot'),
    keys: join(settings.configDirectory, 'keys'),
  };
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
