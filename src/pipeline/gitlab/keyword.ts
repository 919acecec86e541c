import type { YamlEntry, YamlMap, YamlText } from '#yaml/node.ts';
import { entriesOf } from '#yaml/read.ts';
import { mergedMap } from '../system/map.ts';
import { entryOf, keyOf } from '../yaml-access.ts';

/** Keys of the top level that are no jobs (GitLab documentation, CI/CD YAML syntax reference, global keywords). */
const globals: ReadonlySet<string> = new Set([
  'default',
  'include',
  'stages',
  'types',
  'variables',
  'workflow',
  'image',
  'services',
  'cache',
  'before_script',
  'after_script',
  'spec',
]);

/** What makes a map a job, or a template of one. */
const ofJobs =
  /^(?:script|before_script|after_script|run|trigger|extends|image|services|stage|rules|only|except|variables|artifacts|cache|environment|tags|needs|secrets|id_tokens|release|when|pages|allow_failure)$/;

/** The part of the file that holds the jobs: behind the header of a component where there is one. */
export function configurationOf({ documents }: YamlText): {
  readonly root: YamlMap | undefined;
  readonly header: YamlMap | undefined;
} {
  const [first, second] = documents;
  const head = mergedMap(first?.root);
  const isHeader = entryOf(head, 'spec') !== undefined;
  if (isHeader && second !== undefined) return { root: mergedMap(second.root), header: head };
  return { root: head, header: isHeader ? head : undefined };
}

/** Jobs and hidden jobs of a file, by name. */
export function jobEntries(root: YamlMap): readonly YamlEntry[] {
  return entriesOf(root).filter((entry) => {
    const name = keyOf(entry).value;
    if (globals.has(name)) return false;
    const map = mergedMap(entry.value);
    return map?.entries.some((each) => ofJobs.test(keyOf(each).value)) === true;
  });
}
