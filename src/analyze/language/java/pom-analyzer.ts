import type { Analyzer } from '#contract/analyzer.ts';
import type { FileView } from '#contract/source.ts';
import type { Component, Scope } from '#model/component.ts';
import type { Observation } from '#model/observation.ts';
import { licensesOf } from '../license.ts';
import { locationOf } from '../package-component.ts';
import { javaComponent } from './coordinates.ts';
import { type PomDependency, parsePom } from './pom.ts';

/** Scopes of Maven that are not run-time use; `provided` comes from the server that the program is put into. */
const scopes: ReadonlyMap<string, Scope> = new Map([
  ['test', 'dev'],
  ['provided', 'build'],
]);

/** Reads `pom.xml` as a manifest: the project and the dependencies that it declares itself. */
export const pomAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'java/pom',
  revision: 2,
  title: 'Maven projects (pom.xml)',
  claims: [{ basename: 'pom.xml' }],
  analyze: observePom,
};

function* observePom(file: FileView): Iterable<Observation> {
  const location = locationOf(file);
  const pom = parsePom(file.text());
  const { group, artifact } = pom.coordinates;
  const root =
    group === '' || artifact === ''
      ? undefined
      : {
          ...javaComponent(pom.coordinates, 'declared', location),
          ...licensesOf(pom.licenses),
        };
  if (root !== undefined) yield { type: 'component', component: root };
  const seen = new Set<string>(root && [root.id]);
  for (const dependency of pom.dependencies) {
    if (dependency.scope === 'import') continue;
    const component = dependencyOf(dependency, file);
    if (seen.has(component.id)) continue;
    seen.add(component.id);
    yield { type: 'component', component };
    if (root === undefined) continue;
    const relation = { from: root.id, to: component.id, kind: 'depends-on' } as const;
    yield { type: 'relation', location, relation };
  }
}

function dependencyOf(dependency: PomDependency, file: FileView): Component {
  const component = { ...javaComponent(dependency, 'declared', locationOf(file)), direct: true };
  const scope = scopes.get(dependency.scope);
  const used: readonly Scope[] = [
    ...(scope === undefined ? [] : [scope]),
    ...(dependency.optional ? (['optional'] as const) : []),
  ];
  return used.length === 0 ? component : { ...component, scopes: used };
}
