import { isIP } from 'node:net';
import type {
  AssetFacts,
  AuditFacts,
  DeliveryRecord,
  DetectionFacts,
  FindingFacts,
  ProcessFacts,
} from '#contract/delivery.ts';
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
    event: {
      id: record.id,
      kind: alarm ? 'alert' : record.about.type === 'audit' ? 'event' : 'state',
      ...categoryOf(record),
      action: record.kind,
      severity: levels[record.severity],
      module: 'caisson',
      dataset: `caisson.${record.about.type}`,
      ...(record.url === undefined ? {} : { url: record.url }),
      ...outcomeOf(record),
    },
    observer: { vendor: 'Caisson', product: 'Caisson', version: record.product.version },
    ...placeFields(record),
    ...subjectFields(record),
    caisson: {
      subject: record.subject,
      severity: record.severity,
      activity: record.activity,
      data: record.data,
      ...(record.about.type === 'incident' ? { incident: record.about.incident } : {}),
    },
  };
}

function placeFields({ place: { cluster, namespace } }: DeliveryRecord): Fields {
  if (cluster === undefined && namespace === undefined) return {};
  return {
    orchestrator: {
      ...(cluster === undefined ? {} : { cluster: { name: cluster } }),
      ...(namespace === undefined ? {} : { namespace }),
    },
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

function outcomeOf({ about }: DeliveryRecord): Fields {
  if (about.type !== 'audit') return {};
  return { outcome: about.audit.outcome === 'done' ? 'success' : 'failure' };
}

function subjectFields({ about }: DeliveryRecord): Fields {
  switch (about.type) {
    case 'finding':
      return { ...assetFields(about.finding.asset), ...findingFields(about.finding) };
    case 'detection':
      return detectionFields(about.detection);
    case 'incident':
      return {
        rule: { name: about.incident.title },
        ...threatOf(about.incident.techniques),
        ...(about.incident.node === undefined ? {} : { host: { name: about.incident.node } }),
      };
    case 'audit':
      return auditFields(about.audit);
    case 'asset':
      return assetFields(about.asset);
    default:
      return {};
  }
}

function assetFields(asset: AssetFacts): Fields {
  if (asset.kind === 'host')
    return {
      host: { name: asset.name, ...(asset.os === undefined ? {} : { os: { full: asset.os } }) },
    };
  if (asset.kind !== 'image') return {};
  const { digest, name } = asset;
  return {
    container: {
      image: { name, ...(digest === undefined ? {} : { hash: { all: [digest] } }) },
    },
  };
}

function auditFields({ actor, actorId, remote }: AuditFacts): Fields {
  const source = remote !== undefined && isIP(remote) !== 0 ? { source: { ip: remote } } : {};
  return { user: { name: actor, id: actorId }, ...source };
}

function detectionFields(detection: DetectionFacts): Fields {
  const { rule, ruleId, node, process } = detection;
  return {
    rule: { name: rule, ...(ruleId === undefined ? {} : { id: ruleId }) },
    ...threatOf(detection.tags),
    tags: detection.tags,
    ...(node === undefined || node === '' ? {} : { host: { name: node } }),
    ...containerFields(detection),
    ...(process === undefined ? {} : { process: processFields(process) }),
    ...(process?.uid === undefined
      ? {}
      : {
          user: {
            id: String(process.uid),
            ...(process.user === undefined ? {} : { name: process.user }),
          },
        }),
  };
}

function containerFields({ container }: DetectionFacts): Fields {
  if (container === undefined) return {};
  const { id, name, image, digest, engine } = container;
  return {
    container: {
      id,
      ...(name === undefined ? {} : { name }),
      ...(engine === undefined ? {} : { runtime: engine }),
      ...(image === undefined
        ? {}
        : { image: { name: image, ...(digest === undefined ? {} : { hash: { all: [digest] } }) } }),
    },
  };
}

function processFields({ pid, name, path, commandLine, start, parent }: ProcessFacts): Fields {
  return {
    pid,
    name,
    ...(path === undefined || path === '' ? {} : { executable: path }),
    ...(commandLine === undefined ? {} : { command_line: commandLine }),
    ...(start === undefined ? {} : { start: new Date(start).toISOString() }),
    ...(parent === undefined ? {} : { parent: { pid: parent.pid, name: parent.name } }),
  };
}

function threatOf(tags: readonly string[]): Fields {
  const { techniques, tactics } = attackTagsOf(tags);
  if (techniques.length === 0 && tactics.length === 0) return {};
  const subtechniques = techniques.filter((id) => id.includes('.'));
  const ids = [...new Set(techniques.map((id) => id.slice(0, 5)))];
  return {
    threat: {
      framework: 'MITRE ATT&CK',
      ...(tactics.length === 0
        ? {}
        : { tactic: { id: tactics.map(({ uid }) => uid), name: tactics.map(({ name }) => name) } }),
      ...(ids.length === 0
        ? {}
        : {
            technique: {
              id: ids,
              ...(subtechniques.length === 0 ? {} : { subtechnique: { id: subtechniques } }),
            },
          }),
    },
  };
}

function findingFields(finding: FindingFacts): Fields {
  const { rule: id, title, component, cvss } = finding;
  const version = cvssVersionOf(finding.cvssVector);
  const common = { rule: { id, name: title, category: finding.kind } };
  if (finding.kind !== 'vulnerability') return common;
  const cve = id.startsWith('CVE-');
  return {
    ...common,
    vulnerability: {
      id,
      description: title,
      ...(cve ? { enumeration: 'CVE' } : {}),
      ...(cvss === undefined
        ? {}
        : {
            classification: 'CVSS',
            score: { base: cvss, ...(version !== undefined && { version }) },
          }),
      scanner: { vendor: 'Caisson' },
    },
    ...(component === undefined
      ? {}
      : {
          package: { name: component.name, version: component.version, reference: component.purl },
        }),
  };
}
