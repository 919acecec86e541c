import type {
  AssetFacts,
  DeliveryRecord,
  FindingFacts,
  RecordSubject,
} from '#contract/delivery.ts';
import type { StoredChange } from '#contract/platform.ts';
import type { SqlReader, SqlRow } from '#contract/sql.ts';
import { numberOf, optionalNumberOf, textOf } from '#estate/row.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { severities } from '#model/severity.ts';
import { consolePage } from './console-page.ts';
import { readAudit, readDetection, readIncident } from './delivery-subject.ts';

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
  const about = await subjectOf(reader, change, publicUrl);
  const page = consolePage(change.kind, change.subject, about);
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
    ...(publicUrl === undefined || page === undefined ? {} : { url: `${publicUrl}${page}` }),
    data: change.data ?? {},
    about: about ?? { type: 'other' },
    product: { version, installation },
  };
}

function activityOf(kind: string): DeliveryRecord['activity'] {
  if (/\.(?:fixed|closed|gone|ended|rejected)$/u.test(kind)) return 'close';
  return /\.(?:updated|reopened|breached|approved|scanned)$/u.test(kind) ? 'update' : 'create';
}

async function subjectOf(
  reader: SqlReader,
  change: StoredChange,
  publicUrl: string | undefined,
): Promise<RecordSubject | undefined> {
  const { kind, subject } = change;
  if (kind.startsWith('finding.')) return readFinding(reader, subject);
  if (kind.startsWith('asset.')) return readAsset(reader, subject);
  if (kind.startsWith('incident.')) return readIncident(reader, subject, publicUrl);
  if (kind === 'detection') return readDetection(reader, subject);
  return kind === 'audit' ? readAudit(reader, change) : undefined;
}

async function readFinding(reader: SqlReader, id: string): Promise<RecordSubject | undefined> {
  const row = /^\d{1,15}$/u.test(id)
    ? await reader.first(
        `SELECT f.*, p.rule, p.title, p.fixed_version, p.epss, p.cvss, p.facts AS problem_facts, c.name AS component_name, c.version AS component_version, c.purl,
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
      ...problemFacts(textOf(row, 'problem_facts')),
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

function problemFacts(text: string): Pick<FindingFacts, 'aliases' | 'cvssVector'> {
  const value = parseJson(text, 'the facts of a problem');
  if (!isRecord(value)) return {};
  const { aliases, cvssVector } = value;
  return {
    ...(Array.isArray(aliases)
      ? { aliases: aliases.filter((one) => typeof one === 'string') }
      : {}),
    ...(typeof cvssVector === 'string' ? { cvssVector } : {}),
  };
}

function optional<Name extends string>(name: Name, value: number | undefined) {
  return value === undefined ? {} : { [name]: value };
}
