import type { Output, RenderOptions } from '#contract/output.ts';
import type { ScanReport } from '#model/report.ts';
import { reportSentences, reportTime, reportUuid } from './facts.ts';
import { jsonChunks } from './json-chunks.ts';
import { withoutRemoved } from './present.ts';
import { type Maker, makerOf } from './spdx3/element.ts';
import { licenseElements } from './spdx3/licence.ts';
import { packageElements, rootElement, systemElement } from './spdx3/package.ts';
import { relationshipElements } from './spdx3/relationship.ts';
import { vulnerabilityElements } from './spdx3/vulnerability.ts';

/** SPDX 3.0.1 as JSON-LD: software, simple licensing and security profiles in one graph. */
export const spdx3Output: Output = {
  kind: 'output',
  id: 'spdx-3',
  revision: 1,
  title: 'SPDX 3.0.1 JSON-LD: packages, relationships, licences and vulnerabilities',
  mediaType: 'application/spdx+json; version=3.0.1',
  extension: 'spdx3.json',
  render(report, options) {
    return jsonChunks({
      '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld',
      '@graph': graph(withoutRemoved(report), options),
    });
  },
};

function* graph(report: ScanReport, options: RenderOptions): Generator<object> {
  const make = makerOf(`https://spdx.org/spdxdocs/caisson-${reportUuid(report, options)}`);
  yield {
    type: 'CreationInfo',
    '@id': '_:creationinfo',
    specVersion: '3.0.1',
    created: reportTime(report, options),
    createdBy: [make.id('agent')],
    createdUsing: [make.id('tool')],
  };
  yield make.element('SoftwareAgent', 'agent', { name: 'caisson' });
  yield make.element('Tool', 'tool', { name: `caisson-${report.tool.version}` });
  yield* documents(report, options, make);
  yield rootElement(report, make);
  if (report.inventory.os !== undefined) yield* systemElement(report.inventory.os, make);
  for (const component of report.inventory.components) yield* packageElements(component, make);
  yield* licenseElements(report.inventory.components, make);
  yield* relationshipElements(report.inventory, make);
  yield* vulnerabilityElements(report, make, reportTime(report, options));
}

/** The document, and the bill of materials that is its subject. */
function* documents(report: ScanReport, options: RenderOptions, make: Maker): Generator<object> {
  const { reference, kind } = report.inventory.artifact;
  yield make.element('SpdxDocument', 'document', {
    name: reference,
    comment: reportSentences(report, options),
    profileConformance: ['core', 'software', 'simpleLicensing', 'security'],
    rootElement: [make.id('sbom')],
  });
  yield make.element('software_Sbom', 'sbom', {
    profileConformance: ['core', 'software'],
    software_sbomType: [kind === 'host' || kind === 'container' ? 'deployed' : 'analyzed'],
    rootElement: [make.id('artifact')],
  });
}
