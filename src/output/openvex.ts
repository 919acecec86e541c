import type { Output, RenderOptions } from '#contract/output.ts';
import type { ScanReport } from '#model/report.ts';
import { reportTime } from './facts.ts';
import { imagePurl } from './image-purl.ts';
import { jsonChunks } from './json-chunks.ts';
import { urlOfId } from './link.ts';
import { type Statement, statementsHash, statementsOf } from './vex/statement.ts';

/** OpenVEX 0.2.0: what the scan excused and what was accepted, for other scanners to apply. */
export const openvexOutput: Output = {
  kind: 'output',
  id: 'openvex',
  revision: 1,
  title: 'OpenVEX 0.2.0: what is not affected, and why',
  mediaType: 'application/json',
  extension: 'openvex.json',
  render(report, options) {
    return jsonChunks(document(report, options));
  },
};

function document(report: ScanReport, options: RenderOptions): object {
  const statements = statementsOf(report, options);
  const image = imagePurl(report.inventory);
  return {
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': `https://openvex.dev/docs/public/vex-${statementsHash(report, statements)}`,
    author: 'caisson',
    role: 'Document Creator',
    timestamp: reportTime(report, options),
    version: 1,
    tooling: `caisson ${report.tool.version}`,
    statements: statements.map((one) => statement(one, image)),
  };
}

function statement({ vulnerability, component, assessment, fix }: Statement, image?: string) {
  const { status, justification, statement: said } = assessment;
  const url = urlOfId(vulnerability.id);
  const subject = { '@id': component.purl, identifiers: { purl: component.purl } };
  return {
    vulnerability: {
      ...(url !== undefined && { '@id': url }),
      name: vulnerability.id,
      ...(vulnerability.aliases.length > 0 && { aliases: vulnerability.aliases }),
    },
    products: [
      image === undefined
        ? subject
        : { '@id': image, identifiers: { purl: image }, subcomponents: [subject] },
    ],
    status,
    ...(status === 'not_affected' && {
      ...(justification !== undefined && { justification }),
      impact_statement: said,
    }),
    ...(status === 'affected' && {
      action_statement: assessment.by === 'exception' ? said : fix,
    }),
    ...((status === 'fixed' || status === 'under_investigation') && { status_notes: said }),
  };
}
