import type { Analyzer } from '#contract/analyzer.ts';
import type { FileView } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import type { Observation } from '#model/observation.ts';
import { childOf, parseXml, type XmlElement } from '../../xml/xml-tree.ts';
import { LockGraph } from '../lock-graph.ts';
import { nugetPurl } from '../package-url.ts';
import { isNugetName, lowestVersion } from './nuget-range.ts';

const xmlLimits = { maxDepth: 32, maxElements: 100_000 };

/**
 * Projects of .NET (`*.csproj` and the like) and files with central versions (`Directory.Packages.props`): the packages they
 * reference, with properties of the same file put in. A version that stands in another file is empty here and named there.
 */
export const dotnetProjectAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/dotnet-project',
  revision: 1,
  title: '.NET packages that a project references',
  claims: [
    { suffix: '.csproj' },
    { suffix: '.fsproj' },
    { suffix: '.vbproj' },
    { suffix: 'packages.props' },
    { suffix: 'directory.build.props' },
    { suffix: 'directory.build.targets' },
  ],
  *analyze(file) {
    yield* observeProject(file);
  },
};

const itemNames = new Set([
  'PackageReference',
  'PackageVersion',
  'GlobalPackageReference',
  'DotNetCliToolReference',
]);

function* observeProject(file: FileView): Iterable<Observation> {
  const root = parseXml(file.text(), 'the project file', xmlLimits);
  if (root.name !== 'Project')
    throw new CaissonError('input.malformed', 'the project file does not begin with Project');
  const properties = propertiesOf(root);
  const graph = new LockGraph();
  for (const item of itemsOf(root)) {
    const name = resolve(fieldOf(item, 'Include') || fieldOf(item, 'Update'), properties);
    if (!isNugetName(name)) continue;
    const version = lowestVersion(
      resolve(fieldOf(item, 'VersionOverride') || fieldOf(item, 'Version'), properties),
    );
    const isVersionOnly = item.name === 'PackageVersion';
    if (isVersionOnly && version === '') continue;
    graph.add({
      purl: nugetPurl(name, version),
      name,
      version,
      ecosystem: 'nuget',
      presence: 'declared',
      ...(!isVersionOnly && { direct: true }),
      ...(isForBuild(item) && { scopes: ['build'] }),
    });
  }
  yield* graph.observations(file);
}

/** `PrivateAssets="all"` keeps a package out of what the project ships; tools of the command line are never shipped. */
function isForBuild(item: XmlElement): boolean {
  const isPrivate = fieldOf(item, 'PrivateAssets').toLowerCase() === 'all';
  return (
    isPrivate || item.name === 'GlobalPackageReference' || item.name === 'DotNetCliToolReference'
  );
}

/** Item groups may stand in `Choose`, `When` and `Otherwise`; conditions are not judged. */
function* itemsOf(element: XmlElement): Iterable<XmlElement> {
  for (const child of element.children) {
    if (itemNames.has(child.name)) yield child;
    else if (['ItemGroup', 'Choose', 'When', 'Otherwise'].includes(child.name))
      yield* itemsOf(child);
  }
}

/** An attribute, or the child element of that name. */
function fieldOf(item: XmlElement, name: string): string {
  return (item.attributes.get(name) ?? childOf(item, name)?.text ?? '').trim();
}

function propertiesOf(root: XmlElement): ReadonlyMap<string, string> {
  const properties = new Map<string, string>();
  for (const group of root.children) {
    if (group.name !== 'PropertyGroup') continue;
    // Names of properties do not know case.
    for (const { name, text } of group.children)
      if (!properties.has(name.toLowerCase()))
        properties.set(name.toLowerCase(), text.slice(0, 200));
  }
  return properties;
}

/** Properties may name one another; a few rounds are enough for what people write. */
function resolve(text: string, properties: ReadonlyMap<string, string>): string {
  let current = text.slice(0, 1000);
  for (let round = 0; round < 4 && current.includes('$('); round += 1) {
    current = current
      .replace(
        /\$\(([\w.-]{1,100})\)/g,
        (whole, name: string) => properties.get(name.toLowerCase()) ?? whole,
      )
      .slice(0, 1000);
  }
  return current;
}
