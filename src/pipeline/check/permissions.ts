import type { Violation } from '#contract/check.ts';
import type { Permissions, Pipeline } from '../model.ts';
import { rightSeverity } from '../table/rights.ts';

/** Whether what the workflow states reaches jobs that state nothing and of which there are several. */
export function isShared({ jobs, form }: Pipeline): boolean {
  const several = jobs.length > 1 && jobs.some(({ permissions }) => permissions === undefined);
  return several && form === 'pipeline';
}

/** Rights given as one word for everything; `who` has them. */
export function wideRights(
  permissions: Permissions | undefined,
  who: string,
): Violation | undefined {
  if (permissions?.all === 'write')
    return {
      message: `${who} may write to everything`,
      range: permissions.range,
      severity: 'high',
    };
  if (permissions?.all === 'read')
    return { message: `${who} may read everything`, range: permissions.range, severity: 'low' };
  return undefined;
}

/** Each right to write, by name. */
export function writtenRights({ scopes }: Permissions): readonly Violation[] {
  return scopes
    .filter(({ level }) => level === 'write')
    .map(({ name, range }) => ({
      message: `every job may write to ${name.value}`,
      range,
      severity: rightSeverity(name.value),
    }));
}
