import { isIP } from 'node:net';
import type {
  AssetFacts,
  AuditFacts,
  DeliveryRecord,
  DetectionFacts,
  FindingFacts,
  IncidentFacts,
  ProcessFacts,
} from '#contract/delivery.ts';
import { given } from '#event/given.ts';
import { attackTagsOf } from './attack.ts';
import { cvssVersionOf } from './cvss-version.ts';
import { levels } from './level.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Elastic Common Schema 9.4.0. What has no field there stands below `caisson`. */
export function toEcs(record: DeliveryRecord): Fields {
  const alarm = record.about.type === 'detection' || record.about.type === 'incident';
  return {
    '@timestamp': new Date(record.time).toISOString(),
    ecs: { version: '9.4.0' },
    message: record.text,
    event: given({
      id: record.id,
      kind: alarm ? 'alert' : record.about.type === 'audit' ? 'event' : 'state',
      ...categoryOf(record),
      action: record.kind,
      severity: levels[record.severity],
      module: 'caisson',
      dataset: `caisson.${record.about.type}`,
      url: record.url,
      outcome: outcomeOf(record),
    }),
    observer: { vendor: 'Caisson', product: 'Caisson', version: record.product.version },
    ...placeFields(record),
    ...subjectFields(record),
    caisson: given({
      subject: record.subject,
      severity: record.severity,
      activity: record.activity,
      data: record.data,
      incident: record.about.type === 'incident' ? record.about.incident : undefined,
    }),
  };
}

function placeFields({ place: { cluster, namespace } }: DeliveryRecord): Fields {
  if (cluster === undefined && namespace === undefined) return {};
  return {
    orchestrator: given({
      cluster: cluster === undefined ? undefined : { name: cluster },
      namespace,
    }),
  };
}

function categoryOf({ about, kind }: DeliveryRecord) {
  switch (about.type) {
    case 'finding':
      return { category: [findingCategory(about.finding)], type: ['info'] };
    case 'audit':
      return auditCategory(about.audit);
    case 'detection':
      return { category: ['intrusion_detection'], type: ['info'] };
    case 'incident':
      return { category: ['intrusion_detection'], type: ['info'] };
    default:
      return { category: [kind === 'action' ? 'intrusion_detection' : 'host'], type: ['info'] };
  }
}

function findingCategory({ kind }: FindingFacts): string {
  if (kind === 'vulnerability' || kind === 'malware') return kind;
  return 'configuration';
}

function auditCategory({ action }: AuditFacts) {
  if (action === 'session.start') return { category: ['authentication'], type: ['start'] };
  if (action.startsWith('session.')) return { category: ['authentication'], type: ['end'] };
  if (/^(?:user|token)\./u.test(action)) return { category: ['iam'], type: ['admin'] };
  return { category: ['configuration'], type: ['change'] };
}

function outcomeOf({ about }: DeliveryRecord): string | undefined {
  if (about.type !== 'audit') return undefined;
  return about.audit.outcome === 'done' ? 'success' : 'failure';
}

function subjectFields({ about }: DeliveryRecord): Fields {
  switch (about.type) {
    case 'finding':
      return { ...assetFields(about.finding.asset), ...findingFields(about.finding) };
    case 'detection':
      return detectionFields(about.detection);
    case 'incident':
      return incidentFields(about.incident);
    case 'audit':
      return auditFields(about.audit);
    case 'asset':
      return assetFields(about.asset);
    default:
      return {};
  }
}

function incidentFields({ title, techniques, node }: IncidentFacts): Fields {
  return given({
    rule: { name: title },
    threat: threatOf(techniques),
    host: node === undefined ? undefined : { name: node },
  });
}

function assetFields({ kind, name, os, digest }: AssetFacts): Fields {
  if (kind === 'host')
    return { host: given({ name, os: os === undefined ? undefined : { full: os } }) };
  return kind === 'image' ? { container: { image: imageOf(name, digest) } } : {};
}

function imageOf(name: string, digest: string | undefined): Fields {
  return given({ name, hash: digest === undefined ? undefined : { all: [digest] } });
}

function auditFields({ actor, actorId, remote }: AuditFacts): Fields {
  const source = remote !== undefined && isIP(remote) !== 0 ? { source: { ip: remote } } : {};
  return { user: { name: actor, id: actorId }, ...source };
}

function detectionFields(detection: DetectionFacts): Fields {
  const { rule, ruleId, node, process } = detection;
  return given({
    rule: given({ name: rule, id: ruleId }),
    threat: threatOf(detection.tags),
    tags: detection.tags,
    host: node ? { name: node } : undefined,
    container: containerOf(detection),
    process: process && processFields(process),
    user:
      process?.uid === undefined
        ? undefined
        : given({ id: String(process.uid), name: process.user }),
  });
}

function containerOf({ container }: DetectionFacts): Fields | undefined {
  if (container === undefined) return undefined;
  const { id, name, image, digest, engine } = container;
  return given({
    id,
    name,
    runtime: engine,
    image: image === undefined ? undefined : imageOf(image, digest),
  });
}

function processFields({ pid, name, path, commandLine, start, parent }: ProcessFacts): Fields {
  return given({
    pid,
    name,
    executable: path || undefined,
    command_line: commandLine,
    start: start === undefined ? undefined : new Date(start).toISOString(),
    parent: parent && { pid: parent.pid, name: parent.name },
  });
}

function threatOf(tags: readonly string[]): Fields | undefined {
  const { techniques, tactics } = attackTagsOf(tags);
  if (techniques.length === 0 && tactics.length === 0) return undefined;
  const exact = techniques.filter((id) => id.includes('.'));
  const subtechnique = exact.length === 0 ? undefined : { id: exact };
  const ids = [...new Set(techniques.map((id) => id.slice(0, 5)))];
  return given({
    framework: 'MITRE ATT&CK',
    tactic:
      tactics.length === 0
        ? undefined
        : { id: tactics.map(({ uid }) => uid), name: tactics.map(({ name }) => name) },
    technique: ids.length === 0 ? undefined : given({ id: ids, subtechnique }),
  });
}

function findingFields(finding: FindingFacts): Fields {
  const { rule: id, title, component, cvss } = finding;
  const version = cvssVersionOf(finding.cvssVector);
  const common = { rule: { id, name: title, category: finding.kind } };
  if (finding.kind !== 'vulnerability') return common;
  return given({
    ...common,
    vulnerability: given({
      id,
      description: title,
      enumeration: id.startsWith('CVE-') ? 'CVE' : undefined,
      classification: cvss === undefined ? undefined : 'CVSS',
      score: cvss === undefined ? undefined : given({ base: cvss, version }),
      scanner: { vendor: 'Caisson' },
    }),
    package: component && {
      name: component.name,
      version: component.version,
      reference: component.purl,
    },
  });
}
