import type {
  DeliveryRecord,
  DetectionFacts,
  IncidentFacts,
  ProcessFacts,
} from '#contract/delivery.ts';
import { given } from '#event/given.ts';
import { analyticOf, attacksOf, findingInfo, lifeCycleOf, ocsfBase } from './ocsf-base.ts';

/** Detection Finding 2004; what was seen stands in `evidences`, the container profile does not apply to findings. */
export function detectionEvent(
  record: DeliveryRecord,
  detection: DetectionFacts,
): Readonly<Record<string, unknown>> {
  const { rule, ruleId, tags, priority, node, incident } = detection;
  const activity = lifeCycleOf(record);
  const evidence = evidenceOf(detection);
  return given({
    ...ocsfBase(record, { classUid: 2004, activity, more: { priority, tags, incident, node } }),
    finding_info: {
      ...findingInfo(record, rule, record.subject),
      desc: detection.output,
      analytic: analyticOf(rule, ruleId),
      ...attacksOf(tags),
    },
    status_id: 1,
    is_alert: record.activity === 'create',
    evidences: evidence && [evidence],
    device: node ? { name: node, hostname: node, type_id: 1 } : undefined,
  });
}

/** The schema wants more of an evidence than a container: without a process the node says where it was. */
function evidenceOf({ container, process, node }: DetectionFacts) {
  if (process !== undefined)
    return given({
      container: container && containerOf(container),
      actor: process.parent && { process: processOf(process.parent) },
      process: processOf(process),
    });
  if (container === undefined) return undefined;
  return { container: containerOf(container), device: { name: node ?? 'unknown', type_id: 0 } };
}

function containerOf(container: NonNullable<DetectionFacts['container']>) {
  const { id, name, image, digest, engine } = container;
  return given({
    uid: id,
    name,
    runtime: engine,
    image: image === undefined ? undefined : { uid: digest ?? image, name: image },
  });
}

function processOf(process: ProcessFacts): Readonly<Record<string, unknown>> {
  const { pid, name, path, commandLine, uid, user, start, parent } = process;
  return given({
    pid,
    name,
    path: path || undefined,
    file: path
      ? { path, name: path.slice(path.lastIndexOf('/') + 1) || path, type_id: 1 }
      : undefined,
    cmd_line: commandLine,
    created_time: start,
    user: uid === undefined ? undefined : given({ uid: String(uid), name: user }),
    parent_process: parent && processOf(parent),
  });
}

const incidentStates: Readonly<Record<string, number>> = {
  open: 1,
  contained: 2,
  resolved: 4,
  dismissed: 5,
};
const verdicts: Readonly<Record<string, number>> = { true: 2, false: 1, benign: 5 };

/** Incident Finding 2005, which implies the profile `incident`. Each detection is one of its findings. */
export function incidentEvent(
  record: DeliveryRecord,
  incident: IncidentFacts,
): Readonly<Record<string, unknown>> {
  const { title, score, detections, assignee, status, verdict, recent = [] } = incident;
  const more = { score, detections, workload: incident.workload, node: incident.node, status };
  return given({
    ...ocsfBase(record, {
      classUid: 2005,
      activity: lifeCycleOf(record),
      profiles: ['incident'],
      more,
    }),
    status_id: incidentStates[status] ?? 0,
    ...(assignee === undefined
      ? { assignee_group: { name: 'unassigned' } }
      : { assignee: { name: assignee } }),
    desc: title,
    src_url: record.url,
    verdict_id: verdict === undefined ? undefined : (verdicts[verdict] ?? 99),
    verdict,
    ...attacksOf(incident.techniques),
    finding_info_list: [
      findingInfo(record, title, record.subject),
      ...recent.map((one) =>
        given({
          uid: one.id,
          title: one.rule,
          desc: one.output,
          created_time: Math.floor(one.time),
          src_url: one.url,
        }),
      ),
    ],
  });
}

const isolating = /^(?:deny-exec|quarantine|freeze|isolate|cordon)/u;
const evicting = /^(?:kill|stop|delete|restart)/u;
const actionStates: Readonly<Record<string, number>> = {
  done: 1,
  active: 1,
  undone: 1,
  succeeded: 1,
  failed: 2,
  refused: 2,
};

/** Remediation Activity 7001: what was done about something, by D3FEND tactic. */
export function actionEvent(record: DeliveryRecord): Readonly<Record<string, unknown>> {
  const { action, state } = record.data;
  const name = typeof action === 'string' ? action : 'action';
  const activity = isolating.test(name) ? 1 : evicting.test(name) ? 2 : 99;
  const words = typeof state === 'string' ? state : 'unknown';
  return {
    ...ocsfBase(record, {
      classUid: 7001,
      activity,
      ...(activity === 99 ? { activityName: name } : {}),
    }),
    command_uid: record.subject,
    status_id: actionStates[words] ?? 99,
    status: words,
  };
}
