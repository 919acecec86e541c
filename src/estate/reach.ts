import type { Place, Reach } from '#contract/platform.ts';
import type { SqlValue } from '#contract/sql.ts';

/** A condition with its values; `1 = 1` where everything is meant. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

const everything: Condition = { sql: '1 = 1', values: [] };
const nothing: Condition = { sql: '1 = 0', values: [] };

/** For rows that carry `cluster`, `namespace` and `repository` themselves. `alias` names the table in the statement. */
export function placedWithin(reach: Reach, alias: string): Condition {
  if (reach === 'all') return everything;
  if (reach.length === 0) return nothing;
  const parts = reach.map((place) => withinPlace(place, alias));
  return {
    sql: `(${parts.map(({ sql }) => sql).join(' OR ')})`,
    values: parts.flatMap(({ values }) => values),
  };
}

/** For assets, by the places that they are in: `asset` is the expression of the asset's id. */
export function assetWithin(reach: Reach, asset: string): Condition {
  if (reach === 'all') return everything;
  const { sql, values } = placedWithin(reach, 'reach');
  return {
    sql: `EXISTS (SELECT 1 FROM asset_place reach WHERE reach.asset = ${asset} AND ${sql})`,
    values,
  };
}

function withinPlace({ cluster, namespace, repository }: Place, alias: string): Condition {
  const parts: Condition[] = [];
  if (cluster !== undefined) parts.push({ sql: `${alias}.cluster = ?`, values: [cluster] });
  if (namespace !== undefined) parts.push({ sql: `${alias}.namespace = ?`, values: [namespace] });
  if (repository !== undefined) parts.push(below(repository, `${alias}.repository`));
  if (parts.length === 0) return everything;
  return {
    sql: `(${parts.map(({ sql }) => sql).join(' AND ')})`,
    values: parts.flatMap(({ values }) => values),
  };
}

/** Whether a repository is that one or lies below it: `registry/team` and `registry/team/app`, not `registry/team-b`. */
export function isBelow(repository: string, other: string): boolean {
  return repository !== '' && `${repository}/`.startsWith(folderOf(other));
}

function folderOf(repository: string): string {
  return `${repository.replace(/\/+$/u, '')}/`;
}

/** The same as a condition of a column. */
function below(repository: string, column: string): Condition {
  const prefix = folderOf(repository);
  return {
    sql: `(${column} = ? OR substr(${column}, 1, ${prefix.length}) = ?)`,
    values: [prefix.slice(0, -1), prefix],
  };
}
