import type { PostureSummary } from '#model/posture.ts';
import type { ScanReport } from '#model/report.ts';
import { cleanProse } from '../clean.ts';
import { changeWords, stepEffect } from '../kube/scan/step-words.ts';
import { codeSpan, tableRow } from './markup.ts';

const maxSteps = 8;
const maxNamespaces = 12;

/** How a cluster stands: its score, what became of it, what to do first, and its namespaces. Nothing for other artifacts. */
export function* postureLines({ posture }: ScanReport): Generator<string> {
  if (posture === undefined) return;
  const { score, change } = posture;
  const { verdict, detail } =
    change === undefined ? { verdict: '', detail: '' } : changeWords(change);
  yield `\n**Score ${Math.round(score)} of 100**${verdict === '' ? '' : `, ${verdict} (${detail})`}\n`;
  yield* steps(posture);
  yield* namespaces(posture);
}

function* steps({ first }: PostureSummary): Generator<string> {
  if (first.length === 0) return;
  yield '\n### What to do first\n\n| | severity | what | change | where and what it brings |\n|---|---|---|---|---|\n';
  for (const [at, step] of first.slice(0, maxSteps).entries())
    yield tableRow([
      `${at + 1}`,
      step.severity,
      `${codeSpan(cleanProse(step.title), 160)} (${codeSpan(step.rule, 60)})`,
      codeSpan(cleanProse(step.action), 160),
      codeSpan(stepEffect(step), 200),
    ]);
}

function* namespaces({ namespaces: all }: PostureSummary): Generator<string> {
  if (all.length === 0) return;
  yield '\n### Namespaces\n\n| namespace | score | workloads | findings | what costs most |\n|---|---|---|---|---|\n';
  for (const { namespace, score, workloads, counts, costs } of all.slice(0, maxNamespaces))
    yield tableRow([
      namespace === undefined ? '(whole cluster)' : codeSpan(namespace, 100),
      `${Math.round(score)}`,
      `${workloads}`,
      `${counts.open}`,
      costs[0] === undefined ? '' : codeSpan(cleanProse(costs[0].title), 160),
    ]);
  if (all.length > maxNamespaces) yield `\nand ${all.length - maxNamespaces} more\n`;
}
