import type { Analyzer, Linker } from '#contract/analyzer.ts';

/** What an inventory is taken with. */
export interface Plugins {
  readonly analyzers: readonly Analyzer[];
  readonly linkers: readonly Linker[];
}

/** Every analyzer and linker for images, trees and machines. `dataDirectory` holds the compiled catalogue. */
export async function builtInPlugins(dataDirectory: string): Promise<Plugins> {
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

/** For artifacts that are an SBOM. */
export async function sbomPlugins(): Promise<Plugins> {
  const { sbomAnalyzers } = await import('#analyze/sbom/analyzers.ts');
  return { analyzers: sbomAnalyzers, linkers: [] };
}
