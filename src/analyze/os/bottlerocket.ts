import type { Analyzer } from '#contract/analyzer.ts';
import type { FileView } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import type { Observation } from '#model/observation.ts';
import { Faults, isPlainWord } from './bounds.ts';
import { packageObservation } from './package-observation.ts';

/** Packages of Bottlerocket, which keeps a list of them in place of the rpm database it was built from. */
export const bottlerocketInventory: Analyzer = {
  kind: 'analyzer',
  id: 'os/bottlerocket',
  revision: 1,
  title: 'Bottlerocket packages',
  claims: [{ directory: 'usr/share/bottlerocket/', suffix: 'application-inventory.json' }],
  analyze,
};

function* analyze(file: FileView): Iterable<Observation> {
  const document = parseJson(file.text(), 'the application inventory');
  const content = isRecord(document) ? document['Content'] : undefined;
  if (!Array.isArray(content))
    throw new CaissonError('input.malformed', 'the application inventory has no content');
  const faults = new Faults();
  for (const [at, item] of content.entries()) {
    const observation = isRecord(item) ? observe(file.path, item) : undefined;
    if (observation === undefined) faults.add(`item ${at + 1} lacks a package name or version`);
    else yield observation;
  }
  yield* faults.gaps(file.path);
}

function observe(path: string, item: Readonly<Record<string, unknown>>): Observation | undefined {
  function field(name: string): string {
    const value = item[name];
    return typeof value === 'string' ? value : '';
  }
  const name = field('Name');
  const release = field('Release');
  const version = release === '' ? field('Version') : `${field('Version')}-${release}`;
  if (!isPlainWord(name) || field('Version') === '' || !isPlainWord(version)) return undefined;
  const architecture = field('Architecture');
  const epoch = field('Epoch') === '0' ? '' : field('Epoch');
  return packageObservation(path, {
    name,
    version: epoch === '' ? version : `${epoch}:${version}`,
    architecture,
    supplier: field('Publisher'),
    purl: { type: 'rpm', version, qualifiers: { arch: architecture, epoch } },
  });
}
