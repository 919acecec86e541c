import type { Output, RenderOptions } from '#contract/output.ts';
import { componentOfFinding } from '#model/finding.ts';
import type { ScanReport } from '#model/report.ts';
import { reportSentences, reportTime, reportUuid } from './facts.ts';
import { jsonChunks } from './json-chunks.ts';
import { withoutRemoved } from './present.ts';
import { extractedLicenses } from './spdx/licence.ts';
import {
  type Annotator,
  packageId,
  rootId,
  rootPackage,
  spdxPackage,
  systemId,
  systemPackage,
} from './spdx/package.ts';

/** SPDX 2.3 JSON (ISO/IEC 5962 family). Licences off the list become LicenseRef- texts; gaps stand in the comment. */
export const spdxOutput: Output = {
  kind: 'output',
  id: 'spdx',
  revision: 1,
  title: 'SPDX 2.3 JSON: packages and their relationships',
  mediaType: 'application/spdx+json',
  extension: 'spdx.json',
  render(report, options) {
    return jsonChunks(spdxDocument(report, options));
  },
};

type Fields = Readonly<Record<string, unknown>>;

/** The document with its long lists made when asked (SPDX 2.3 sections 6 to 12). */
export interface SpdxDocument {
  readonly [field: string]: unknown;
  readonly packages: Iterable<Fields>;
  readonly relationships: Iterable<Fields>;
}

/** The report as an SPDX 2.3 document; tag-value text is made of the same. */
export function spdxDocument(whole: ScanReport, options: RenderOptions): SpdxDocument {
  const report = withoutRemoved(whole);
  const created = reportTime(report, options);
  const tool = `Tool: caisson-${report.tool.version}`;
  const licenses = extractedLicenses(report.inventory.components);
  return {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: report.inventory.artifact.reference,
    documentNamespace: `https://spdx.org/spdxdocs/caisson-${reportUuid(report, options)}`,
    comment: reportSentences(report, options),
    creationInfo: { created, creators: [tool] },
    documentDescribes: [rootId],
    packages: packages(report, { annotator: tool, annotationDate: created }),
    relationships: relationships(report),
    ...(licenses.length > 0 && { hasExtractedLicensingInfos: licenses }),
  };
}

function* packages(report: ScanReport, by: Annotator): Generator<Fields> {
  const { os, components } = report.inventory;
  const findings = Map.groupBy(report.findings, ({ finding }) => componentOfFinding(finding)?.id);
  yield rootPackage(report);
  if (os !== undefined) yield systemPackage(os, by);
  for (const component of components)
    yield spdxPackage(component, findings.get(component.id) ?? [], by);
}

function* relationships({ inventory }: ScanReport): Generator<Fields> {
  const known = new Set(inventory.components.map(({ id }) => id));
  yield relationship('SPDXRef-DOCUMENT', 'DESCRIBES', rootId);
  if (inventory.os !== undefined) yield relationship(rootId, 'CONTAINS', systemId);
  for (const { id } of inventory.components) yield relationship(rootId, 'CONTAINS', packageId(id));
  for (const { from, to, kind } of inventory.relations) {
    if (!known.has(from) || !known.has(to)) continue;
    const type = kind === 'contains' ? 'CONTAINS' : 'DEPENDS_ON';
    yield relationship(packageId(from), type, packageId(to));
  }
}

function relationship(from: string, type: string, to: string): Fields {
  return { spdxElementId: from, relationshipType: type, relatedSpdxElement: to };
}
