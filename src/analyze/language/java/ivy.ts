import type { Analyzer } from '#contract/analyzer.ts';
import { childOf, childrenOf, parseXml, type XmlElement } from '../../xml/xml-tree.ts';
import { LockGraph } from '../lock-graph.ts';
import { textOf } from '../package-component.ts';
import { addArtifact } from './java-lock-graph.ts';

const xmlLimits = { maxDepth: 32, maxElements: 100_000 };

/** ivy.xml of Apache Ivy: what a module asks for. Ranges, `1.+` and `latest.…` leave the version empty. */
export const ivyAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/ivy-module',
  revision: 1,
  title: 'artifacts of an ivy.xml',
  claims: [{ basename: 'ivy.xml' }],
  *analyze(file) {
    const root = parseXml(file.text(), 'ivy.xml', xmlLimits);
    if (root.name !== 'ivy-module') return;
    const own = textOf(childOf(root, 'info')?.attributes.get('organisation'));
    const graph = new LockGraph();
    for (const element of childrenOf(childOf(root, 'dependencies'), 'dependency')) {
      const group = textOf(element.attributes.get('org')) ?? own;
      const artifact = textOf(element.attributes.get('name'));
      if (group === undefined || artifact === undefined) continue;
      const version = fixedVersion(element.attributes.get('rev'));
      addArtifact(
        graph,
        file,
        { group, artifact, version },
        { direct: true, ...(isForTests(element) && { scopes: ['dev'] }) },
      );
    }
    yield* graph.observations(file);
  },
};

function fixedVersion(revision: unknown): string {
  const text = textOf(revision) ?? '';
  return /^\d[^+[\](),\s$]*$/.test(text) ? text : '';
}

/** `conf="test->default;it->*"`: the own configurations stand before the arrow. */
function isForTests({ attributes }: XmlElement): boolean {
  const own = (attributes.get('conf') ?? '')
    .split(';')
    .map((part) => part.split('->')[0]?.trim() ?? '');
  return own.every((name) => name.startsWith('test'));
}
