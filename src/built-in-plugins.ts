import type { SkippableKind } from '#app/inspection-settings.ts';
import type { Analyzer, Linker, Reviewer } from '#contract/analyzer.ts';
import type { FileScanner } from '#malware/scanner/file-scanner.ts';
import type { SecretScanner } from '#secret/scanner.ts';

/** What an inventory is taken with. */
export interface Plugins {
  readonly analyzers: readonly Analyzer[];
  readonly linkers: readonly Linker[];
  readonly reviewers: readonly Reviewer[];
}

/** What a person chose of it. */
export interface PluginSettings {
  readonly skip: readonly SkippableKind[];
  /** Texts of lists of digests, by their paths. */
  readonly hashLists: ReadonlyMap<string, string>;
  /** Other engines, which are shown every file. */
  readonly scanners?: readonly FileScanner[];
  /** The scanner of the installation; absent: one with a key of zeros, for what never writes a report. */
  readonly scanner?: SecretScanner;
}

/** Every analyzer, linker and reviewer for images, trees and machines. `dataDirectory` holds the compiled catalogue. */
export async function builtInPlugins(
  dataDirectory: string,
  settings: PluginSettings = { skip: [], hashLists: new Map() },
): Promise<Plugins> {
  const groups = await Promise.all([
    hardeningPlugins(),
    softwarePlugins(dataDirectory),
    secretPlugins(dataDirectory, settings),
    credentialPlugins(dataDirectory, settings),
    malwarePlugins(dataDirectory, settings),
  ]);
  return {
    analyzers: groups.flatMap(({ analyzers = [] }) => analyzers),
    linkers: groups.flatMap(({ linkers = [] }) => linkers),
    reviewers: groups.flatMap(({ reviewers = [] }) => reviewers),
  };
}

/** Of these the analyzers that are shown every file and need nothing but its bytes: what another thread may run. */
export async function everyFileAnalyzers(
  dataDirectory: string,
  settings: PluginSettings,
): Promise<readonly Analyzer[]> {
  const groups = await Promise.all([
    secretPlugins(dataDirectory, settings),
    malwarePlugins(dataDirectory, settings),
  ]);
  return groups
    .flatMap(({ analyzers = [] }) => analyzers)
    .filter(({ claims }) => claims.some((claim) => 'every' in claim));
}

type Group = Partial<Plugins>;

async function softwarePlugins(dataDirectory: string): Promise<Group> {
  const [os, text, binary, software, platform, other] = await Promise.all([
    import('#analyze/os/analyzers.ts'),
    import('#analyze/language/analyzers.ts'),
    import('#analyze/binary/analyzers.ts'),
    import('#analyze/software/analyzers.ts'),
    import('#analyze/language/platform-analyzers.ts'),
    import('#analyze/language/other-analyzers.ts'),
  ]);
  return {
    analyzers: [
      ...os.osAnalyzers,
      ...text.textLanguageAnalyzers,
      ...platform.platformAnalyzers,
      ...other.otherAnalyzers,
      ...binary.binaryAnalyzers,
      ...software.createSoftwareAnalyzers(dataDirectory),
    ],
    linkers: [
      ...os.osLinkers,
      ...text.textLanguageLinkers,
      ...platform.platformLinkers,
      ...other.otherLinkers,
      ...binary.binaryLinkers,
    ],
  };
}

async function hardeningPlugins(): Promise<Group> {
  const { accountsAnalyzer } = await import('#hardening/accounts.ts');
  return { analyzers: [accountsAnalyzer] };
}

async function secretPlugins(
  dataDirectory: string,
  { skip, scanner }: PluginSettings,
): Promise<Group> {
  if (skip.includes('secrets')) return {};
  const [{ secretAnalyzer }, { createSecretScanner }, { loadSecretRules }] = await Promise.all([
    import('#secret/analyzer.ts'),
    import('#secret/scanner.ts'),
    import('#secret/load.ts'),
  ]);
  const used =
    scanner ??
    createSecretScanner(loadSecretRules(dataDirectory).rules, {
      installationKey: new Uint8Array(32),
    });
  return { analyzers: [secretAnalyzer(used)] };
}

async function credentialPlugins(dataDirectory: string, { skip }: PluginSettings): Promise<Group> {
  if (skip.includes('credentials')) return {};
  const { credentialAnalyzers, credentialReviewers } = await import('#credential/door.ts');
  return {
    analyzers: credentialAnalyzers(dataDirectory),
    reviewers: credentialReviewers(dataDirectory),
  };
}

async function malwarePlugins(
  dataDirectory: string,
  { skip, hashLists, scanners = [] }: PluginSettings,
): Promise<Group> {
  if (skip.includes('malware')) return {};
  const [{ malwareAnalyzers, malwareReviewers }, { digestAnalyzer }] = await Promise.all([
    import('#malware/door.ts'),
    import('#analyze/digest/analyzer.ts'),
  ]);
  return {
    analyzers: [digestAnalyzer, ...malwareAnalyzers(dataDirectory, { hashLists, scanners })],
    reviewers: malwareReviewers(dataDirectory),
  };
}

/** For artifacts that are an SBOM. */
export async function sbomPlugins(): Promise<Plugins> {
  const { sbomAnalyzers } = await import('#analyze/sbom/analyzers.ts');
  return { analyzers: sbomAnalyzers, linkers: [], reviewers: [] };
}
