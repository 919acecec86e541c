import type { Detection } from '#model/detection.ts';
import type { Place } from './place.ts';
import { shown } from './tree.ts';

/** What happened in one sentence: the weightiest rule, the program, the place, and how much more there is. */
export function titleOf(
  detection: Detection,
  place: Place,
  rules: number,
  repeats: number,
): string {
  const where =
    place.workload ?? (detection.source === 'k8s_audit' ? 'the Kubernetes API' : 'the host');
  const more = rules > 1 ? `, with ${rules - 1} other ${rules === 2 ? 'rule' : 'rules'}` : '';
  const times = repeats > 1 ? `, ${repeats} times` : '';
  return `${shown(detection.rule, 120)}${actorOf(detection, place)} in ${shown(where, 160)}${more}${times}`;
}

function actorOf({ process }: Detection, { actor }: Place): string {
  if (process === undefined) return actor === undefined ? '' : ` by ${shown(actor, 80)}`;
  const path = process.exePath === '' ? process.name : process.exePath;
  const { parent } = process;
  const below =
    parent === undefined || parent.container?.id !== process.container?.id
      ? ''
      : ` below ${shown(parent.name, 40)}`;
  return ` by ${shown(path, 120)}${below}`;
}
