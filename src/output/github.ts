import type { Output, RenderOptions } from '#contract/output.ts';
import type { Component } from '#model/component.ts';
import type { ScanReport } from '#model/report.ts';
import { clean } from './clean.ts';
import { reportTime } from './facts.ts';
import { jsonChunks } from './json-chunks.ts';
import { withoutRemoved } from './present.ts';
import { allGaps, compareText, dataAgeLine } from './summary.ts';

/**
 * A dependency snapshot for GitHub's submission API (2022-11-28). `sha` and `ref` are those of the commit that the caller
 * builds: they are left empty here and must be filled in before sending.
 */
export const githubOutput: Output = {
  kind: 'output',
  id: 'github',
  revision: 1,
  title: 'GitHub dependency snapshot',
  mediaType: 'application/json',
  extension: 'github.json',
  render(report, options) {
    return jsonChunks(snapshot(withoutRemoved(report), options));
  },
};

function snapshot(report: ScanReport, options: RenderOptions): object {
  const { inventory, decision, database } = report;
  const groups = Map.groupBy(inventory.components, manifestOf);
  const edges = Map.groupBy(inventory.relations, ({ from }) => from);
  const manifests = [...groups]
    .sort(([a], [b]) => compareText(a, b))
    .map(([path, components]) => [path, manifest(path, components, edges)] as const);
  return {
    version: 0,
    sha: '',
    ref: '',
    job: { id: 'caisson', correlator: `caisson ${clean(inventory.artifact.reference, 200)}` },
    detector: {
      name: 'caisson',
      version: report.tool.version,
      url: 'https://caisson.invalid/',
    },
    scanned: reportTime(report, options),
    metadata: {
      'caisson:verdict': decision.verdict,
      'caisson:gaps': allGaps(report).length,
      'caisson:database': dataAgeLine(database, { ...options, reproducible: true }),
    },
    manifests: Object.fromEntries(manifests),
  };
}

/** The file that names the software, relative to the root. */
function manifestOf({ locations }: Component): string {
  return clean(locations[0].path, 1000).replace(/^\/+/, '') || 'unknown';
}

function manifest(
  path: string,
  components: readonly Component[],
  edges: ReadonlyMap<string, readonly { readonly to: string }[]>,
): object {
  const keys = new Map(components.map(({ id, purl }) => [id, purl]));
  const wanted = new Set(components.flatMap(({ id }) => (edges.get(id) ?? []).map(({ to }) => to)));
  const resolved = components.map((component) => {
    const { id, purl, direct, scopes } = component;
    const dependencies = (edges.get(id) ?? []).flatMap(({ to }) => keys.get(to) ?? []);
    const isDirect = direct ?? !wanted.has(id);
    const isDevelopment = scopes?.length === 1 && (scopes[0] === 'dev' || scopes[0] === 'build');
    return [
      purl,
      {
        package_url: purl,
        relationship: isDirect ? 'direct' : 'indirect',
        scope: isDevelopment ? 'development' : 'runtime',
        dependencies: [...new Set(dependencies)].sort(compareText),
      },
    ] as const;
  });
  return {
    name: path,
    file: { source_location: path },
    resolved: Object.fromEntries(resolved),
  };
}
