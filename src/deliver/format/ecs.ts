import type { DeliveryRecord, FindingFacts } from '#contract/delivery.ts';
import { severityRank } from '#model/severity.ts';

/** Elastic Common Schema 9.4. */
export function toEcs(record: DeliveryRecord): Readonly<Record<string, unknown>> {
  const alarm = record.about.type === 'detection' || record.about.type === 'incident';
  return {
    '@timestamp': new Date(record.time).toISOString(),
    ecs: { version: '9.4.0' },
    message: record.text,
    event: {
      id: record.id,
      kind: alarm ? 'alert' : record.about.type === 'audit' ? 'event' : 'state',
      ...categoryOf(record),
      action: record.kind,
      severity: [5, 1, 3, 5, 8, 10][severityRank(record.severity)] ?? 5,
      module: 'caisson',
      dataset: `caisson.${record.about.type}`,
      ...(record.url === undefined ? {} : { url: record.url }),
    },
    observer: { vendor: 'Caisson', product: 'Caisson', version: record.product.version },
    ...(record.place.cluster === undefined && record.place.namespace === undefined
      ? {}
      : {
          orchestrator: {
            ...(record.place.cluster === undefined
              ? {}
              : { cluster: { name: record.place.cluster } }),
            ...(record.place.namespace === undefined ? {} : { namespace: record.place.namespace }),
          },
        }),
    ...subjectFields(record),
    caisson: {
      subject: record.subject,
      severity: record.severity,
      activity: record.activity,
      data: record.data,
    },
  };
}

function categoryOf({ about }: DeliveryRecord) {
  if (about.type === 'finding' && about.finding.kind === 'vulnerability')
    return { category: ['vulnerability'], type: ['info'] };
  if (about.type === 'finding') return { category: ['configuration'], type: ['info'] };
  if (about.type === 'audit') return { category: ['configuration'], type: ['change'] };
  if (about.type === 'detection') return { category: ['process'], type: ['info'] };
  return { category: ['host'], type: ['info'] };
}

function subjectFields({ about }: DeliveryRecord): Readonly<Record<string, unknown>> {
  if (about.type === 'finding') return findingFields(about.finding);
  if (about.type === 'audit') return { user: { name: about.audit.actor, id: about.audit.actorId } };
  if (about.type !== 'detection') return {};
  const { detection } = about;
  const { process, container } = detection;
  return {
    rule: {
      name: detection.rule,
      ...(detection.ruleId === undefined ? {} : { id: detection.ruleId }),
    },
    ...(detection.node === undefined ? {} : { host: { name: detection.node } }),
    ...(container === undefined ? {} : { container: { id: container.id } }),
    ...(process === undefined ? {} : { process: { pid: process.pid, name: process.name } }),
  };
}

function findingFields(finding: FindingFacts): Readonly<Record<string, unknown>> {
  const common = { rule: { id: finding.rule, name: finding.title } };
  if (finding.kind !== 'vulnerability') return common;
  return {
    ...common,
    vulnerability: {
      id: finding.rule,
      description: finding.title,
      classification: 'CVSS',
      enumeration: 'CVE',
      ...(finding.cvss === undefined ? {} : { score: { base: finding.cvss } }),
    },
    ...(finding.component === undefined
      ? {}
      : { package: { name: finding.component.name, version: finding.component.version } }),
  };
}
