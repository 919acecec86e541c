import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadCheckMetas } from '#check/catalogue.ts';
import type { Analyzer, Reviewer } from '#contract/analyzer.ts';
import { accountAnalyzer } from './account/analyzer.ts';
import { accountReviewer } from './account/reviewer.ts';
import { faultMaker } from './checks.ts';
import { keyAnalyzer } from './key/analyzer.ts';
import { keyReviewer } from './key/reviewer.ts';
import { serviceAnalyzer } from './service/analyzer.ts';
import { loadServices } from './service/catalogue.ts';
import { commandAnalyzer } from './service/command.ts';
import { serviceReviewer } from './service/reviewer.ts';

/** Everything of this room that sees one file at a time. `dataDirectory` holds the compiled catalogue. */
export function credentialAnalyzers(dataDirectory: string): readonly Analyzer[] {
  const make = faultMaker(loadCheckMetas(dataDirectory));
  const revision = revisionOf(dataDirectory);
  const services = loadServices(dataDirectory);
  return [
    accountAnalyzer(make, revision),
    keyAnalyzer(make, revision),
    serviceAnalyzer(services, revision),
    commandAnalyzer(services, revision),
  ];
}

/** Everything of this room that needs the merged tree: accounts without a password, services. */
export function credentialReviewers(dataDirectory: string): readonly Reviewer[] {
  const make = faultMaker(loadCheckMetas(dataDirectory));
  const revision = revisionOf(dataDirectory);
  return [
    accountReviewer(make, revision),
    keyReviewer(make, revision),
    serviceReviewer(loadServices(dataDirectory), make, revision),
  ];
}

/** Raised with every change of this room's code that may give another result. */
const codeRevision = 1;

/** Changes with the catalogue, as what it says is copied into faults. */
function revisionOf(dataDirectory: string): number {
  const hash = createHash('sha256').update(`${codeRevision}`);
  for (const name of ['checks.json', 'services.json'])
    hash.update(readFileSync(join(dataDirectory, 'catalog', name)));
  return hash.digest().readUInt32BE(0);
}
