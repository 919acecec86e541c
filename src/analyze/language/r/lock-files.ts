import type { Analyzer } from '#contract/analyzer.ts';
import type { FileView } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import type { Hash } from '#model/component.ts';
import type { Observation } from '#model/observation.ts';
import { LockGraph } from '../lock-graph.ts';
import { packageGap, textOf } from '../package-component.ts';
import { hashesOf, hexHash } from '../package-hash.ts';
import { readControlFile } from './control-file.ts';
import { rFacts, rRequirements, saysBioconductor } from './r-package.ts';

type Field = (name: string) => string;

/** One package of a lock file. */
interface Entry {
  readonly field: Field;
  readonly requires: readonly string[];
  readonly line?: number;
}

/** renv.lock (renv, "Lockfiles"): JSON; `Requirements` are names, newer files have the fields of `DESCRIPTION` instead. */
export const renvLockAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/r-renv-lock',
  revision: 1,
  title: 'R packages locked by renv',
  claims: [{ basename: 'renv.lock' }],
  *analyze(file) {
    const lock = parseJson(file.text(), 'renv.lock');
    const packages = isRecord(lock) ? lock['Packages'] : undefined;
    if (!isRecord(packages))
      throw new CaissonError('input.malformed', 'renv.lock holds no packages');
    const entries = Object.values(packages).filter(isRecord).map(renvEntry);
    yield* observationsOf(file, entries);
  },
};

/** packrat.lock: records in DCF; the first one tells about R and the repositories. */
export const packratLockAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/r-packrat-lock',
  revision: 1,
  title: 'R packages locked by packrat',
  claims: [{ basename: 'packrat.lock' }],
  *analyze(file) {
    const entries: Entry[] = [];
    for (const { fields, line } of readControlFile(file.text())) {
      if (!fields.has('Package')) continue;
      const requires = rRequirements(fields.get('Requires')).map(({ name }) => name);
      entries.push({ field: (name) => fields.get(name) ?? '', requires, line });
    }
    yield* observationsOf(file, entries);
  },
};

function renvEntry(fields: Readonly<Record<string, unknown>>): Entry {
  const asked = ['Requirements', 'Depends', 'Imports', 'LinkingTo'].flatMap((key) => {
    const value = fields[key];
    return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : [];
  });
  return {
    field: (name) => {
      const value = fields[name];
      return typeof value === 'string' ? value : '';
    },
    requires: asked.flatMap((text) => rRequirements(text).map(({ name }) => name)),
  };
}

function* observationsOf(file: FileView, entries: readonly Entry[]): Iterable<Observation> {
  const graph = new LockGraph();
  const purls = new Map<string, string>();
  let incomplete = 0;
  for (const { field, line } of entries) {
    const name = textOf(field('Package'));
    const version = textOf(field('Version'));
    if (name === undefined || version === undefined) {
      incomplete += 1;
      continue;
    }
    const facts = rFacts({
      name,
      version,
      presence: 'declared',
      license: field('License'),
      isBioconductor: saysBioconductor(field),
    });
    purls.set(name, facts.purl);
    graph.add({ ...facts, ...hashesOf([sourceHash(field)]) }, line);
  }
  for (const { field, requires } of entries) {
    const from = purls.get(field('Package'));
    if (from === undefined) continue;
    for (const name of requires) {
      const to = purls.get(name);
      if (to !== undefined) graph.relate(from, to);
    }
  }
  yield* graph.observations(file);
  if (incomplete > 0)
    yield packageGap(file, 'malformed', `${incomplete} packages without name or version`);
}

/** Both tools hash the fields of `DESCRIPTION` with md5. */
function sourceHash(field: Field): Hash | undefined {
  return hexHash('md5', field('Hash'));
}
