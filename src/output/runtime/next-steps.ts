import type { Incident } from '#model/detection.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import { shortId } from './words.ts';

/** A command for a person to run, and what for. */
export interface NextStep {
  readonly label: string;
  readonly text: string;
}

/** What can be done about an incident; nothing for one that is closed. */
export function nextSteps(incident: Incident): readonly NextStep[] {
  const { status, container, detections } = incident;
  if (status === 'resolved' || status === 'dismissed') return [];
  const id = shortId(incident.id);
  const first = detections[0];
  const steps: NextStep[] = [];
  if (container !== undefined) {
    const name = commandName(container);
    steps.push({ label: 'take evidence', text: `caisson respond snapshot ${name}` });
    if (status === 'open')
      steps.push(
        container.hostNetwork === true
          ? { label: 'contain', text: `caisson respond freeze ${name}` }
          : { label: 'contain', text: `caisson respond quarantine ${name}` },
      );
    else steps.push({ label: 'see what contains', text: 'caisson respond list --active' });
  }
  if (first !== undefined)
    steps.push({ label: 'why it was told', text: `caisson explain ${shortId(first.id)}` });
  steps.push(
    { label: 'expected here', text: `caisson incident silence ${id} --reason TEXT` },
    {
      label: 'done',
      text: `caisson incident close ${id} --verdict true|benign|false --reason TEXT`,
    },
  );
  return steps;
}

/** A name that a shell takes as it is; else the id. */
function commandName({ name, shortId: short, pod }: WorkloadContainer): string {
  const named = pod === undefined ? name : `${pod.namespace}/${pod.name}`;
  if (named !== undefined && /^[A-Za-z0-9][\w./-]{0,200}$/.test(named)) return named;
  return /^[A-Za-z0-9][\w.-]{0,80}$/.test(short) ? short : 'CONTAINER';
}
