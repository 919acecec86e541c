import type { AssetFacts, DeliveryRecord, RecordSubject } from '#contract/delivery.ts';
import type { StoredChange } from '#contract/platform.ts';
import type { SqlReader, SqlRow } from '#contract/sql.ts';
import { numberOf, optionalNumberOf, textOf } from '#estate/change/row.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { severities } from '#model/severity.ts';

/** What every record says of this installation. `publicUrl` without a slash at its end. */
export interface RecordOrigin {
  readonly version: string;
  readonly installation: string;
  readonly publicUrl?: string;
}

/** A change with what is known of its subject now. A subject that is gone leaves what the change itself says. */
export async function toDeliveryRecord(
  reader: SqlReader,
  change: StoredChange,
  origin: RecordOrigin,
): Promise<DeliveryRecord> {
  const { publicUrl, version, installation } = origin;
  const path = pathOf(change);
  return {
    id: change.id,
    seq: change.seq,
    time: change.time,
    kind: change.kind,
    activity: activityOf(change.kind),
    subject: change.subject,
    text: change.text,
    severity: severities.find((one) => one === change.severity) ?? 'unknown',
    place: change.place ?? {},
    ...(publicUrl === undefined || path === undefined ? {} : { url: `${publicUrl}${path}` }),
    data: change.data ?? {},
    about: (await subjectOf(reader, change)) ?? { type: 'other' },
    product: { version, installation },
  };
}

function activityOf(kind: string): DeliveryRecord['activity'] {
  if (/\.(?:fixed|closed|gone|ended|rejected)$/u.test(kind)) return 'close';
  return /\.(?:updated|reopened|breached|approved|scanned)$/u.test(kind) ? 'update' : 'create';
}

function pathOf({ kind, subject }: StoredChange): string | undefined {
  const name = encodeURIComponent(subject);
  if (kind.startsWith('finding.')) return `/findings/${name}`;
  if (kind.startsWith('incident.')) return `/incidents/${name}`;
  if (kind.startsWith('asset.')) return `/images/${name}`;
  return kind === 'detection' ? `/detections/${name}` : undefined;
}

async function subjectOf(
  reader: SqlReader,
  change: StoredChange,
): Promise<RecordSubject | undefined> {
  const { kind, subject } = change;
  if (kind.startsWith('finding.')) return readFinding(reader, subject);
  if (kind.startsWith('asset.')) return readAsset(reader, subject);
  if (kind.startsWith('incident.')) return readIncident(reader, subject);
  if (kind === 'detection') return readDetection(reader, subject);
  return kind === 'audit' ? auditOf(change) : undefined;
}

async function readFinding(reader: SqlReader, id: string): Promise<RecordSubject | undefined> {
  const row = /^\d{1,15}$/u.test(id)
    ? await reader.first(
        `SELECT f.*, p.rule, p.title, p.fixed_version, p.epss, p.cvss, c.name AS component_name, c.version AS component_version, c.purl,
          a.id AS asset_id, a.kind AS asset_kind, a.name AS asset_name, a.identity AS asset_identity, a.digest AS asset_digest, a.os AS asset_os
         FROM finding f JOIN problem p ON p.id = f.problem JOIN asset a ON a.id = f.asset LEFT JOIN component c ON c.id = p.component WHERE f.id = ?`,
        [Number(id)],
      )
    : undefined;
  if (row === undefined) return undefined;
  const fixedVersion = textOf(row, 'fixed_version');
  const owner = textOf(row, 'owner');
  return {
    type: 'finding',
    finding: {
      fingerprint: textOf(row, 'fingerprint'),
      kind: textOf(row, 'kind'),
      rule: textOf(row, 'rule'),
      title: textOf(row, 'title'),
      state: textOf(row, 'state'),
      tier: textOf(row, 'tier'),
      score: numberOf(row, 'score'),
      asset: assetOf(row, 'asset_'),
      ...(typeof row['purl'] === 'string'
        ? {
            component: {
              name: textOf(row, 'component_name'),
              version: textOf(row, 'component_version'),
              purl: textOf(row, 'purl'),
            },
          }
        : {}),
      ...(fixedVersion === '' ? {} : { fixedVersion }),
      exploited: numberOf(row, 'exploited') === 1,
      ...optional('epss', optionalNumberOf(row, 'epss')),
      ...optional('cvss', optionalNumberOf(row, 'cvss')),
      usage: textOf(row, 'usage'),
      exposure: textOf(row, 'exposure'),
      ...(owner === '' ? {} : { owner }),
      firstSeen: numberOf(row, 'first_seen'),
      lastSeen: numberOf(row, 'last_seen'),
      ...optional('due', optionalNumberOf(row, 'due_at')),
      breached: numberOf(row, 'breached') === 1,
    },
  };
}

async function readAsset(reader: SqlReader, id: string): Promise<RecordSubject | undefined> {
  if (!/^\d{1,15}$/u.test(id)) return undefined;
  const row = await reader.first(
    'SELECT id, kind, name, identity, digest, os FROM asset WHERE id = ?',
    [Number(id)],
  );
  return row === undefined ? undefined : { type: 'asset', asset: assetOf(row, '') };
}

function assetOf(row: SqlRow, prefix: string): AssetFacts {
  const digest = textOf(row, `${prefix}digest`);
  const os = textOf(row, `${prefix}os`);
  return {
    id: String(numberOf(row, `${prefix}id`)),
    kind: textOf(row, `${prefix}kind`),
    name: textOf(row, `${prefix}name`),
    identity: textOf(row, `${prefix}identity`),
    ...(digest === '' ? {} : { digest }),
    ...(os === '' ? {} : { os }),
  };
}

async function readDetection(reader: SqlReader, id: string): Promise<RecordSubject | undefined> {
  const row = await reader.first('SELECT * FROM detection WHERE id = ?', [id]);
  if (row === undefined) return undefined;
  const container = textOf(row, 'container');
  const ruleId = textOf(row, 'rule_id');
  const incident = textOf(row, 'incident');
  return {
    type: 'detection',
    detection: {
      id,
      rule: textOf(row, 'rule'),
      ...(ruleId === '' ? {} : { ruleId }),
      priority: textOf(row, 'priority'),
      output: textOf(row, 'output'),
      tags: listOf(textOf(row, 'tags')),
      node: textOf(row, 'node'),
      ...(container === '' ? {} : { container: { id: container } }),
      ...(incident === '' ? {} : { incident }),
    },
  };
}

async function readIncident(reader: SqlReader, id: string): Promise<RecordSubject | undefined> {
  const row = await reader.first('SELECT * FROM incident WHERE id = ?', [id]);
  if (row === undefined) return undefined;
  const assignee = textOf(row, 'assignee');
  const verdict = textOf(row, 'verdict');
  return {
    type: 'incident',
    incident: {
      id,
      title: textOf(row, 'title'),
      status: textOf(row, 'status'),
      score: numberOf(row, 'score'),
      detections: numberOf(row, 'detections'),
      techniques: listOf(textOf(row, 'techniques')),
      ...(assignee === '' ? {} : { assignee }),
      ...(verdict === '' ? {} : { verdict }),
      node: textOf(row, 'node'),
    },
  };
}

function auditOf({ data = {}, subject, text }: StoredChange): RecordSubject {
  function member(name: string, otherwise: string): string {
    const value = data[name];
    return typeof value === 'string' ? value : otherwise;
  }
  const remote = data['remote'];
  return {
    type: 'audit',
    audit: {
      actor: member('actor', 'unknown'),
      actorId: member('actorId', subject),
      action: member('action', text.slice(0, 100)),
      outcome: member('outcome', 'done'),
      ...(typeof remote === 'string' ? { remote } : {}),
    },
  };
}

function optional<Name extends string>(name: Name, value: number | undefined) {
  return isRecord(value) || value === undefined ? {} : { [name]: value };
}

function listOf(text: string): readonly string[] {
  const value = parseJson(text, 'a stored list');
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
