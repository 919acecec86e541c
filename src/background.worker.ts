import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { serve } from '#analyze/background/serve.ts';
import type { BackgroundJob } from '#analyze/background/thread.ts';
import { protectRegexEngine } from '#secret/regex-guard.ts';

/** Runs the analyzers of every file for the thread that walks a layer: makes them as that thread did, and serves. */
async function main(): Promise<void> {
  if (parentPort === null) return;
  protectRegexEngine();
  if (!import.meta.url.endsWith('.ts')) enableCompileCache(join(import.meta.dirname, '.cache'));
  const job = workerData as BackgroundJob; // what starts this file sends a job
  const { backgroundAnalyzers } = await import('./background.ts');
  const analyzers = await backgroundAnalyzers(job.settings);
  serve(parentPort, job, analyzers, () => new Date());
}

await main();
