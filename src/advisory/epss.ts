import type { ExploitPrediction } from '#model/advisory.ts';
import { dayOf } from './date.ts';
import type { PredictionTable, Skip } from './fact.ts';
import { isCve } from './name.ts';

/**
 * The facts of an EPSS file of FIRST: `#model_version:…,score_date:…`, a header line, then `cve,epss,percentile`.
 * A file without a score date gives nothing: scores of an unknown day mean nothing.
 */
export function normaliseEpss(text: string): PredictionTable {
  const date = dayOf(/^#.{0,200}?score_date:(\S{10,40})/.exec(text)?.[1]);
  if (date === undefined)
    return { date: '', entries: [], skips: [{ reason: 'malformed', subject: 'epss' }] };
  const entries: ExploitPrediction[] = [];
  const skips: Skip[] = [];
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#') || line.startsWith('cve,')) continue;
    const entry = readLine(line.trimEnd(), date);
    if (entry === undefined) skips.push({ reason: 'malformed', subject: line.slice(0, 40) });
    else entries.push(entry);
  }
  return { date, entries, skips };
}

function readLine(line: string, date: string): ExploitPrediction | undefined {
  const [cve = '', first = '', second = ''] = line.split(',', 3);
  const probability = ratio(first);
  const percentile = ratio(second);
  if (!isCve(cve) || probability === undefined || percentile === undefined) return undefined;
  return { cve, probability, percentile, date };
}

function ratio(text: string): number | undefined {
  if (!/^[01](?:\.\d{1,20})?$|^\d(?:\.\d{1,20})?e-\d{1,2}$/i.test(text)) return undefined;
  const value = Number(text);
  return value <= 1 ? value : undefined;
}
