import type { BackgroundSettings } from '#analyze/background/thread.ts';
import type { SkippableKind } from '#app/inspection-settings.ts';
import type { Settings } from '#cli/settings.ts';
import type { Analyzer } from '#contract/analyzer.ts';
import { everyFileAnalyzers } from './built-in-plugins.ts';
import { createScanner, type ScannerChoice, scannerChoice } from './built-in-scanner.ts';

/** What the analyzers of the other thread are made from. */
interface BackgroundChoice {
  readonly scanner: ScannerChoice;
  readonly skip: readonly SkippableKind[];
  readonly hashLists: ReadonlyMap<string, string>;
}

/** Beside this file when run from source, beside the chunks of the bundle otherwise. */
const program = import.meta.url.endsWith('.ts')
  ? './background.worker.ts'
  : './background.worker.js';

/** Search for secrets and signs of malware on a thread of its own. Engines of the person stay on the main one. */
export function backgroundWith(
  dataDirectory: string,
  settings: Settings,
  hashLists: ReadonlyMap<string, string>,
): BackgroundSettings {
  const { skip } = settings.inspection;
  const choice: BackgroundChoice = {
    scanner: scannerChoice(dataDirectory, settings),
    skip,
    hashLists,
  };
  return {
    program: new URL(program, import.meta.url),
    settings: choice,
    analyzerIds: [
      ...(skip.includes('secrets') ? [] : ['secret/files']),
      ...(skip.includes('malware')
        ? []
        : ['digest/files', 'malware/content', 'malware/digest-list']),
    ],
  };
}

/** The analyzers that `backgroundWith` names, on the other thread. */
export async function backgroundAnalyzers(settings: unknown): Promise<readonly Analyzer[]> {
  const { scanner, skip, hashLists } = settings as BackgroundChoice; // what `backgroundWith` made
  return everyFileAnalyzers(scanner.dataDirectory, {
    skip,
    hashLists,
    ...(!skip.includes('secrets') && { scanner: await createScanner(scanner) }),
  });
}
