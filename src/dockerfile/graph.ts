/** A stage and the stages that it needs. */
interface Node {
  readonly index: number;
  readonly needs: readonly number[];
}

/** Numbers of all stages that a stage needs, itself included. */
export function reachableFrom(stages: readonly Node[], start: number): ReadonlySet<number> {
  const reached = new Set<number>();
  const open = stages[start] === undefined ? [] : [start];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    open.push(...(stages[next]?.needs ?? []));
  }
  return reached;
}
