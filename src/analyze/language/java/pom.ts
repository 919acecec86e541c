import { childOf, childrenOf, parseXml, textOf, type XmlElement } from '../../xml/xml-tree.ts';
import type { Coordinates } from './coordinates.ts';
import { PomProperties } from './pom-interpolation.ts';

const xmlLimits = { maxDepth: 64, maxElements: 100_000 };

/** A dependency as a POM declares it; `version` is empty when the file does not settle it. */
export interface PomDependency extends Coordinates {
  /** `compile`, `runtime`, `test`, `provided`, `system`, `import`. */
  readonly scope: string;
  readonly optional: boolean;
}

/** What is used of a Maven project descriptor. */
export interface Pom {
  readonly coordinates: Coordinates;
  /** Names as written. */
  readonly licenses: readonly string[];
  readonly dependencies: readonly PomDependency[];
}

/**
 * Parses a `pom.xml` (Maven POM reference 4.0.0) by itself: properties, dependency management and the coordinates of the
 * parent are those the file states; nothing is fetched. Values that stay unresolved are empty.
 * Throws `input.malformed`, `input.unsupported`, `limit.*`.
 */
export function parsePom(text: string): Pom {
  const project = parseXml(text, 'the pom.xml', xmlLimits);
  const properties = propertiesOf(project);
  const managed = new Map(
    dependenciesOf(childOf(project, 'dependencyManagement'), properties).map((dependency) => [
      keyOf(dependency),
      dependency,
    ]),
  );
  return {
    coordinates: {
      group: properties.resolve('${project.groupId}'),
      artifact: properties.resolve('${project.artifactId}'),
      version: properties.resolve('${project.version}'),
    },
    licenses: childrenOf(childOf(project, 'licenses'), 'license')
      .map((license) => textOf(license, 'name') || textOf(license, 'url'))
      .filter((name) => name !== ''),
    dependencies: dependenciesOf(project, properties).map((dependency) =>
      completed(dependency, managed.get(keyOf(dependency))),
    ),
  };
}

function propertiesOf(project: XmlElement): PomProperties {
  const parent = childOf(project, 'parent');
  const declared = childOf(project, 'properties')?.children ?? [];
  const values = new Map(declared.map(({ name, text }) => [name, text]));
  for (const field of ['groupId', 'artifactId', 'version']) {
    const inherited = field === 'artifactId' ? '' : textOf(parent, field);
    const own = textOf(project, field) || inherited;
    for (const prefix of ['project.', 'pom.', '']) values.set(`${prefix}${field}`, own);
    for (const prefix of ['project.parent.', 'parent.'])
      values.set(`${prefix}${field}`, textOf(parent, field));
  }
  return new PomProperties(values);
}

function dependenciesOf(
  owner: XmlElement | undefined,
  properties: PomProperties,
): readonly PomDependency[] {
  return childrenOf(childOf(owner, 'dependencies'), 'dependency')
    .map((element) => ({
      group: properties.resolve(textOf(element, 'groupId')),
      artifact: properties.resolve(textOf(element, 'artifactId')),
      version: properties.resolve(textOf(element, 'version')),
      scope: textOf(element, 'scope'),
      optional: textOf(element, 'optional') === 'true',
    }))
    .filter(({ group, artifact }) => group !== '' && artifact !== '');
}

function completed(dependency: PomDependency, managed: PomDependency | undefined): PomDependency {
  return {
    ...dependency,
    version: dependency.version || (managed?.version ?? ''),
    scope: dependency.scope || managed?.scope || 'compile',
  };
}

function keyOf({ group, artifact }: Coordinates): string {
  return `${group}:${artifact}`;
}
