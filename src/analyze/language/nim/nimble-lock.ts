import type { Analyzer } from '#contract/analyzer.ts';
import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { formatPurl } from '#model/purl.ts';
import { LockGraph } from '../lock-graph.ts';
import { type PackageFacts, packageGap, textOf } from '../package-component.ts';
import { hashesOf, hexHash } from '../package-hash.ts';

/** `nimble.lock` (Nimble, "nimble lock"), versions 1 and 2: packages by name with their dependencies' names. */
export const nimbleLockAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/nim-nimble-lock',
  revision: 1,
  title: 'Nim packages locked by Nimble',
  claims: [{ basename: 'nimble.lock' }],
  *analyze(file) {
    const lock = parseJson(file.text(), 'nimble.lock');
    const packages = isRecord(lock) ? lock['packages'] : undefined;
    if (!isRecord(packages))
      throw new CaissonError('input.malformed', 'nimble.lock holds no packages');
    const graph = new LockGraph();
    const purls = new Map<string, string>();
    let broken = 0;
    for (const [name, fields] of Object.entries(packages)) {
      const facts = factsOf(name, fields);
      if (facts === undefined) broken += 1;
      else {
        purls.set(name, facts.purl);
        graph.add(facts);
      }
    }
    for (const [name, purl] of purls)
      for (const wanted of dependenciesOf(packages[name])) {
        const to = purls.get(wanted);
        if (to !== undefined) graph.relate(purl, to);
      }
    yield* graph.observations(file);
    if (broken > 0) yield packageGap(file, 'malformed', `${broken} packages without version`);
  },
};

function factsOf(key: string, fields: unknown): PackageFacts | undefined {
  if (!isRecord(fields)) return undefined;
  const name = textOf(key);
  const version = textOf(fields['version']);
  if (name === undefined || version === undefined) return undefined;
  const sums = isRecord(fields['checksums']) ? fields['checksums'] : {};
  return {
    purl: formatPurl({ type: 'nim', name, version }),
    name,
    version,
    ecosystem: 'nim',
    presence: 'declared',
    ...hashesOf([hexHash('sha1', sums['sha1'])]),
  };
}

function dependenciesOf(fields: unknown): readonly string[] {
  const list = isRecord(fields) ? fields['dependencies'] : undefined;
  return Array.isArray(list) ? list.filter((name) => typeof name === 'string') : [];
}
