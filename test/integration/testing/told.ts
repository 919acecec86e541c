/** A detection as a node tells it, as a line of a batch. */
export function detectionLine(id: string, time = Date.now()) {
  const detection = {
    id,
    time,
    kind: 'rule',
    rule: 'A shell in a container',
    priority: 'warning',
    severity: 'low',
    source: 'syscall',
    tags: [],
    output: 'a shell',
    outputFields: {},
    because: [],
  };
  return { type: 'detection' as const, detection };
}

/** An event as a node tells it. */
export function eventLine(id: string, time = Date.now()) {
  return { type: 'event' as const, id, time, kind: 'execve', pid: 1, process: 'sh' };
}
