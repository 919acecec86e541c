import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { baseSteps } from '#app/base-steps.ts';
import type { CatalogueEntry } from '#app/catalogue.ts';
import type { Inspectors } from '#app/inspection.ts';
import { type CheckChoice, checksOf, loadCheckMetas, metaOf } from '#check/catalogue.ts';
import type { Settings } from '#cli/settings.ts';
import type { Analyzer } from '#contract/analyzer.ts';
import type { CheckedFile, FileChecker, FileResult } from '#contract/check.ts';
import type { Scope } from '#contract/scope.ts';
import type { FileView } from '#contract/source.ts';
import type { SecretScanner } from '#secret/scanner.ts';
import { builtInAdvisories } from './built-in-advisories.ts';
import { builtInCheckers, builtInNodes, builtInPosture } from './built-in-checkers.ts';
import { createScanner, scannerChoice } from './built-in-scanner.ts';

/** Checkers and scanners as a person chose them. */
export async function createInspectors(
  dataDirectory: string,
  settings: Settings,
  openScanner = () => createScanner(scannerChoice(dataDirectory, settings)),
): Promise<Inspectors> {
  const { skip, enable, disable } = settings.inspection;
  function looksFor(kind: (typeof skip)[number]): boolean {
    return !skip.includes(kind);
  }
  const choice = { include: enable, exclude: disable };
  const [checkers, posture, scanner, secretRoom, { maskImage }, hardening] = await Promise.all([
    looksFor('misconfigurations')
      ? builtInAdvisories(dataDirectory, settings).then((advisoriesOf) =>
          builtInCheckers(dataDirectory, choice, advisoriesOf),
        )
      : [],
    looksFor('misconfigurations')
      ? builtInPosture(dataDirectory, choice)
      : { ofObjects: [], ofClusters: [], ofNodes: [] },
    looksFor('secrets') ? openScanner() : undefined,
    import('#secret/image/scan-config.ts'),
    import('#secret/image/mask.ts'),
    imageChecks(dataDirectory, choice),
  ]);
  return {
    checkers,
    posture,
    nodes: () => builtInNodes(dataDirectory, choice),
    maliciousPackage: metaOf(loadCheckMetas(dataDirectory), 'CSN-MAL-0028'),
    secretsIn: (file, scope) => (scanner === undefined ? nothing : secretsIn(file, scanner, scope)),
    secretsOfImage: (image, attestations, scope) =>
      scanner === undefined ? [] : secretRoom.scanImageConfig(scanner, image, attestations, scope),
    maskedImage: (inventory, scope) =>
      scanner === undefined ? inventory : maskImage(scanner, inventory, scope),
    faultsOfImage: (inventory, now) =>
      looksFor('misconfigurations') ? hardening(inventory, now) : [],
  };
}

/** Actions are components of what is scanned: matching says what is known of them. */
const vulnerableAction = 'CSN-CI-0047';

/** Checks the source files of a directory that is scanned. Files beside them are not at hand there. */
export function checkerAnalyzer(checkers: readonly FileChecker[]): Analyzer {
  const noHead = new Uint8Array();
  return {
    kind: 'analyzer',
    id: 'check/files',
    revision: 1,
    title: 'source files',
    claims: [{ every: true }],
    *analyze(file, scope) {
      const checker = checkers.find((one) => one.recognises(file.path, noHead));
      if (checker === undefined || file.size > maxSourceBytes) return;
      const bytes = file.bytes();
      const { faults, gaps } = checker.check(
        { path: file.path, bytes, sibling: () => undefined },
        scope,
      );
      for (const fault of faults)
        if (fault.rule !== vulnerableAction)
          yield { type: 'fault', location: fault.locations[0], fault };
      yield* gaps;
    },
  };
}

const maxSourceBytes = 4 * 2 ** 20;
const nothing: FileResult = { faults: [], gaps: [] };

async function imageChecks(
  dataDirectory: string,
  choice: CheckChoice,
): Promise<Inspectors['faultsOfImage']> {
  const [{ createImageChecker }, { conditions }, { createHistoryChecker }, dockerfile] =
    await Promise.all([
      import('#hardening/checker.ts'),
      import('#catalog/image.gen.ts'),
      import('#dockerfile/history-checks.ts'),
      import('#catalog/dockerfile.gen.ts'),
    ]);
  const metas = loadCheckMetas(dataDirectory);
  const ofImage = createImageChecker(checksOf(metas, conditions, choice));
  const ofHistory = createHistoryChecker(checksOf(metas, dockerfile.conditions, choice));
  return (inventory, now) => {
    const { image } = inventory;
    if (image === undefined) return [];
    return [...ofImage(inventory, now), ...ofHistory(image, baseSteps(inventory))];
  };
}

function secretsIn(file: CheckedFile, scanner: SecretScanner, scope: Scope): FileResult {
  const { bytes, path } = file;
  const view: FileView = {
    path,
    size: bytes.length,
    mode: 0o644,
    bytes: () => bytes,
    text: () => Buffer.from(bytes).toString('utf8'),
    read: (offset, length) => bytes.subarray(offset, offset + Math.max(0, length)),
  };
  const { secrets, gaps } = scanner.scanFile(view, scope);
  return { faults: [], gaps, secrets };
}

/** All checks and secret rules. `dataDirectory` is the program's own, so the shapes are known. */
export async function readCatalogue(dataDirectory: string): Promise<readonly CatalogueEntry[]> {
  const [{ parseJson }, { parseSecretRules }] = await Promise.all([
    import('#kit/json.ts'),
    import('#secret/rule.ts'),
  ]);
  const path = join(dataDirectory, 'catalog', 'secrets.json');
  const secrets = parseSecretRules(parseJson(readFileSync(path, 'utf8'), path));
  return [
    ...loadCheckMetas(dataDirectory).values(),
    ...secrets.map(
      (rule): CatalogueEntry => ({
        id: rule.id,
        slug: rule.id,
        family: 'secret',
        kind: 'secret',
        title: rule.title,
        severity: rule.severity,
        rationale: rule.meaning,
        remediation: rule.revoke,
        references: rule.docs === undefined ? [] : [rule.docs],
        aliases: rule.aliases,
        controls: [],
        enabled: true,
        status: 'stable',
      }),
    ),
  ];
}
