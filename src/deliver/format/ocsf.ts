import { isIP } from 'node:net';
import type { AssetFacts, AuditFacts, DeliveryRecord } from '#contract/delivery.ts';
import { given } from '#event/given.ts';
import { ocsfBase } from './ocsf-base.ts';
import { findingEvent } from './ocsf-finding.ts';
import { actionEvent, detectionEvent, incidentEvent } from './ocsf-runtime.ts';

/**
 * OCSF 1.8.0. Findings 2002, 2003, 2004, incidents 2005, logins 3002, hosts 5001, what people do 6003, gaps 6008, responses
 * 7001; what the schema has no class for is a base event. What has no attribute there stands in `unmapped.caisson`.
 */
export function toOcsf(record: DeliveryRecord): Readonly<Record<string, unknown>> {
  const { about } = record;
  switch (about.type) {
    case 'finding':
      return findingEvent(record, about.finding);
    case 'detection':
      return detectionEvent(record, about.detection);
    case 'incident':
      return incidentEvent(record, about.incident);
    case 'audit':
      return auditEvent(record, about.audit);
    case 'asset':
      return assetEvent(record, about.asset);
    default:
      return otherEvent(record);
  }
}

function otherEvent(record: DeliveryRecord): Readonly<Record<string, unknown>> {
  const { kind } = record;
  if (kind === 'action') return actionEvent(record);
  if (kind === 'gap') return ocsfBase(record, { classUid: 6008, activity: 1 });
  // The subject is gone, or the schema has no class for its kind.
  return ocsfBase(record, { classUid: 0, activity: 99, activityName: kind });
}

/** A host is a device (5001). An image is none: it is a base event with its facts, until the schema has a class for it. */
function assetEvent(record: DeliveryRecord, asset: AssetFacts): Readonly<Record<string, unknown>> {
  if (asset.kind !== 'host')
    return ocsfBase(record, {
      classUid: 0,
      activity: 99,
      activityName: record.kind,
      more: { asset },
    });
  return {
    ...ocsfBase(record, { classUid: 5001, activity: 2, more: { asset } }),
    device: given({
      type_id: 1,
      uid: asset.identity,
      name: asset.name,
      hostname: asset.name,
      os: asset.os === undefined ? undefined : { type_id: 200, type: 'Linux', name: asset.os },
    }),
  };
}

const signIn = /^session\.(?<what>start|end)/u;
const statusIds: Readonly<Record<string, number>> = { done: 1, refused: 2, failed: 2 };

/** Signing in and out is Authentication 3002, everything else API Activity 6003. */
function auditEvent(record: DeliveryRecord, audit: AuditFacts): Readonly<Record<string, unknown>> {
  const user = { name: audit.actor, uid: audit.actorId };
  const endpoint = endpointOf(audit);
  const status = { status_id: statusIds[audit.outcome] ?? 99, status: audit.outcome };
  const what = signIn.exec(audit.action)?.groups?.['what'];
  if (what !== undefined)
    return {
      ...ocsfBase(record, { classUid: 3002, activity: what === 'start' ? 1 : 2 }),
      ...status,
      user,
      service: { name: 'Caisson' },
      src_endpoint: endpoint,
      is_remote: true,
    };
  const activity = activityOfAction(audit.action);
  return {
    ...ocsfBase(record, {
      classUid: 6003,
      activity,
      ...(activity === 99 ? { activityName: audit.action } : {}),
    }),
    ...status,
    actor: { user },
    api: { operation: audit.action, service: { name: 'Caisson' } },
    src_endpoint: endpoint,
    ...(audit.subject === undefined || audit.subject === ''
      ? {}
      : { resources: [{ name: audit.subject, type: audit.action.replace(/\..*$/u, '') }] }),
  };
}

/** A hostile `X-Forwarded-For` never stands where the schema wants an address. */
function endpointOf({ remote }: AuditFacts) {
  return remote !== undefined && isIP(remote) !== 0 ? { ip: remote } : { name: 'caisson' };
}

function activityOfAction(action: string): number {
  if (/\.(?:add|start|scan|request)$/u.test(action)) return 1;
  if (/\.(?:read|test|export)$/u.test(action)) return 2;
  if (/\.(?:change|replay|approve|reject|decide|assign)$/u.test(action)) return 3;
  return /\.(?:remove|end|revoke)$/u.test(action) ? 4 : 99;
}
