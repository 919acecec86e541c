import type { Output, RenderOptions } from '#contract/output.ts';
import { componentOfFinding } from '#model/finding.ts';
import type { ScanReport } from '#model/report.ts';
import {
  bomComponent,
  rootComponent,
  rootRef,
  systemComponent,
  systemRef,
  toProperty,
} from './cyclonedx/component.ts';
import { dependencies } from './cyclonedx/dependency.ts';
import { bomVulnerability } from './cyclonedx/vulnerability.ts';
import { reportFacts, reportTime, reportUuid } from './facts.ts';
import { jsonChunks } from './json-chunks.ts';
import { allGaps } from './summary.ts';
import { findingSentence } from './why.ts';

/** CycloneDX 1.6 (ECMA-424), which most tools read today. */
export const cyclonedxOutput: Output = cyclonedx('cyclonedx', '1.6');
/** CycloneDX 1.7. */
export const cyclonedx17Output: Output = cyclonedx('cyclonedx-1.7', '1.7');

function cyclonedx(id: string, version: '1.6' | '1.7'): Output {
  return {
    kind: 'output',
    id,
    revision: 1,
    title: `CycloneDX ${version} JSON: components, dependencies and vulnerabilities`,
    mediaType: `application/vnd.cyclonedx+json; version=${version}`,
    extension: 'cdx.json',
    render(report, options) {
      return jsonChunks(bom(version, report, options));
    },
  };
}

function bom(version: string, report: ScanReport, options: RenderOptions): object {
  const { inventory } = report;
  return {
    $schema: `http://cyclonedx.org/schema/bom-${version}.schema.json`,
    bomFormat: 'CycloneDX',
    specVersion: version,
    serialNumber: `urn:uuid:${reportUuid(report, options)}`,
    version: 1,
    metadata: {
      ...(!options.reproducible && { timestamp: reportTime(report, options) }),
      ...lifecycles(report),
      tools: {
        components: [{ type: 'application', name: 'caisson', version: report.tool.version }],
      },
      component: rootComponent(report),
      properties: reportFacts(report, options).map(toProperty),
    },
    components: inventoryComponents(report),
    dependencies: dependencies(inventory),
    ...(allGaps(report).length > 0 && {
      compositions: [{ aggregate: 'incomplete', assemblies: [rootRef] }],
    }),
    vulnerabilities: vulnerabilities(report),
    ...annotations(report, options),
  };
}

/** The phase that was looked at (CycloneDX 1.6, metadata.lifecycles). */
function lifecycles({ inventory: { artifact } }: ScanReport): object {
  const phases = {
    image: 'post-build',
    container: 'operations',
    host: 'operations',
    filesystem: 'discovery',
    cluster: 'operations',
    sbom: undefined,
  } as const;
  const phase = phases[artifact.kind];
  return phase === undefined ? {} : { lifecycles: [{ phase }] };
}

function* vulnerabilities({ findings }: ScanReport): Generator<object> {
  for (const judged of findings)
    if (judged.finding.kind === 'vulnerability') yield bomVulnerability(judged.finding, judged);
}

/** Findings that are no vulnerabilities are remarks about what they speak of (CycloneDX 1.6, annotations[]). */
function annotations(report: ScanReport, options: RenderOptions): object {
  const others = report.findings.filter(({ finding }) => finding.kind !== 'vulnerability');
  if (others.length === 0) return {};
  const system = report.inventory.os === undefined ? rootRef : systemRef;
  return {
    annotations: others.map(({ finding }) => ({
      'bom-ref': finding.fingerprint,
      subjects: [componentOfFinding(finding)?.id ?? system],
      annotator: { component: { type: 'application', name: 'caisson' } },
      timestamp: reportTime(report, options),
      text: findingSentence(finding),
    })),
  };
}

function* inventoryComponents({ inventory }: ScanReport): Generator<object> {
  if (inventory.os !== undefined) yield systemComponent(inventory.os);
  for (const component of inventory.components) yield bomComponent(component);
}
