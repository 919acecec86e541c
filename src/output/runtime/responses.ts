import type { RenderOptions } from '#contract/output.ts';
import { formatBytes, plural } from '#kit/text.ts';
import type { ActionPlan, ActionRecord, ActionState, Playbook } from '#model/response.ts';
import { cleanProse } from '../clean.ts';
import { type AnswerFormat, renderAnswer } from '../kube/answer.ts';
import { cell, gridLines } from '../kube/grid.ts';
import { type Canvas, heading, indented, type Line, type Style, span } from '../table/line.ts';
import { containerName, span as duration, isoTime } from './words.ts';

const stateStyles: Readonly<Record<ActionState, Style | undefined>> = {
  planned: 'dim',
  'awaiting-approval': 'warn',
  simulated: 'dim',
  running: 'accent',
  active: 'bad',
  done: 'good',
  undoing: 'accent',
  undone: 'good',
  expired: 'dim',
  failed: 'strong',
  refused: 'warn',
};

/** Actions, newest first. */
export function renderActions(
  answer: { readonly actions: readonly ActionRecord[] },
  format: AnswerFormat,
  options: RenderOptions,
): Iterable<string> {
  const now = Date.parse(options.now);
  return renderAnswer(answer, format, options, function* lines({ actions }, canvas) {
    if (actions.length === 0) {
      yield [span('no actions were taken', 'dim')];
      return;
    }
    yield* heading(plural(actions.length, 'action'), '', canvas);
    yield [];
    yield* gridLines(
      {
        titles: ['id', 'action', 'state', 'target', 'by', 'when', 'ends'],
        rows: actions.map(({ plan, state, history }) => [
          cell(plan.id.slice(-8)),
          cell(plan.request.kind),
          cell(state, stateStyles[state]),
          cell(targetName(plan)),
          cell(plan.request.requestedBy),
          cell(`${duration(now - (history[0]?.time ?? now))} ago`, 'dim'),
          cell(endWord(plan, state, now), 'dim'),
        ]),
      },
      canvas,
    );
  });
}

function endWord({ expires }: ActionPlan, state: ActionState, now: number): string {
  if (state !== 'active' || expires === undefined) return '';
  return expires <= now ? 'now' : `in ${duration(expires - now)}`;
}

function targetName({ request: { target } }: ActionPlan): string {
  if (target.container !== undefined) return containerName(target.container);
  if (target.pid !== undefined) return `pid ${target.pid}`;
  return target.node ?? target.cgroupId ?? '';
}

/** What an action would do, before anything happens. */
export function renderPlan(
  plan: ActionPlan,
  format: AnswerFormat,
  options: RenderOptions,
): Iterable<string> {
  return renderAnswer(plan, format, options, planLines);
}

function* planLines(plan: ActionPlan, canvas: Canvas): Generator<Line> {
  const { request, impact, steps, blastRadius, undo, refusals, instead } = plan;
  const style = impact === 'disrupt' ? 'bad' : impact === 'contain' ? 'warn' : 'good';
  yield [span(`${request.kind} `, 'bold'), span(targetName(plan)), span(`   ${impact}`, style)];
  for (const [at, step] of steps.entries())
    yield* indented(`${at + 1}. ${cleanProse(step, 400)}`, 2, canvas);
  for (const { label, text } of blastRadius)
    yield* indented(`${label.padEnd(14)}${cleanProse(text, 400)}`, 2, canvas, 'dim');
  yield* indented(`undo: ${cleanProse(undo ?? 'cannot be undone', 400)}`, 2, canvas);
  for (const refusal of refusals)
    yield* indented(`refused: ${cleanProse(refusal, 400)}`, 2, canvas, 'bad');
  if (instead !== undefined) yield* indented(`possible instead: ${instead}`, 2, canvas, 'warn');
}

/** The audit record of one action. */
export function renderAction(
  record: ActionRecord,
  format: AnswerFormat,
  options: RenderOptions,
): Iterable<string> {
  return renderAnswer(record, format, options, function* lines(one, canvas) {
    const { plan, state, history, error, result } = one;
    yield* planLines(plan, canvas);
    yield [];
    yield [span(state, stateStyles[state]), span(`  ${plan.id}`, 'dim')];
    for (const { time, state: at, by, text } of history)
      yield* indented(
        `${isoTime(time)}  ${at.padEnd(18)}${cleanProse(by, 100)}${text === undefined ? '' : `: ${cleanProse(text, 400)}`}`,
        2,
        canvas,
      );
    for (const [name, value] of Object.entries(result ?? {}))
      yield* indented(`${name}: ${cleanProse(JSON.stringify(value), 400)}`, 2, canvas, 'dim');
    if (error !== undefined)
      yield* indented(`${error.code}: ${cleanProse(error.message, 400)}`, 2, canvas, 'bad');
  });
}

/** Playbooks that are loaded. */
export function renderPlaybooks(
  answer: { readonly playbooks: readonly Playbook[] },
  format: AnswerFormat,
  options: RenderOptions,
): Iterable<string> {
  return renderAnswer(answer, format, options, function* lines({ playbooks }, canvas) {
    yield* heading(plural(playbooks.length, 'playbook'), '', canvas);
    yield [];
    yield* gridLines(
      {
        titles: ['playbook', 'mode', 'steps', 'what it is for'],
        rows: playbooks.map(({ name, mode, steps, title }) => [
          cell(name, 'bold'),
          cell(mode, mode === 'automatic' ? 'bad' : undefined),
          cell(steps.map(({ action }) => action).join(', ')),
          cell(title),
        ]),
      },
      canvas,
    );
  });
}

/** What became of checking an evidence bundle. */
export interface ShownVerdict {
  readonly path: string;
  readonly isGood: boolean;
  readonly problems: readonly string[];
  readonly signature: string;
  readonly keyId?: string;
  readonly files: number;
  readonly bytes: number;
}

export function renderBundleVerdict(
  verdict: ShownVerdict,
  format: AnswerFormat,
  options: RenderOptions,
): Iterable<string> {
  return renderAnswer(verdict, format, options, function* lines(one, canvas) {
    const { isGood, path, files, bytes, signature, keyId, problems } = one;
    yield [
      span(isGood ? ' whole ' : ' not whole ', isGood ? 'verdict-good' : 'verdict-bad'),
      span(` ${cleanProse(path, 400)}`, 'bold'),
    ];
    yield* indented(`${plural(files, 'file')}, ${formatBytes(bytes)}`, 2, canvas);
    yield* indented(
      `signature ${signature}${keyId === undefined ? '' : `, key ${keyId}`}`,
      2,
      canvas,
    );
    for (const problem of problems) yield* indented(cleanProse(problem, 400), 2, canvas, 'bad');
  });
}
