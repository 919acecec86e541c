import { threadId } from 'node:worker_threads';
import type { Analyzer } from '#contract/analyzer.ts';
import { CaissonError } from '#kit/error.ts';

/** Says of every file what it holds, and notes where it ran when a path asks for it. */
export const everyAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'test/every',
  revision: 1,
  title: 'every file',
  claims: [{ every: true }],
  *analyze(file) {
    if (file.path.endsWith('/forged')) throw new CaissonError('integrity.digest-mismatch', 'it is forged');
    if (file.path.endsWith('/broken')) throw new CaissonError('input.malformed', 'it is broken');
    const ran = file.path.endsWith('/where') ? ` on ${threadId}` : '';
    const detail = `${file.size} ${file.text().slice(0, 8)}${ran}`;
    yield { type: 'gap', location: { path: file.path }, reason: 'unsupported', detail };
  },
};
