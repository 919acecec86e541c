import type { RenderOptions } from '#contract/output.ts';
import { plural } from '#kit/text.ts';
import type {
  ActionPlan,
  ActionRecord,
  ActionState,
  Grant,
  Impact,
  Playbook,
} from '#model/response.ts';
import { clean, cleanProse } from '../clean.ts';
import { type AnswerFormat, renderAnswer } from '../kube/answer.ts';
import { ledLines } from '../kube/lead.ts';
import {
  type Canvas,
  flowed,
  heading,
  indented,
  type Line,
  type Span,
  type Style,
  span,
} from '../table/line.ts';
import { resultWords } from './result-words.ts';
import {
  actionStateWords,
  actionWords,
  containerName,
  span as duration,
  isoTime,
  shortId,
} from './words.ts';

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
  refused: 'dim',
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
    const active = actions.filter(({ state }) => state === 'active').length;
    yield* heading(plural(actions.length, 'action'), `${active} active`, canvas);
    for (const group of Map.groupBy(actions, runOf).values()) yield* groupLines(group, now, canvas);
    yield [];
    yield [span('caisson respond show ID tells why; undo ID takes an active one back', 'dim')];
  });
}

/** Steps of one run of a playbook share the beginning of their ids. */
function runOf({ plan }: ActionRecord): string {
  const at = plan.id.indexOf('-');
  return at === -1 ? plan.id : plan.id.slice(0, at);
}

function* groupLines(group: readonly ActionRecord[], now: number, canvas: Canvas): Generator<Line> {
  const [newest] = group;
  if (newest === undefined) return;
  const { plan, history } = newest;
  const isRun = plan.id.includes('-');
  yield [];
  yield* flowed(
    [
      ...(isRun ? [] : [span(shortId(plan.id), 'bold'), ...actionSpans(newest, now)]),
      span(targetName(plan), 'accent'),
      span(`by ${cleanProse(plan.request.requestedBy, 100)}`),
      span(`${duration(now - (history[0]?.time ?? now))} ago`, 'dim'),
    ],
    0,
    canvas,
  );
  if (!isRun) return;
  // A run is read from its first step on.
  const steps = group.toReversed();
  const width = Math.max(...steps.map((one) => shortId(one.plan.id).length));
  for (const step of steps) {
    const id = span(shortId(step.plan.id).padEnd(width), isDone(step) ? 'bold' : 'dim');
    yield* flowed([id, ...actionSpans(step, now)], 2, canvas);
  }
}

function isDone({ state }: ActionRecord): boolean {
  return state !== 'simulated' && state !== 'refused';
}

function actionSpans({ plan, state }: ActionRecord, now: number): readonly Span[] {
  return [
    span(actionWords[plan.request.kind].padEnd(20)),
    span(`${actionStateWords[state]}${endWord(plan, state, now)}`, stateStyles[state]),
  ];
}

function endWord({ expires }: ActionPlan, state: ActionState, now: number): string {
  if (state !== 'active' || expires === undefined) return '';
  return expires <= now ? ', ends now' : `, ends in ${duration(expires - now)}`;
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

function* planLines(plan: ActionPlan, canvas: Canvas, grant?: Grant): Generator<Line> {
  const { request, impact, steps, blastRadius, undo, refusals, instead } = plan;
  yield [
    span(`${actionWords[request.kind]}: `, 'bold'),
    span(targetName(plan), 'accent'),
    span(`   ${impactWords[impact]}`, impactStyles[impact]),
  ];
  for (const [at, step] of steps.entries())
    yield* ledLines(span(`  ${at + 1}. `, 'dim'), span(cleanProse(step, 400)), span(''), canvas);
  for (const { label, text } of blastRadius) yield* factLines(label, text, canvas);
  if (request.ttlMs !== undefined)
    yield* factLines('ends', `by itself after ${duration(request.ttlMs)}`, canvas);
  yield* factLines(
    'undo',
    undo ?? 'cannot be undone',
    canvas,
    undo === undefined ? 'warn' : undefined,
  );
  for (const refusal of refusals) yield* refusalLines(refusal, grant, canvas);
  if (instead !== undefined && grant === undefined)
    yield* factLines('instead', `${actionWords[instead]} is possible`, canvas, 'warn');
}

const impactWords: Readonly<Record<Impact, string>> = {
  observe: 'changes nothing',
  contain: 'contains; the application stays',
  disrupt: 'may stop the application',
};
const impactStyles: Readonly<Record<Impact, Style>> = {
  observe: 'good',
  contain: 'warn',
  disrupt: 'bad',
};

/** A limit that a person went beyond is no refusal any more. */
function refusalLines(text: string, grant: Grant | undefined, canvas: Canvas): Iterable<Line> {
  if (grant?.by !== 'person') return factLines('not done', text, canvas, 'bad');
  return factLines('beyond limit', `${text}; agreed to by ${grant.name}`, canvas, 'warn');
}

function factLines(label: string, text: string, canvas: Canvas, style?: Style): Iterable<Line> {
  const lead = span(`  ${clean(label, 40).padEnd(14)}`, 'dim');
  return ledLines(lead, span(cleanProse(text, 600), style), span(''), canvas);
}

/** The audit record of one action. */
export function renderAction(
  record: ActionRecord,
  format: AnswerFormat,
  options: RenderOptions,
): Iterable<string> {
  const now = Date.parse(options.now);
  return renderAnswer(record, format, options, function* lines(one, canvas) {
    const { plan, state, history, error, result, grant } = one;
    const wasRun = state !== 'refused' && state !== 'awaiting-approval' && state !== 'planned';
    yield* planLines(plan, canvas, wasRun ? grant : undefined);
    yield [];
    yield [
      span(`${actionStateWords[state]}${endWord(plan, state, now)}`, stateStyles[state]),
      span(`  ${plan.id}`, 'dim'),
    ];
    yield* historyLines(history, canvas);
    for (const { label, text } of resultWords(result ?? {})) yield* factLines(label, text, canvas);
    if (error !== undefined)
      yield* factLines('failed', `${error.message} (${error.code})`, canvas, 'bad');
    if (state === 'active') yield [span(`  caisson respond undo ${shortId(plan.id)}`, 'dim')];
  });
}

function* historyLines(history: ActionRecord['history'], canvas: Canvas): Generator<Line> {
  let day = '';
  for (const { time, state, by, text } of history) {
    const stamp = isoTime(time);
    if (stamp.slice(0, 10) !== day) yield [span(`  ${stamp.slice(0, 10)} UTC`, 'dim')];
    day = stamp.slice(0, 10);
    const words = [actionStateWords[state], `by ${cleanProse(by, 100)}`].join(' ');
    const why = text === undefined ? '' : `: ${cleanProse(text, 400)}`;
    yield* ledLines(span(`  ${stamp.slice(11, 19)}  `, 'dim'), span(words + why), span(''), canvas);
  }
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
    for (const { name, mode, steps, title } of playbooks) {
      yield* flowed(
        [
          span(clean(name, 200), 'bold'),
          span(mode, modeStyles[mode]),
          span(cleanProse(title, 300)),
        ],
        0,
        canvas,
      );
      yield* indented(steps.map(({ action }) => stepWord(action)).join(' → '), 2, canvas, 'dim');
    }
    yield [];
    yield* indented(
      'simulate: only written down; approve: a person agrees first; automatic: by itself with --respond on',
      0,
      canvas,
      'dim',
    );
  });
}

const modeStyles: Readonly<Record<Playbook['mode'], Style>> = {
  simulate: 'dim',
  approve: 'warn',
  automatic: 'bad',
};

function stepWord(action: Playbook['steps'][number]['action']): string {
  if (action === 'thaw') return 'let go on';
  if (action === 'release') return 'give the network back';
  return actionWords[action];
}
