import type { Violation } from '#contract/check.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import type { Job, PipelineSubject } from '#pipeline/model.ts';
import { entryOf, keyOf, mapOf, rangeOfEntry, scalarOf } from '#pipeline/yaml-access.ts';
import type { YamlNode } from '#yaml/node.ts';
import { entriesOf, itemsOf } from '#yaml/read.ts';

/** Jobs on machines of one's own, also when the matrix says so. */
export function* evaluate({ pipeline }: PipelineSubject): Iterable<Violation> {
  for (const job of pipeline?.jobs ?? []) {
    const { type } = job.runner;
    if (type !== 'self-hosted' && !(type === 'unknown' && matrixNamesIt(job))) continue;
    const entry = entryOf(job.node, 'runs-on');
    const place = entry === undefined ? job.runner.range : rangeOfEntry(entry);
    yield { message: `job "${job.id.value}"`, range: place ?? job.id.range, ...subjectOf(job) };
  }
}

function matrixNamesIt({ node }: Job): boolean {
  const matrix = mapOf(entryOf(entryOf(node, 'strategy')?.value, 'matrix')?.value);
  const excluded = itemsOf(entryOf(matrix, 'exclude')?.value).flatMap((item) => {
    const entries = entriesOf(item);
    const [only] = entries;
    return entries.length === 1 && only !== undefined ? [keyOf(only).value] : [];
  });
  return entriesOf(matrix).some((entry) => {
    const key = keyOf(entry).value;
    const gone = excluded.includes(key) && isNamed(entryOf(matrix, 'exclude')?.value);
    return key !== 'exclude' && !gone && isNamed(entry.value);
  });
}

/** Whether a value holds the label, at most two lists or maps deep. */
function isNamed(node: YamlNode | undefined, depth = 0): boolean {
  const scalar = scalarOf(node);
  if (scalar !== undefined) return scalar.text.toLowerCase() === 'self-hosted';
  if (depth > 3) return false;
  const parts = [...itemsOf(node), ...entriesOf(node).map(({ value }) => value)];
  return parts.some((part) => isNamed(part, depth + 1));
}
