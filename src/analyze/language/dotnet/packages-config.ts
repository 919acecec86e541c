import { SaxesParser } from 'saxes';
import type { Analyzer } from '#contract/analyzer.ts';
import { CaissonError } from '#kit/error.ts';
import { LockGraph, scopesOf } from '../lock-graph.ts';
import { textOf } from '../package-component.ts';
import { nugetPurl } from '../package-url.ts';

/** packages.config of NuGet 2: `<package id version developmentDependency>`, flat and without hashes. */
export const packagesConfigAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/dotnet-packages-config',
  revision: 1,
  title: '.NET packages listed in packages.config',
  claims: [{ basename: 'packages.config' }],
  *analyze(file) {
    const graph = new LockGraph();
    for (const attributes of packageElements(file.text())) {
      const name = textOf(attributes['id']);
      const version = textOf(attributes['version']);
      if (name === undefined || version === undefined) continue;
      graph.add({
        purl: nugetPurl(name, version),
        name,
        version,
        ecosystem: 'nuget',
        presence: 'declared',
        ...scopesOf({ dev: attributes['developmentDependency'] === 'true' }),
      });
    }
    yield* graph.observations(file);
  },
};

type Attributes = Readonly<Record<string, string>>;

/** saxes knows no entities but the five of XML, so nothing can expand; it stops at the first fault. */
function packageElements(text: string): readonly Attributes[] {
  const found: Attributes[] = [];
  const parser = new SaxesParser();
  parser.on('opentag', (tag) => {
    if (tag.name === 'package') found.push(tag.attributes);
  });
  parser.on('error', (cause) => {
    throw new CaissonError('input.malformed', 'packages.config is not well-formed XML', { cause });
  });
  parser.write(text).close();
  return found;
}
