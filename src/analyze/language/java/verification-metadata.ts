import type { Analyzer } from '#contract/analyzer.ts';
import type { FileView } from '#contract/source.ts';
import type { Hash } from '#model/component.ts';
import type { Observation } from '#model/observation.ts';
import { childOf, childrenOf, parseXml, type XmlElement } from '../../xml/xml-tree.ts';
import { locationOf, textOf } from '../package-component.ts';
import { hashesOf, hexHash } from '../package-hash.ts';
import { javaComponent } from './coordinates.ts';

const xmlLimits = { maxDepth: 32, maxElements: 500_000 };

/**
 * gradle/verification-metadata.xml: every artifact that a Gradle build may load, with its checksums (Gradle manual, "Verifying
 * dependencies"). It does not tell what an artifact is for, and it names plug-ins of the build and bare POMs as well: these
 * are for the build.
 */
export const verificationMetadataAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/gradle-verification-metadata',
  revision: 1,
  title: 'Gradle verification metadata',
  claims: [{ basename: 'verification-metadata.xml' }],
  *analyze(file) {
    const root = parseXml(file.text(), 'verification-metadata.xml', xmlLimits);
    const seen = new Set<string>();
    for (const element of childrenOf(childOf(root, 'components'), 'component')) {
      const observation = observationOf(element, file);
      if (observation === undefined || seen.has(observation.component.id)) continue;
      seen.add(observation.component.id);
      yield observation;
    }
  },
};

function observationOf(
  element: XmlElement,
  file: FileView,
): Extract<Observation, { type: 'component' }> | undefined {
  const group = textOf(element.attributes.get('group'));
  const artifact = textOf(element.attributes.get('name'));
  const version = textOf(element.attributes.get('version'));
  if (group === undefined || artifact === undefined || version === undefined) return undefined;
  const artifacts = childrenOf(element, 'artifact');
  const component = javaComponent({ group, artifact, version }, 'declared', locationOf(file));
  const archives = artifacts.filter(
    (one) => !/\.(?:pom|module)$/.test(one.attributes.get('name') ?? ''),
  );
  const isBuild =
    artifact.endsWith('.gradle.plugin') || (artifacts.length > 0 && archives.length === 0);
  return {
    type: 'component',
    component: {
      ...component,
      ...(isBuild && { scopes: ['build'] }),
      ...hashesOf(archives.slice(0, maxArtifacts).flatMap(hashesOfArtifact)),
    },
  };
}

const maxArtifacts = 20;

function hashesOfArtifact(artifact: XmlElement): readonly (Hash | undefined)[] {
  return (['sha256', 'sha512'] as const).map((algorithm) =>
    hexHash(algorithm, childOf(artifact, algorithm)?.attributes.get('value')),
  );
}
