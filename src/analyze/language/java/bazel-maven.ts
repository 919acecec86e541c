import type { Analyzer } from '#contract/analyzer.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { LockGraph } from '../lock-graph.ts';
import { textOf } from '../package-component.ts';
import { hexHash } from '../package-hash.ts';
import type { Coordinates } from './coordinates.ts';
import { addArtifact } from './java-lock-graph.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * maven_install.json of Bazel's rules_jvm_external: tables by `group:artifact[:packaging[:classifier]]` (version 2), or a tree of
 * coordinates below `dependency_tree` (before that).
 */
export const bazelMavenAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/bazel-maven-install',
  revision: 1,
  title: 'Maven artifacts locked by Bazel',
  claims: [{ suffix: 'maven_install.json' }],
  *analyze(file) {
    const lock = parseJson(file.text(), 'maven_install.json');
    if (!isRecord(lock)) return;
    const graph = new LockGraph();
    const tree = lock['dependency_tree'];
    const purls = isRecord(tree)
      ? addTree(graph, file, tree)
      : addTables(graph, file, recordOf(lock['artifacts']));
    for (const [from, targets] of isRecord(tree)
      ? treeEdges(tree)
      : Object.entries(recordOf(lock['dependencies']))) {
      for (const to of textsOf(targets)) {
        const [source, target] = [purls.get(keyOf(from)), purls.get(keyOf(to))];
        if (source !== undefined && target !== undefined) graph.relate(source, target);
      }
    }
    yield* graph.observations(file);
  },
};

type File = Parameters<typeof addArtifact>[1];

function addTables(graph: LockGraph, file: File, artifacts: Fields): ReadonlyMap<string, string> {
  const purls = new Map<string, string>();
  for (const [key, value] of Object.entries(artifacts)) {
    const fields = recordOf(value);
    const coordinates = coordinatesOf(`${keyOf(key)}:${String(fields['version'])}`);
    if (coordinates === undefined) continue;
    const sha256 = recordOf(fields['shasums'])['jar'];
    purls.set(
      keyOf(key),
      addArtifact(graph, file, coordinates, { hashes: [hexHash('sha256', sha256)] }),
    );
  }
  return purls;
}

function addTree(graph: LockGraph, file: File, tree: Fields): ReadonlyMap<string, string> {
  const purls = new Map<string, string>();
  for (const fields of listOf(tree['dependencies']).filter(isRecord)) {
    const coordinate = textOf(fields['coord']);
    const coordinates = coordinate === undefined ? undefined : coordinatesOf(coordinate);
    // Sources and documentation stand beside the artifact itself.
    if (
      coordinate === undefined ||
      coordinates === undefined ||
      /:(?:sources|javadoc):/.test(coordinate)
    )
      continue;
    const purl = addArtifact(graph, file, coordinates, {
      hashes: [hexHash('sha256', fields['sha256'])],
    });
    purls.set(keyOf(coordinate), purl);
  }
  return purls;
}

function treeEdges(tree: Fields): readonly (readonly [string, unknown])[] {
  return listOf(tree['dependencies'])
    .filter(isRecord)
    .map((fields) => [
      textOf(fields['coord']) ?? '',
      fields['directDependencies'] ?? fields['dependencies'],
    ]);
}

/** `group:artifact:version`, in between packaging and classifier. */
function coordinatesOf(text: string): Coordinates | undefined {
  const parts = text.split(':');
  const [group, artifact, version] = [parts[0], parts[1], parts.at(-1)].map(textOf);
  if (parts.length < 3 || group === undefined || artifact === undefined || version === undefined)
    return undefined;
  return { group, artifact, version: version === 'undefined' ? '' : version };
}

/** Artifacts of one coordinate with other packagings are one component. */
function keyOf(coordinate: string): string {
  return coordinate.split(':', 2).join(':');
}

function recordOf(value: unknown): Fields {
  return isRecord(value) ? value : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textsOf(value: unknown): readonly string[] {
  return listOf(value).filter((item) => typeof item === 'string');
}
