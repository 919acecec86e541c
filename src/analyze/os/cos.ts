import type { Analyzer } from '#contract/analyzer.ts';
import type { FileView } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import type { Observation } from '#model/observation.ts';
import { Faults, isPlainWord } from './bounds.ts';
import { packageObservation } from './package-observation.ts';

/** Packages of Google's Container-Optimized OS. What was only used to build it is left out. */
export const cosPackages: Analyzer = {
  kind: 'analyzer',
  id: 'os/cos',
  revision: 1,
  title: 'Container-Optimized OS packages',
  claims: [{ path: '/etc/cos-package-info.json' }],
  analyze,
};

function* analyze(file: FileView): Iterable<Observation> {
  const document = parseJson(file.text(), 'the package list');
  const installed = isRecord(document) ? document['installedPackages'] : undefined;
  if (!Array.isArray(installed))
    throw new CaissonError('input.malformed', 'the package list has no installed packages');
  const faults = new Faults();
  for (const [at, item] of installed.entries()) {
    const observation = isRecord(item) ? observe(file.path, item) : undefined;
    if (observation === undefined) faults.add(`item ${at + 1} lacks a package name or version`);
    else yield observation;
  }
  yield* faults.gaps(file.path);
}

function observe(
  path: string,
  { name, version }: Readonly<Record<string, unknown>>,
): Observation | undefined {
  if (typeof name !== 'string' || typeof version !== 'string') return undefined;
  if (!isPlainWord(name) || !isPlainWord(version)) return undefined;
  return packageObservation(path, { name, version, purl: { type: 'cos' } });
}
