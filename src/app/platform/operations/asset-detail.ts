import type { Reach } from '#contract/platform.ts';
import type { SqlDatabase, SqlRow } from '#contract/sql.ts';
import { countTraits, noFindings } from '#estate/asset/components.ts';
import { toImages } from '#estate/asset/images.ts';
import { assetWithin, placedWithin } from '#estate/reach.ts';
import { idOf, numberOf, optionalNumberOf, textOf } from '#estate/row.ts';
import { placeOf } from '#estate/runtime/placed.ts';
import type { ScanReport } from '#model/report.ts';
import type { AnswerOf } from '#wire/routes.ts';
import { fingerprintIn } from '../import/keys.ts';
import { storedReport } from '../import/stored-report.ts';

type Detail = AnswerOf<'readImage'>;
type FromReport = Pick<Detail, 'layers' | 'gapList' | 'configuration' | 'plan' | 'database'>;

const mostGaps = 500;
const mostActions = 50;

/** An image with its layers, gaps, workloads and plan. `row` is of the table `asset`, and within reach. */
export async function readImageDetail(
  database: SqlDatabase,
  row: SqlRow,
  reach: Reach,
): Promise<Detail> {
  const [image] = await toImages(database, [row], reach);
  if (image === undefined) throw new Error('an image of one row'); // there is one for each row
  const report = await storedReport(database, numberOf(row, 'id'));
  return {
    ...image,
    ...(report === undefined ? empty : await fromReport(database, row, report)),
    workloads: await workloadsOf(database, row, reach),
    previous: await previousOf(database, row, reach),
  };
}

const empty: FromReport = {
  layers: [],
  gapList: [],
  configuration: { entrypoint: [], command: [], ports: [], labels: {} },
  plan: [],
};

async function fromReport(
  database: SqlDatabase,
  row: SqlRow,
  report: ScanReport,
): Promise<FromReport> {
  const { build, builtAt } = report.database;
  const gaps = [...report.gaps, ...report.inventory.gaps];
  return {
    layers: await layersOf(database, row, report),
    gapList: gaps.slice(0, mostGaps).map(({ reason, location, detail }) => ({
      reason,
      path: location.path,
      detail,
    })),
    configuration: configurationOf(report),
    plan: (report.plan?.actions ?? []).slice(0, mostActions).map((action) => ({
      title: action.title,
      commands: [...action.commands],
      removes: action.removes.length,
      effort: action.effort,
    })),
    database: { build, builtAt },
  };
}

function configurationOf({ inventory: { image } }: ScanReport): Detail['configuration'] {
  if (image === undefined) return empty.configuration;
  const { user, entrypoint, command, exposedPorts, labels } = image;
  return {
    ...(user !== undefined && { user }),
    entrypoint: [...entrypoint],
    command: [...command],
    ports: [...exposedPorts],
    labels: { ...labels },
  };
}

async function layersOf(
  database: SqlDatabase,
  row: SqlRow,
  { inventory, findings }: ScanReport,
): Promise<Detail['layers']> {
  const numbers = new Map<string, number>(inventory.layers.map(({ diffId }, at) => [diffId, at]));
  const components = Map.groupBy(
    inventory.components.filter(({ presence }) => presence !== 'removed'),
    ({ locations }) => numbers.get(locations[0].layer ?? '') ?? -1,
  );
  const traits = await traitsByFingerprint(database, numberOf(row, 'id'));
  const rows = Map.groupBy(
    findings,
    ({ finding }) => numbers.get(finding.locations[0]?.layer ?? '') ?? -1,
  );
  const identity = textOf(row, 'identity');
  return inventory.layers.map(({ diffId, sizeBytes, createdBy }, number) => {
    const own = (rows.get(number) ?? []).flatMap(({ finding }) => {
      const packed = traits.get(fingerprintIn(identity, finding.fingerprint));
      return packed === undefined ? [] : [{ traits: packed, n: 1 }];
    });
    return {
      number,
      diffId,
      ...(sizeBytes !== undefined && { sizeBytes }),
      ...(createdBy !== undefined && { createdBy }),
      ...(inventory.base !== undefined && {
        part: number < inventory.base.layers ? ('base' as const) : ('application' as const),
      }),
      components: components.get(number)?.length ?? 0,
      findings: own.length === 0 ? noFindings : countTraits(own),
    };
  });
}

async function traitsByFingerprint(
  database: SqlDatabase,
  asset: number,
): Promise<ReadonlyMap<string, number>> {
  const rows = await database.all('SELECT fingerprint, traits FROM finding WHERE asset = ?', [
    asset,
  ]);
  return new Map(rows.map((row) => [textOf(row, 'fingerprint'), numberOf(row, 'traits')]));
}

async function workloadsOf(
  database: SqlDatabase,
  row: SqlRow,
  reach: Reach,
): Promise<Detail['workloads']> {
  const within = placedWithin(reach, 'w');
  const rows = await database.all(
    `SELECT w.id AS id, w.name AS name, w.cluster AS cluster, w.namespace AS namespace FROM workload w
     WHERE w.asset = ? AND w.gone_at IS NULL AND ${within.sql} ORDER BY w.name, w.id LIMIT 200`,
    [numberOf(row, 'id'), ...within.values],
  );
  return rows.map((one) => ({ id: idOf(one), name: textOf(one, 'name'), place: placeOf(one) }));
}

/** Images that had the same name before. */
async function previousOf(
  database: SqlDatabase,
  row: SqlRow,
  reach: Reach,
): Promise<Detail['previous']> {
  const within = assetWithin(reach, 'a.id');
  const rows = await database.all(
    `SELECT a.id AS id, a.digest AS digest, a.name AS name, a.scanned_at AS scanned_at FROM asset a
     WHERE a.kind = 'image' AND a.name = ? AND a.id <> ? AND ${within.sql} ORDER BY a.last_seen DESC, a.id DESC LIMIT 20`,
    [textOf(row, 'name'), numberOf(row, 'id'), ...within.values],
  );
  return rows.map((one) => {
    const scanned = optionalNumberOf(one, 'scanned_at');
    return {
      id: idOf(one),
      digest: textOf(one, 'digest'),
      name: textOf(one, 'name'),
      ...(scanned !== undefined && { scanned }),
    };
  });
}
