import type { Output, RenderOptions } from '#contract/output.ts';
import type { Component } from '#model/component.ts';
import type { ScanReport } from '#model/report.ts';
import { rootComponent } from './cyclonedx/component.ts';
import { bomVulnerability } from './cyclonedx/vulnerability.ts';
import { reportTime, reportUuid } from './facts.ts';
import { jsonChunks } from './json-chunks.ts';
import { assessmentOf } from './vex.ts';

/** CycloneDX 1.6 with assessed vulnerabilities only: a VEX document that stands by itself. */
export const cyclonedxVexOutput: Output = {
  kind: 'output',
  id: 'cyclonedx-vex',
  revision: 1,
  title: 'CycloneDX 1.6 VEX: what is not affected, and why',
  mediaType: 'application/vnd.cyclonedx+json; version=1.6',
  extension: 'vex.cdx.json',
  render(report, options) {
    return jsonChunks(document(report, options));
  },
};

function document(report: ScanReport, options: RenderOptions): object {
  const judged = report.findings.filter(
    (each) =>
      each.finding.kind === 'vulnerability' &&
      (options.vexAffected === true || assessmentOf(each) !== undefined),
  );
  const components = new Map<string, Component>();
  for (const { finding } of judged)
    if (finding.kind === 'vulnerability')
      components.set(finding.vulnerability.component.id, finding.vulnerability.component);
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${reportUuid(report, options)}`,
    version: 1,
    metadata: {
      ...(!options.reproducible && { timestamp: reportTime(report, options) }),
      tools: {
        components: [{ type: 'application', name: 'caisson', version: report.tool.version }],
      },
      component: rootComponent(report),
    },
    components: [...components.values()].map(({ id, name, version, purl }) => ({
      type: 'library',
      'bom-ref': id,
      name,
      ...(version !== '' && { version }),
      purl,
    })),
    vulnerabilities: judged.flatMap((each) =>
      each.finding.kind === 'vulnerability' ? bomVulnerability(each.finding, each) : [],
    ),
  };
}
