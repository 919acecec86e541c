import { compareReports } from '#compare/report.ts';
import type { SqlDatabase } from '#contract/sql.ts';
import { noFindings } from '#estate/asset/components.ts';
import { idOf, textOf } from '#estate/row.ts';
import { CaissonError } from '#kit/error.ts';
import type { ChangedFinding } from '#model/change.ts';
import type { Component } from '#model/component.ts';
import type { AnswerOf } from '#wire/routes.ts';
import { fingerprintIn } from '../import/keys.ts';
import { storedReport } from '../import/stored-report.ts';

type Difference = AnswerOf<'compareImages'>;
const most = 500;

/** What differs between the last scans of two assets: at most 500 of each kind are listed. Throws `input.not-found` without scans. */
export async function compareStored(
  database: SqlDatabase,
  before: number,
  after: number,
): Promise<Difference> {
  const [old, current] = [
    await storedReport(database, before),
    await storedReport(database, after),
  ];
  if (old === undefined || current === undefined)
    throw new CaissonError('input.not-found', 'one of these images was never scanned');
  const { components, findings } = compareReports(old, current);
  return {
    components: {
      added: components.added.slice(0, most).map(componentRow),
      removed: components.removed.slice(0, most).map(componentRow),
      changed: components.changed.slice(0, most).map((one) => ({
        name: one.after.name,
        before: one.before.version,
        after: one.after.version,
      })),
    },
    findings: {
      opened: findings.opened.length,
      closed: findings.closed.length,
      openedIds: await idsOf(database, after, findings.opened),
      closedIds: await idsOf(database, before, findings.closed),
    },
  };
}

function componentRow(component: Component): Difference['components']['added'][number] {
  const license = component.licenses?.[0];
  const text = license?.expression ?? license?.raw;
  return {
    id: component.id.replaceAll(/[^A-Za-z0-9_.:-]/gu, '_').slice(0, 64),
    purl: component.purl,
    name: component.name,
    version: component.version,
    ecosystem: component.ecosystem,
    ...(text !== undefined && { license: text }),
    path: component.locations[0].path,
    usage: 'unknown',
    findings: noFindings,
  };
}

async function idsOf(
  database: SqlDatabase,
  asset: number,
  changed: readonly ChangedFinding[],
): Promise<string[]> {
  const row = await database.first('SELECT identity FROM asset WHERE id = ?', [asset]);
  const identity = textOf(row, 'identity');
  const wanted = new Set(
    changed.map(({ finding }) => fingerprintIn(identity, finding.finding.fingerprint)),
  );
  const rows = await database.all(
    'SELECT id, fingerprint FROM finding WHERE asset = ? ORDER BY risk_order, id',
    [asset],
  );
  return rows
    .filter((one) => wanted.has(textOf(one, 'fingerprint')))
    .slice(0, most)
    .map((one) => idOf(one));
}
