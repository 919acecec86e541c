import type { IncidentProcess } from '#model/detection.ts';

/** A process of a tree that is told line by line. */
export interface TreeRow {
  readonly one: IncidentProcess;
  readonly depth: number;
}

/** Children below their parents, roots first; loops of hostile data are cut, and nobody is left out. */
export function treeRows(processes: readonly IncidentProcess[]): readonly TreeRow[] {
  const known = new Set(processes.map(({ pid }) => pid));
  const children = Map.groupBy(processes, ({ parentPid }) => parentPid);
  const told = new Set<IncidentProcess>();
  const rows: TreeRow[] = [];
  const roots = processes.filter(
    ({ parentPid }) => parentPid === undefined || !known.has(parentPid),
  );
  // A stack, not recursion: a chain of processes may be long.
  for (const root of [...roots, ...processes]) {
    const stack: TreeRow[] = [{ one: root, depth: 0 }];
    for (let row = stack.pop(); row !== undefined; row = stack.pop()) {
      if (told.has(row.one)) continue;
      told.add(row.one);
      rows.push(row);
      const { depth } = row;
      const below = children.get(row.one.pid) ?? [];
      for (const one of below.toReversed()) stack.push({ one, depth: depth + 1 });
    }
  }
  return rows;
}
