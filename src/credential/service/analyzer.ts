import type { Analyzer } from '#contract/analyzer.ts';
import type { FileView } from '#contract/source.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import type { Observation } from '#model/observation.ts';
import { readConfiguration } from '../format/read.ts';
import { isSample } from '../sample.ts';
import { claimsOf, isFile } from './file.ts';
import { type Gathered, gatherFile } from './gather.ts';
import type { ServiceFile, ServiceRecord } from './record.ts';

const maxBytes = 2 ** 20;

/** Reads configuration files of the services of the catalogue: what matters for their security, never a secret. */
export function serviceAnalyzer(services: readonly ServiceRecord[], revision: number): Analyzer {
  return {
    kind: 'analyzer',
    id: 'credential/services',
    revision,
    title: 'configuration of services',
    claims: services.flatMap(({ files }) => files.flatMap(claimsOf)),
    analyze: (view) => analyze(view, services),
  };
}

function* analyze(view: FileView, services: readonly ServiceRecord[]): Iterable<Observation> {
  if (isSample(view.path) || view.size === 0) return;
  for (const record of services) {
    const file = record.files.find((candidate) => isFile(candidate, view.path));
    if (file !== undefined) yield* read(view, record, file);
  }
}

function* read(view: FileView, record: ServiceRecord, file: ServiceFile): Iterable<Observation> {
  const location = { path: view.path };
  try {
    if (view.size > maxBytes) throw new CaissonError('limit.size', 'it is too large');
    const found = gatherFile(record, readConfiguration(file.format, view.text()));
    yield { type: 'fact', location, topic: `service/${record.id}`, values: valuesOf(found) };
  } catch (error) {
    if (!isCaissonError(error)) throw error;
    const detail = `the configuration of ${record.title} could not be read: ${error.message}`;
    const isLimit = error.code.startsWith('limit.');
    yield { type: 'gap', location, reason: isLimit ? 'too-large' : 'malformed', detail };
  }
}

/** Values by name, and their lines behind `line:`. */
export function valuesOf(found: ReadonlyMap<string, Gathered>): Readonly<Record<string, string>> {
  const entries = [...found].flatMap(([name, { value, line }]) => [
    [name, value] as const,
    ...(line === undefined ? [] : [[`line:${name}`, `${line}`] as const]),
  ]);
  return Object.fromEntries(entries);
}
