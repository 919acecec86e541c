import type { Output, RenderOptions } from '#contract/output.ts';
import { sha256Hex } from '#kit/hash.ts';
import type { Component } from '#model/component.ts';
import type { ScanReport } from '#model/report.ts';
import { clean } from './clean.ts';
import { reportSentences, reportTime } from './facts.ts';
import { imagePurl } from './image-purl.ts';
import { jsonChunks } from './json-chunks.ts';
import { csafVulnerabilities } from './vex/csaf-vulnerability.ts';
import { statementsHash, statementsOf } from './vex/statement.ts';

/** CSAF 2.0 in the profile `csaf_vex` (section 4.5): the same statements as OpenVEX, for vendors' tools. */
export const csafOutput: Output = {
  kind: 'output',
  id: 'csaf-vex',
  revision: 1,
  title: 'CSAF 2.0 VEX: what is not affected, and why',
  mediaType: 'application/json',
  extension: 'csaf.json',
  render(report, options) {
    return jsonChunks(document(report, options));
  },
};

const rootId = 'artifact';

function document(report: ScanReport, options: RenderOptions): object {
  const statements = statementsOf(report, options);
  const components = new Map(statements.map(({ component }) => [component.purl, component]));
  const vulnerabilities = csafVulnerabilities(statements, productId);
  const named = report.inventory.artifact.reference;
  const reference = clean(named, 500) || 'unnamed artifact';
  return {
    document: {
      // The profile asks for at least one vulnerability; without any the document is a plain one.
      category: vulnerabilities.length > 0 ? 'csaf_vex' : 'csaf_base',
      csaf_version: '2.0',
      title: `Assessment of ${reference}`,
      publisher: {
        category: 'user',
        name: 'caisson',
        namespace: 'https://caisson.invalid/',
      },
      notes: [
        {
          category: 'summary',
          title: 'What was scanned',
          text: reportSentences(report, options) || 'nothing',
        },
      ],
      tracking: tracking(report, options, statementsHash(report, statements)),
    },
    product_tree: productTree(report, reference, [...components.values()]),
    ...(vulnerabilities.length > 0 && { vulnerabilities }),
  };
}

function tracking(report: ScanReport, options: RenderOptions, hash: string): object {
  const date = reportTime(report, options);
  return {
    id: `caisson-${hash.slice(0, 32)}`,
    status: 'final',
    version: '1',
    initial_release_date: date,
    current_release_date: date,
    revision_history: [{ number: '1', date, summary: 'Made by a scan.' }],
    generator: { engine: { name: 'caisson', version: report.tool.version }, date },
  };
}

/** Components are products of their own and parts of the artifact; statements are about the parts. */
function productTree(
  report: ScanReport,
  reference: string,
  components: readonly Component[],
): object {
  const purl = imagePurl(report.inventory);
  return {
    full_product_names: [
      {
        product_id: rootId,
        name: reference,
        ...(purl !== undefined && { product_identification_helper: { purl } }),
      },
      ...components.map((component) => ({
        product_id: componentProductId(component),
        name: componentName(component),
        product_identification_helper: { purl: component.purl },
      })),
    ],
    ...(components.length > 0 && {
      relationships: components.map((component) => ({
        category: 'default_component_of',
        product_reference: componentProductId(component),
        relates_to_product_reference: rootId,
        full_product_name: {
          product_id: productId(component),
          name: `${componentName(component)} in ${reference}`,
        },
      })),
    }),
  };
}

function componentName({ name, version, purl }: Component): string {
  return `${clean(name, 200)} ${clean(version, 100)}`.trim() || clean(purl, 300);
}

/** Of the component by itself. */
function componentProductId({ purl }: Component): string {
  return `component-${sha256Hex(purl.toWellFormed()).slice(0, 24)}`;
}

/** Of the component as a part of the artifact. */
function productId(component: Component): string {
  return `${rootId}:${componentProductId(component)}`;
}
