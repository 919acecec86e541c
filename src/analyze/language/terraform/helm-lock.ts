import type { Analyzer } from '#contract/analyzer.ts';
import { formatPurl } from '#model/purl.ts';
import { packageComponent, packageGap, textOf } from '../package-component.ts';
import { yamlLines } from '../tools/yaml-lines.ts';

interface Chart {
  readonly line: number;
  readonly fields: Map<string, string>;
}

/**
 * `Chart.lock` and, of Helm 2, `requirements.lock` (Helm, "Charts", dependencies): charts with repository and version.
 * `pkg:helm/NAME@VERSION?repository_url=…`.
 */
export const helmLockAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/helm-lock',
  revision: 1,
  title: 'charts locked by Helm',
  claims: [{ basename: 'Chart.lock' }, { basename: 'requirements.lock' }],
  *analyze(file) {
    for (const { line, fields } of chartsIn(file.text())) {
      const name = textOf(fields.get('name'));
      const version = textOf(fields.get('version'));
      if (name === undefined || version === undefined) {
        yield packageGap(file, 'malformed', `a chart without name or version in line ${line}`);
        continue;
      }
      const repository = textOf(fields.get('repository'));
      const isLocal = repository === undefined || repository.startsWith('file:');
      const purl = formatPurl({
        type: 'helm',
        name,
        version,
        ...(!isLocal && { qualifiers: { repository_url: repository } }),
      });
      const facts = { purl, name, version, ecosystem: 'generic', presence: 'declared' } as const;
      yield packageComponent(file, { ...facts, direct: true }, line);
    }
  },
};

function chartsIn(text: string): readonly Chart[] {
  const charts: Chart[] = [];
  let isInside = false;
  for (const line of yamlLines(text)) {
    if (line.column === 0) isInside = line.key === 'dependencies';
    if (!isInside || line.key === 'dependencies') continue;
    if (line.isItem) charts.push({ line: line.number, fields: new Map() });
    if (line.key !== '') charts.at(-1)?.fields.set(line.key, line.value);
  }
  return charts;
}
