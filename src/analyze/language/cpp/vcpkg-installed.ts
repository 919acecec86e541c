import type { Analyzer } from '#contract/analyzer.ts';
import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { basename, dirname } from '#kit/path.ts';
import { licensesOf } from '../license.ts';
import { LockGraph } from '../lock-graph.ts';
import { packageComponent, textOf } from '../package-component.ts';
import { isPortName, splitPortVersion, vcpkgFacts } from './vcpkg-package.ts';

/**
 * The status file of vcpkg (`vcpkg_installed/vcpkg/status`): paragraphs like those of dpkg, one for each port and triplet,
 * and further ones for its features, which only add dependencies.
 */
export const vcpkgStatusAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/vcpkg-status',
  revision: 1,
  title: 'C and C++ ports installed by vcpkg',
  claims: [{ directory: 'vcpkg/', suffix: 'status' }],
  *analyze(file) {
    if (basename(file.path) !== 'status') return;
    const paragraphs = paragraphsOf(file.text()).filter(isInstalled);
    const graph = new LockGraph();
    const purls = new Map<string, string>();
    for (const paragraph of paragraphs) {
      const name = textOf(paragraph.get('package'));
      const version = textOf(paragraph.get('version'));
      if (name === undefined || version === undefined || !isPortName(name)) continue;
      const triplet = textOf(paragraph.get('architecture')) ?? '';
      const portVersion = paragraph.get('port-version') ?? '';
      const facts = vcpkgFacts({ name, version, portVersion, triplet }, 'installed');
      purls.set(`${name}:${triplet}`, facts.purl);
      graph.add(facts);
    }
    for (const paragraph of paragraphs) addEdges(graph, paragraph, purls);
    yield* graph.observations(file);
  },
};

type Paragraph = ReadonlyMap<string, string>;

function paragraphsOf(text: string): readonly Paragraph[] {
  const paragraphs: Map<string, string>[] = [new Map<string, string>()];
  for (const raw of text.split('\n')) {
    const line = raw.trimEnd();
    const colon = line.indexOf(':');
    if (line === '') paragraphs.push(new Map<string, string>());
    else if (colon > 0 && !line.startsWith(' '))
      paragraphs.at(-1)?.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return paragraphs;
}

function isInstalled(paragraph: Paragraph): boolean {
  return (paragraph.get('status') ?? '').endsWith(' installed');
}

/** `Depends: fmt, vcpkg-cmake:x64-linux, boost (linux)`; without a triplet the own one is meant. */
function addEdges(
  graph: LockGraph,
  paragraph: Paragraph,
  purls: ReadonlyMap<string, string>,
): void {
  const triplet = paragraph.get('architecture') ?? '';
  const from = purls.get(`${paragraph.get('package')}:${triplet}`);
  if (from === undefined) return;
  for (const item of (paragraph.get('depends') ?? '').split(',')) {
    const match = /^\s*([a-z0-9-]+)(?:\[[^\]]*\])?(?::([\w-]+))?/.exec(item.slice(0, 300));
    const to = purls.get(`${match?.[1]}:${match?.[2] ?? triplet}`);
    if (to !== undefined) graph.relate(from, to);
  }
}

/**
 * `TRIPLET/share/PORT/vcpkg.spdx.json`, which vcpkg writes for every installed port (SPDX 2.2): the port is the package with
 * the id `SPDXRef-port`. It stays behind where a build copies the tree without the status file.
 */
export const vcpkgSpdxAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/vcpkg-spdx',
  revision: 1,
  title: 'C and C++ ports described by vcpkg',
  claims: [{ basename: 'vcpkg.spdx.json' }],
  *analyze(file) {
    const document = parseJson(file.text(), 'vcpkg.spdx.json');
    const packages: readonly unknown[] =
      isRecord(document) && Array.isArray(document['packages']) ? document['packages'] : [];
    const port = packages.filter(isRecord).find((fields) => fields['SPDXID'] === 'SPDXRef-port');
    const name = textOf(port?.['name']);
    const version = textOf(port?.['versionInfo']);
    if (name === undefined || version === undefined || !isPortName(name))
      throw new CaissonError('input.malformed', 'vcpkg.spdx.json describes no port');
    const triplet = tripletOf(file.path);
    yield packageComponent(file, {
      ...vcpkgFacts({ name, ...splitPortVersion(version), triplet }, 'installed'),
      ...licensesOf([statedLicense(port?.['licenseConcluded'])]),
    });
  },
};

/** `TRIPLET/share/PORT/vcpkg.spdx.json`; empty elsewhere. */
function tripletOf(path: string): string {
  const triplet = basename(dirname(dirname(dirname(path))));
  return isPortName(triplet) ? triplet : '';
}

/** SPDX writes that nobody looked, or that there is none, in place of a licence. */
function statedLicense(license: unknown): unknown {
  return license === 'NOASSERTION' || license === 'NONE' ? undefined : license;
}
