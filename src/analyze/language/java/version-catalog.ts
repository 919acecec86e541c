import type { Analyzer } from '#contract/analyzer.ts';
import { isRecord } from '#kit/json.ts';
import type { Observation } from '#model/observation.ts';
import { parseBoundedToml } from '../bounded-toml.ts';
import { locationOf, textOf } from '../package-component.ts';
import { type Coordinates, javaComponent } from './coordinates.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Version catalogues of Gradle (`gradle/libs.versions.toml`): libraries and plug-ins that builds may ask for by an alias. A
 * plug-in `ID` is loaded as the artifact `ID:ID.gradle.plugin`, for the build.
 */
export const versionCatalogAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/gradle-version-catalog',
  revision: 1,
  title: 'Gradle version catalogues',
  claims: [{ suffix: '.versions.toml' }],
  *analyze(file) {
    const catalog = parseBoundedToml(file);
    const versions = recordOf(catalog['versions']);
    const libraries = Object.values(recordOf(catalog['libraries'])).flatMap((value) =>
      libraryOf(value, versions),
    );
    const plugins = Object.values(recordOf(catalog['plugins'])).flatMap((value) =>
      pluginOf(value, versions),
    );
    yield* observe(libraries, (coordinates) =>
      javaComponent(coordinates, 'declared', locationOf(file)),
    );
    yield* observe(plugins, (coordinates) => ({
      ...javaComponent(coordinates, 'declared', locationOf(file)),
      scopes: ['build'],
    }));
  },
};

function* observe(
  list: readonly Coordinates[],
  toComponent: (coordinates: Coordinates) => ReturnType<typeof javaComponent>,
): Iterable<Observation> {
  const seen = new Set<string>();
  for (const coordinates of list) {
    const component = toComponent(coordinates);
    if (seen.has(component.id)) continue;
    seen.add(component.id);
    yield { type: 'component', component };
  }
}

/** `"group:artifact:version"`, or a table with `module` or `group` and `name`, and `version`. */
function libraryOf(value: unknown, versions: Fields): readonly Coordinates[] {
  const [group, artifact, version] = typeof value === 'string' ? value.split(':', 3) : [];
  if (group !== undefined) return coordinatesOf(group, artifact, version);
  if (!isRecord(value)) return [];
  const module = textOf(value['module'])?.split(':', 2) ?? [value['group'], value['name']];
  return coordinatesOf(module[0], module[1], versionOf(value['version'], versions));
}

function pluginOf(value: unknown, versions: Fields): readonly Coordinates[] {
  const [id, version] =
    typeof value === 'string'
      ? value.split(':', 2)
      : isRecord(value)
        ? [textOf(value['id']), versionOf(value['version'], versions)]
        : [];
  return id === undefined ? [] : coordinatesOf(id, `${id}.gradle.plugin`, version);
}

function coordinatesOf(
  group: unknown,
  artifact: unknown,
  version: unknown,
): readonly Coordinates[] {
  const [safeGroup, safeArtifact] = [textOf(group), textOf(artifact)];
  if (safeGroup === undefined || safeArtifact === undefined) return [];
  return [{ group: safeGroup, artifact: safeArtifact, version: fixedVersion(version) }];
}

/** A version, a table that names one of `[versions]`, or a rich version: what it prescribes. */
function versionOf(value: unknown, versions: Fields): unknown {
  if (!isRecord(value)) return value;
  const reference = value['ref'];
  if (typeof reference === 'string')
    return Object.hasOwn(versions, reference) ? richVersion(versions[reference]) : '';
  return richVersion(value);
}

function richVersion(value: unknown): unknown {
  return isRecord(value) ? (value['strictly'] ?? value['require'] ?? value['prefer']) : value;
}

/** Ranges, `1.+` and `latest.release` leave the version open. */
function fixedVersion(version: unknown): string {
  const text = textOf(version) ?? '';
  return /^\d[^+[\](),\s]*$/.test(text) ? text.replace(/!!.*$/, '') : '';
}

function recordOf(value: unknown): Fields {
  return isRecord(value) ? value : {};
}
