import type { Analyzer } from '#contract/analyzer.ts';
import { LockGraph } from '../lock-graph.ts';
import { conanFacts } from './conan-reference.ts';

/** What the sections of a file say about the packages they list; other sections are passed over. */
interface Section {
  readonly isBuild: boolean;
  readonly isDirect: boolean;
}

const manifestSections: ReadonlyMap<string, Section> = new Map([
  ['requires', { isBuild: false, isDirect: true }],
  ['tool_requires', { isBuild: true, isDirect: true }],
  ['build_requires', { isBuild: true, isDirect: true }],
  ['test_requires', { isBuild: true, isDirect: true }],
]);

const infoSections: ReadonlyMap<string, Section> = new Map([
  ['requires', { isBuild: false, isDirect: true }],
  ['full_requires', { isBuild: false, isDirect: false }],
]);

/** conanfile.txt: what a project asks for; ranges leave the version empty. */
export const conanfileAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/conan-manifest',
  revision: 1,
  title: 'C and C++ packages of a conanfile.txt',
  claims: [{ basename: 'conanfile.txt' }],
  *analyze(file) {
    yield* readSections(file.text(), manifestSections).observations(file);
  },
};

/** conaninfo.txt, which Conan writes beside every package that it builds: what that was built with. */
export const conaninfoAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/conan-info',
  revision: 1,
  title: 'C and C++ packages that a Conan package was built with',
  claims: [{ basename: 'conaninfo.txt' }],
  *analyze(file) {
    yield* readSections(file.text(), infoSections).observations(file);
  },
};

function readSections(text: string, sections: ReadonlyMap<string, Section>): LockGraph {
  const graph = new LockGraph();
  let section: Section | undefined;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    const name = /^\[([a-z_]+)\]$/.exec(line)?.[1];
    if (name !== undefined) section = sections.get(name);
    if (section === undefined || line.startsWith('#') || line.startsWith('[')) continue;
    addLine(graph, section, line, index + 1);
  }
  return graph;
}

/** `zlib/1.Y.Z` of `[requires]` in conaninfo.txt hides the version; `[full_requires]` has it. */
function addLine(graph: LockGraph, section: Section, text: string, line: number): void {
  const facts = /\/\d*\.?[YZ]\b/.test(text) ? undefined : conanFacts(text, 'declared');
  if (facts === undefined) return;
  const scopes = section.isBuild ? { scopes: ['build' as const] } : {};
  graph.add({ ...facts, ...scopes, ...(section.isDirect && { direct: true }) }, line);
}
