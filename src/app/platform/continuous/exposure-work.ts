import { mkdtempDisposableSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Job, Platform } from '#contract/platform.ts';
import { saveAllowed } from '#estate/insight/network/allowed.ts';
import { CaissonError } from '#kit/error.ts';
import { parseJson } from '#kit/json.ts';
import { reassess } from '../import/reassess.ts';
import { errorOfChild, runOwnProgram, unattended } from './child.ts';
import { saveWorkloadFacts } from './cluster-rows.ts';
import { readFacts } from './exposed-workloads.ts';
import type { WorkOptions } from './options.ts';
import { clusterWords } from './scan-words.ts';

const maxAnswerBytes = 2 ** 28;

/** Works out how far the workloads of a cluster can be reached, who may talk to whom and what each gives, and judges the findings of those anew where that changed. */
export async function doExposure(
  { subject }: Job,
  platform: Platform,
  { program, kubeconfigs, scan }: WorkOptions,
  signal: AbortSignal,
): Promise<void> {
  const cluster = kubeconfigs.find(({ name }) => name === subject);
  if (cluster === undefined) return; // it is no longer watched here
  using directory = mkdtempDisposableSync(join(platform.scope.temporaryDirectory, 'exposure-'));
  const output = join(directory.path, 'answer.json');
  const child = await runOwnProgram(
    { ...program, options: [] }, // it asks no advisories
    ['kube', 'network', 'facts', '--format', 'json', ...clusterWords(cluster), ...unattended],
    { limits: scan, directory: directory.path, output },
    signal,
  );
  const { size } = statSync(output);
  if (size === 0) throw errorOfChild(child.code, child.error);
  if (size > maxAnswerBytes)
    throw new CaissonError('limit.size', 'its answer is larger than 256 MiB');
  const facts = readFacts(parseJson(readFileSync(output, 'utf8'), 'the facts of the cluster'));
  const { database, changes, scope } = platform;
  const assets = await database.transaction(async (tx) => {
    const left = await saveAllowed(tx, subject, facts.connections);
    if (left > 0) scope.log.warn('connections of a cluster are left out', { subject, left });
    return await saveWorkloadFacts(tx, subject, facts);
  });
  if (assets.length > 0) await reassess(database, changes, assets, scope.clock().getTime());
}
