import type { Analyzer } from '#contract/analyzer.ts';
import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import type { Hash } from '#model/component.ts';
import { LockGraph } from '../lock-graph.ts';
import { textOf } from '../package-component.ts';
import { prefixedHash } from '../package-hash.ts';
import { addArtifact } from './java-lock-graph.ts';

/**
 * build.sbt.lock of the sbt-dependency-lock plug-in: a flat list of artifacts with the configurations that need them. What
 * only test configurations need is for development.
 */
export const sbtLockAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/sbt-lock',
  revision: 1,
  title: 'artifacts locked by sbt',
  claims: [{ suffix: '.sbt.lock' }],
  *analyze(file) {
    const lock = parseJson(file.text(), 'the sbt lock');
    if (!isRecord(lock) || !Array.isArray(lock['dependencies']))
      throw new CaissonError('input.malformed', 'the sbt lock holds no list of dependencies');
    const graph = new LockGraph();
    for (const fields of lock['dependencies'].filter(isRecord)) {
      const [group, artifact, version] = [fields['org'], fields['name'], fields['version']].map(
        textOf,
      );
      if (group === undefined || artifact === undefined || version === undefined) continue;
      addArtifact(
        graph,
        file,
        { group, artifact, version },
        {
          hashes: hashesOf(fields['artifacts']),
          ...(isForTests(fields['configurations']) && { scopes: ['dev'] }),
        },
      );
    }
    yield* graph.observations(file);
  },
};

function hashesOf(artifacts: unknown): readonly (Hash | undefined)[] {
  const list = Array.isArray(artifacts) ? artifacts.filter(isRecord) : [];
  return list.slice(0, 20).map((artifact) => prefixedHash(artifact['hash']));
}

function isForTests(configurations: unknown): boolean {
  const names = Array.isArray(configurations)
    ? configurations.filter((name) => typeof name === 'string')
    : [];
  return names.length > 0 && names.every((name) => /^(?:test|it\b|integrationtest)/i.test(name));
}
