import type { YamlNode } from '#yaml/node.ts';
import { resolve } from '#yaml/read.ts';
import type { Runner, SourceString } from '../model.ts';
import { entryOf, stringsOf } from '../yaml-access.ts';

/**
 * Labels of runners that GitHub keeps, in lower case, and of services that keep runners of the same kind (GitHub
 * documentation, GitHub-hosted runners reference).
 */
const hosted =
  /^(?:ubuntu-(?:latest|slim|\d\d\.\d\d)|windows-(?:latest|11|20\d\d)|macos-(?:latest|\d\d(?:\.\d+)?))(?:-(?:arm|xlarge|large|intel|\d{1,3}-cores?|vs20\d\d))*$|^(?:buildjet|warp|depot|namespace|nscloud|blacksmith)-[a-z0-9.-]+$/;

/** Where a job runs: `runs-on`, as a label, a list of labels, a group, or an expression. */
export function runnerOf(runsOn: YamlNode | undefined): Runner {
  const node = resolve(runsOn);
  if (node === undefined) return { type: 'unknown', labels: [] };
  const { range } = node;
  if (node.kind !== 'map') {
    const labels = stringsOf(node);
    return { type: typeOf(labels), labels, range };
  }
  const labels = stringsOf(entryOf(node, 'labels')?.value);
  const group = stringsOf(entryOf(node, 'group')?.value);
  return { type: group.length > 0 ? 'self-hosted' : typeOf(labels), labels, range };
}

/** Whether a label names a runner that somebody else keeps and throws away after each job. */
function isHostedLabel(label: string): boolean {
  return hosted.test(label.toLowerCase());
}

function typeOf(labels: readonly SourceString[]): Runner['type'] {
  const values = labels.map(({ value }) => value);
  if (values.some((value) => value.toLowerCase() === 'self-hosted')) return 'self-hosted';
  if (values.length === 0 || values.some((value) => value.includes('${{'))) return 'unknown';
  return values.every(isHostedLabel) ? 'hosted' : 'self-hosted';
}
