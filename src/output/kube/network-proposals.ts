import type { RenderOptions } from '#contract/output.ts';
import { plural } from '#kit/text.ts';
import type { GeneratedPolicies, WhatIf } from '#model/network-flow.ts';
import { clean } from '../clean.ts';
import { jsonChunks } from '../json-chunks.ts';
import { indented, span } from '../table/line.ts';
import { type AnswerFormat, renderAnswer } from './answer.ts';

/** Policies that are proposed: as YAML for files, or with what is known of them. */
export function* renderGeneratedPolicies(
  answer: GeneratedPolicies,
  format: 'yaml' | 'json',
): Generator<string> {
  if (format === 'json') {
    yield* jsonChunks(answer, 'sorted');
    return;
  }
  for (const { yaml } of answer.policies)
    yield `${yaml.startsWith('---') ? '' : '---\n'}${yaml}${yaml.endsWith('\n') ? '' : '\n'}`;
}

/** What a person should know of policies that are proposed, a line each. */
export function* generatedNotes(answer: GeneratedPolicies): Generator<string> {
  const { policies, flows, pairsBefore, pairsAfter, extraPairs, unplaced, denied, notices } =
    answer;
  yield `${plural(policies.length, 'policy', 'policies')} for ${plural(flows, 'connection')}; pairs that may talk: ${pairsBefore} now, ${pairsAfter} then`;
  if (extraPairs > 0)
    yield `notice: ${plural(extraPairs, 'pair')} may talk then without a connection that was seen or announced (-o json says which)`;
  for (const { flow, reason } of unplaced.slice(0, 10))
    yield `notice: left out: ${clean(`${flow.source} -> ${flow.target}:${flow.port}`, 300)}: ${clean(reason, 300)}`;
  if (unplaced.length > 10) yield `notice: and ${unplaced.length - 10} more left out`;
  for (const flow of denied.slice(0, 10))
    yield `denied: ${clean(`${flow.source} -> ${flow.target}:${flow.port}`, 300)}`;
  for (const { text } of notices.slice(0, 10)) yield `notice: ${clean(text, 400)}`;
}

/** Which flows that were seen would be denied. */
export function renderWhatIf(
  answer: WhatIf,
  format: AnswerFormat,
  options: RenderOptions,
): Iterable<string> {
  return renderAnswer(
    answer,
    format,
    options,
    function* lines({ denied, allowed, unplaced }, canvas) {
      yield denied.length === 0
        ? [span(`all ${allowed} flows stay allowed`, 'good')]
        : [
            span(`${plural(denied.length, 'flow')} would be denied`, 'bad'),
            span(`, ${allowed} stay`, 'dim'),
          ];
      for (const { source, target, protocol, port, count, evidence } of denied)
        yield* indented(
          clean(`${source} -> ${target} ${protocol} ${port}  (${count} times, ${evidence})`, 600),
          2,
          canvas,
        );
      for (const { flow, reason } of unplaced.slice(0, 20))
        yield* indented(
          clean(`not judged: ${flow.source} -> ${flow.target}: ${reason}`, 600),
          2,
          canvas,
          'dim',
        );
    },
  );
}
