import type { DeliveryRecord, FindingFacts } from '#contract/delivery.ts';
import type { Severity } from '#model/severity.ts';

const severityIds: Readonly<Record<Severity, number>> = {
  unknown: 0,
  negligible: 1,
  low: 2,
  medium: 3,
  high: 4,
  critical: 5,
};
const activityIds = { create: 1, update: 2, close: 3 } as const;

/** OCSF 1.8.0. What has no attribute there stands in `unmapped.caisson`. */
export function toOcsf(record: DeliveryRecord): Readonly<Record<string, unknown>> {
  const { about } = record;
  switch (about.type) {
    case 'finding':
      return findingEvent(record, about.finding);
    case 'incident':
      return {
        ...base(record, 2005),
        status_id: { open: 1, contained: 3, resolved: 4, dismissed: 4 }[about.incident.status] ?? 0,
        finding_info_list: [infoOf(record, about.incident.title)],
        desc: record.text,
      };
    case 'audit':
      return {
        ...base(record, 6003),
        activity_id: 99,
        type_uid: 600_399,
        activity_name: about.audit.action,
        actor: { user: { name: about.audit.actor, uid: about.audit.actorId } },
        api: { operation: about.audit.action },
        src_endpoint:
          about.audit.remote === undefined ? { name: 'caisson' } : { ip: about.audit.remote },
      };
    default:
      return detectionEvent(record);
  }
}

function base(record: DeliveryRecord, classUid: number) {
  const activity = activityIds[record.activity];
  return {
    class_uid: classUid,
    category_uid: Math.floor(classUid / 1000),
    activity_id: activity,
    type_uid: classUid * 100 + activity,
    severity_id: severityIds[record.severity],
    time: record.time,
    message: record.text,
    metadata: {
      version: '1.8.0',
      uid: record.id,
      product: { name: 'Caisson', vendor_name: 'Caisson', version: record.product.version },
    },
    unmapped: {
      caisson: {
        kind: record.kind,
        subject: record.subject,
        place: record.place,
        data: record.data,
        installation: record.product.installation,
      },
    },
  };
}

function infoOf(record: DeliveryRecord, title: string, uid = record.subject) {
  return {
    uid,
    title,
    desc: record.text,
    ...(record.url === undefined ? {} : { src_url: record.url }),
  };
}

function findingEvent(record: DeliveryRecord, finding: FindingFacts) {
  const vulnerability = finding.kind === 'vulnerability';
  const compliance = finding.kind === 'misconfiguration';
  const common = base(record, vulnerability ? 2002 : compliance ? 2003 : 2004);
  const { tier, score, usage, exposure, breached } = finding;
  return {
    ...common,
    unmapped: { caisson: { ...common.unmapped.caisson, tier, score, usage, exposure, breached } },
    finding_info: {
      ...infoOf(record, finding.title, finding.fingerprint),
      first_seen_time: finding.firstSeen,
      last_seen_time: finding.lastSeen,
    },
    resources: [
      { uid: finding.asset.identity, name: finding.asset.name, type: finding.asset.kind },
    ],
    ...(vulnerability ? { vulnerabilities: [vulnerabilityOf(finding)] } : {}),
    ...(compliance
      ? {
          compliance: {
            control: finding.rule,
            standards: ['Caisson'],
            status_id: finding.state === 'fixed' ? 1 : 3,
          },
        }
      : {}),
  };
}

function vulnerabilityOf(finding: FindingFacts) {
  const { component, rule } = finding;
  const cve = /^CVE-\d{4}-\d{4,}$/u.test(rule);
  const epss = finding.epss === undefined ? {} : { epss: { score: String(finding.epss) } };
  return {
    ...(cve ? { cve: { uid: rule, ...epss } } : { advisory: { uid: rule } }),
    title: finding.title,
    is_exploit_available: finding.exploited,
    is_fix_available: finding.fixedVersion !== undefined,
    ...(component === undefined
      ? {}
      : {
          affected_packages: [
            {
              name: component.name,
              version: component.version,
              purl: component.purl,
              ...(finding.fixedVersion === undefined
                ? {}
                : { fixed_in_version: finding.fixedVersion }),
            },
          ],
        }),
  };
}

function detectionEvent(record: DeliveryRecord) {
  const { about } = record;
  const title = about.type === 'detection' ? about.detection.rule : record.kind;
  const event = {
    ...base(record, 2004),
    finding_info: infoOf(record, title),
    is_alert: record.activity === 'create',
  };
  if (about.type !== 'detection') return event;
  const { container, process } = about.detection;
  const evidence = {
    ...(container === undefined
      ? {}
      : {
          container: {
            uid: container.id,
            ...(container.name === undefined ? {} : { name: container.name }),
          },
        }),
    ...(process === undefined ? {} : { process: { pid: process.pid, name: process.name } }),
  };
  return Object.keys(evidence).length === 0 ? event : { ...event, evidences: [evidence] };
}
