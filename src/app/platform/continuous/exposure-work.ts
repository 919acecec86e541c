import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Job, Platform } from '#contract/platform.ts';
import { saveAllowed } from '#estate/insight/network/allowed.ts';
import { CaissonError } from '#kit/error.ts';
import { parseJson } from '#kit/json.ts';
import { reassess } from '../import-report.ts';
import { errorOfChild, runOwnProgram } from './child.ts';
import { saveWorkloadFacts } from './cluster-rows.ts';
import { readFacts } from './exposed-workloads.ts';
import type { WorkOptions } from './options.ts';

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
  const directory = mkdtempSync(join(platform.scope.temporaryDirectory, 'exposure-'));
  try {
    const output = join(directory, 'answer.json');
    const words = [
      'kube',
      'network',
      'facts',
      '--format',
      'json',
      '--quiet',
      '--json-errors',
      ...(cluster.kubeconfig === undefined ? [] : ['--kubeconfig', cluster.kubeconfig]),
      ...(cluster.context === undefined ? [] : ['--context', cluster.context]),
    ];
    const plain = { ...program, options: [] }; // it asks no advisories
    const child = await runOwnProgram(plain, words, { limits: scan, directory, output }, signal);
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
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
