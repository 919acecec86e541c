import type { Place, Reach } from '#contract/platform.ts';
import { ownNumber } from '../own-number.ts';
import { assetWithin, type Condition, placedWithin } from '../reach.ts';
import { storable } from '../row.ts';
import type { FindingFilter } from './filter.ts';

/** In which form conditions are put. */
interface Form {
  /** From places to their findings, else a question to each finding. */
  readonly isSet: boolean;
  /** Along the index of when findings were first seen. */
  readonly isSeen: boolean;
}

/** What is asked of findings beyond their traits and the text. */
export function conditionsOf(
  filter: FindingFilter,
  reach: Reach,
  { isSet, isSeen }: Form,
): readonly Condition[] {
  const place = placeOf(filter);
  return [
    assetCondition(filter),
    workloadCondition(filter, reach),
    ruleCondition(filter),
    componentCondition(filter),
    place === undefined ? undefined : placed([place], isSet),
    ownerCondition(filter),
    sinceCondition(filter, isSeen),
    reach === 'all' ? undefined : placed(reach, isSet),
  ].filter((part) => part !== undefined);
}

function placed(reach: Reach, isSet: boolean): Condition {
  return isSet ? assetsIn(reach) : assetWithin(reach, 'f.asset');
}

/** The plus keeps an engine from the index where another way was chosen. */
function sinceCondition({ since }: FindingFilter, isSeen: boolean): Condition | undefined {
  if (since === undefined) return undefined;
  return { sql: `${isSeen ? '' : '+'}f.first_seen >= ?`, values: [Math.floor(since)] };
}

/** The same as `assetWithin`, in the form that leads an engine from the places to their findings. */
export function assetsIn(reach: Reach, asset = 'f.asset'): Condition {
  const { sql, values } = placedWithin(reach, 'reach');
  return {
    sql: `${asset} IN (SELECT reach.asset FROM asset_place reach WHERE ${sql})`,
    values,
  };
}

function assetCondition({ asset }: FindingFilter): Condition | undefined {
  return asset === undefined ? undefined : { sql: 'f.asset = ?', values: [ownNumber(asset)] };
}

function workloadCondition({ workload }: FindingFilter, reach: Reach): Condition | undefined {
  if (workload === undefined) return undefined;
  const within = placedWithin(reach, 'w');
  return {
    sql: `f.asset IN (SELECT w.asset FROM workload w WHERE w.id = ? AND w.asset IS NOT NULL AND ${within.sql})`,
    values: [ownNumber(workload), ...within.values],
  };
}

function ruleCondition({ rule }: FindingFilter): Condition | undefined {
  if (rule === undefined) return undefined;
  return {
    sql: 'f.problem IN (SELECT p.id FROM vulnerability v JOIN problem p ON p.rule = v.rule AND p.kind = v.kind WHERE v.folded = ?)',
    values: [storable(rule.toLowerCase(), 300)],
  };
}

function componentCondition({ component }: FindingFilter): Condition | undefined {
  if (component === undefined) return undefined;
  const column = component.startsWith('pkg:') ? 'purl' : 'name';
  return {
    sql: `f.problem IN (SELECT p.id FROM component c JOIN problem p ON p.component = c.id WHERE c.${column} = ?)`,
    values: [storable(component, 1000)],
  };
}

/** The second half lets engines use the index of what is owned. */
function ownerCondition({ owner }: FindingFilter): Condition | undefined {
  if (owner === undefined) return undefined;
  return {
    sql: owner === '' ? 'f.owner = ?' : `f.owner = ? AND f.owner <> ''`,
    values: [storable(owner, 200)],
  };
}

/** The place that a filter names. */
export function placeOf({
  cluster,
  namespace,
  repository,
}: Pick<FindingFilter, 'cluster' | 'namespace' | 'repository'>): Place | undefined {
  const place = {
    ...(cluster !== undefined && { cluster }),
    ...(namespace !== undefined && { namespace }),
    ...(repository !== undefined && { repository }),
  };
  return Object.keys(place).length === 0 ? undefined : place;
}
