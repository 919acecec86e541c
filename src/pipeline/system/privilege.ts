import { groupsBelow } from '../azure/job.ts';
import type { Job, PipelineSubject } from '../model.ts';
import { entryOf, stringAt } from '../yaml-access.ts';
import { manifestsOf } from './manifest.ts';

/** A secret or right that every step of a job can reach, for people; `undefined` when the file shows none. */
export function secretsReach(subject: PipelineSubject, job: Job): string | undefined {
  const used = subject.pipeline?.secrets.find((use) => use.job === job)?.name;
  if (used !== undefined) return used;
  return subject.system === 'azure' ? ofAzure(subject, job) : ofTekton(subject, job);
}

/** Variable groups, and tasks that use a service connection. */
function ofAzure({ yaml }: PipelineSubject, job: Job): string | undefined {
  const [group] = [...groupsBelow(yaml?.documents[0]?.root), ...groupsBelow(job.node)];
  if (group !== undefined) return `variable group "${group.value}"`;
  const connection = job.steps
    .flatMap(({ inputs }) => inputs)
    .find(({ name }) =>
      /^(?:azureSubscription|connectedServiceName\w*|containerRegistry|kubernetesServiceConnection|externalEndpoints?|publishVstsFeed)$/i.test(
        name.value,
      ),
    );
  return connection === undefined ? undefined : `service connection "${connection.value}"`;
}

/** The service account of the run that holds the job. */
function ofTekton({ yaml }: PipelineSubject, job: Job): string | undefined {
  if (yaml === undefined) return undefined;
  const run = manifestsOf(yaml).find(
    ({ root: { range } }) => range.start <= job.range.start && job.range.end <= range.end,
  );
  const account =
    stringAt(run?.spec, 'serviceAccountName') ??
    stringAt(entryOf(run?.spec, 'taskRunTemplate')?.value, 'serviceAccountName');
  if (account === undefined || account.value === 'default') return undefined;
  return `service account "${account.value}"`;
}
