import type { AssetFacts, DeliveryRecord, FindingFacts } from '#contract/delivery.ts';
import { given } from '#event/given.ts';
import { cvssVersionOf } from './cvss-version.ts';
import { analyticOf, findingInfo, lifeCycleOf, ocsfBase } from './ocsf-base.ts';

const statusIds: Readonly<Record<string, number>> = {
  open: 1,
  reopened: 1,
  acknowledged: 2,
  'in-progress': 2,
  excepted: 3,
  accepted: 3,
  fixed: 4,
};

/** Vulnerability Finding 2002, Compliance Finding 2003 for misconfigurations, Detection Finding 2004 for the rest. */
export function findingEvent(
  record: DeliveryRecord,
  finding: FindingFacts,
): Readonly<Record<string, unknown>> {
  const status = statusIds[finding.state] ?? 0;
  const resources = [resourceOf(finding.asset, record)];
  const head = { finding_info: infoOf(record, finding), status_id: status, resources };
  switch (finding.kind) {
    case 'vulnerability':
      return {
        ...base(record, finding, 2002),
        ...head,
        vulnerabilities: [vulnerabilityOf(finding)],
      };
    case 'misconfiguration':
      return {
        ...base(record, finding, 2003),
        ...head,
        compliance: {
          control: finding.rule,
          standards: ['Caisson'],
          status_id: finding.state === 'fixed' ? 1 : 3,
        },
      };
    default:
      return {
        ...base(record, finding, 2004),
        ...head,
        is_alert: record.activity === 'create',
        finding_info: { ...head.finding_info, types: [finding.kind] },
      };
  }
}

function base(record: DeliveryRecord, finding: FindingFacts, classUid: number) {
  const { tier, score, usage, exposure, breached, owner, due, cvss, epss, kind } = finding;
  const more = { tier, score, usage, exposure, breached, owner, due, cvss, epss, type: kind };
  return ocsfBase(record, { classUid, activity: lifeCycleOf(record), more });
}

function infoOf(record: DeliveryRecord, finding: FindingFacts) {
  return {
    ...findingInfo(record, finding.title, finding.fingerprint),
    first_seen_time: Math.floor(finding.firstSeen),
    last_seen_time: Math.floor(finding.lastSeen),
    analytic: analyticOf(finding.rule, finding.rule),
  };
}

/** An image, host, repository or cluster as an affected resource. */
function resourceOf(asset: AssetFacts, { place }: DeliveryRecord) {
  return given({
    uid: asset.identity,
    name: asset.name,
    type: asset.kind,
    uid_alt: asset.digest,
    namespace: place.namespace,
  });
}

/** Exactly one of `cve` and `advisory`: the CVE where one is known. */
function vulnerabilityOf(finding: FindingFacts) {
  const { component, rule, aliases = [], fixedVersion } = finding;
  const cve = [rule, ...aliases].find((one) => /^CVE-\d{4}-\d{4,}$/u.test(one));
  return given({
    ...(cve === undefined ? { advisory: { uid: rule } } : { cve: cveOf(finding, cve) }),
    title: finding.title,
    is_exploit_available: finding.exploited,
    is_fix_available: fixedVersion !== undefined,
    first_seen_time: Math.floor(finding.firstSeen),
    last_seen_time: Math.floor(finding.lastSeen),
    affected_packages: component && [given({ ...component, fixed_in_version: fixedVersion })],
  });
}

/** A score without its vector has no version, and stands in `unmapped`. `epss.score` is a text in the schema. */
function cveOf({ epss, cvss, cvssVector }: FindingFacts, uid: string) {
  const version = cvssVersionOf(cvssVector);
  const isScored = version !== undefined && cvss !== undefined;
  return given({
    uid,
    epss: epss === undefined ? undefined : { score: String(epss) },
    cvss: isScored ? [{ version, base_score: cvss, vector_string: cvssVector }] : undefined,
  });
}
