import type { Analyzer } from '#contract/analyzer.ts';
import { CaissonError } from '#kit/error.ts';
import type { Requirement } from '#model/component.ts';
import {
  childOf,
  childrenOf,
  parseXml,
  type XmlElement,
  textOf as xmlText,
} from '../../xml/xml-tree.ts';
import { licensesOf } from '../license.ts';
import { packageComponent, requiresOf, textOf } from '../package-component.ts';
import { nugetPurl } from '../package-url.ts';
import { isNugetName } from './nuget-range.ts';

const xmlLimits = { maxDepth: 32, maxElements: 50_000 };

/**
 * The description of a package that NuGet unpacked: `NAME/VERSION/NAME.nuspec` in the global folder, `NAME.VERSION/NAME.nuspec` in
 * the one of a solution. A description that a build has yet to fill in (`$version$`) is passed over.
 */
export const nuspecAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/dotnet-nuspec',
  revision: 1,
  title: 'unpacked .NET packages',
  claims: [{ suffix: '.nuspec' }],
  *analyze(file) {
    const metadata = childOf(parseXml(file.text(), 'the nuspec', xmlLimits), 'metadata');
    if (metadata === undefined)
      throw new CaissonError('input.malformed', 'the nuspec describes no package');
    const name = textOf(xmlText(metadata, 'id'));
    const version = textOf(xmlText(metadata, 'version'));
    if (name === undefined || version === undefined || !isNugetName(name) || !/^\d/.test(version))
      return;
    yield packageComponent(file, {
      purl: nugetPurl(name, version),
      name,
      version,
      ecosystem: 'nuget',
      presence: 'installed',
      ...licensesOf(licenseOf(metadata)),
      ...requiresOf(requirementsOf(childOf(metadata, 'dependencies'))),
    });
  },
};

function licenseOf(metadata: XmlElement): readonly string[] {
  const license = childOf(metadata, 'license');
  return license?.attributes.get('type') === 'expression' ? [license.text] : [];
}

/** By target framework in groups, or without. A name that several frameworks need counts once. */
function requirementsOf(dependencies: XmlElement | undefined): Iterable<Requirement> {
  const groups = childrenOf(dependencies, 'group').flatMap((group) =>
    childrenOf(group, 'dependency'),
  );
  const found = new Map<string, Requirement>();
  for (const { attributes } of [...childrenOf(dependencies, 'dependency'), ...groups]) {
    const name = textOf(attributes.get('id'));
    const range = textOf(attributes.get('version'));
    if (name !== undefined)
      found.set(name.toLowerCase(), { name, ...(range !== undefined && { range }) });
  }
  return found.values();
}
