import { parentPort, workerData } from 'node:worker_threads';
import { serve } from '../serve.ts';
import type { BackgroundJob } from '../thread.ts';
import { everyAnalyzer } from './analyzers.ts';

// What starts this file sends a job.
const job = workerData as BackgroundJob;
if (job.settings === 'die') parentPort?.on('message', () => process.exit(1));
else if (parentPort !== null)
  serve(parentPort, job, [everyAnalyzer], () => new Date('2026-11-22T12:00:00Z'));
