import type { RenderOptions } from '#contract/output.ts';
import type { Detection, DetectionReason } from '#model/detection.ts';
import { clean, cleanProse } from '../clean.ts';
import { type AnswerFormat, renderAnswer } from '../kube/answer.ts';
import { ledLines } from '../kube/lead.ts';
import { type Canvas, flowed, indented, type Line, severityStyles, span } from '../table/line.ts';
import type { NextStep } from './next-steps.ts';
import { ownWords } from './own-words.ts';
import {
  containerName,
  imageName,
  isoTime,
  priorityStyles,
  priorityWords,
  shortId,
} from './words.ts';

/** A detection with the incident it belongs to. */
export interface ExplainedDetection {
  readonly detection: Detection;
  readonly incident?: string;
}

/** Why a detection was told: which parts of the condition held with which values, where the rule stands, what would silence it. */
export function renderExplanation(
  explained: ExplainedDetection,
  format: AnswerFormat,
  options: RenderOptions,
): Iterable<string> {
  return renderAnswer(explained, format, options, explanationLines);
}

function* explanationLines(
  { detection, incident }: ExplainedDetection,
  canvas: Canvas,
): Generator<Line> {
  const { rule, ruleId, priority, severity, time, container, tags } = detection;
  yield* indented(cleanProse(rule, 400), 0, canvas, 'bold');
  yield* flowed(
    [
      span(priorityWords[priority], priorityStyles[priority]),
      span(severity, severityStyles[severity]),
      ...(ruleId === undefined ? [] : [span(clean(ruleId, 60), 'dim')]),
      span(`${isoTime(time).slice(0, 23).replace('T', ' ')} UTC`, 'dim'),
      span(detection.id, 'dim'),
    ],
    0,
    canvas,
  );
  yield [];
  const where = [containerName(container), imageName(container)].filter(Boolean).join('  ');
  yield* indented(where, 2, canvas, 'accent');
  yield* indented(cleanProse(ownWords(detection), 4000), 2, canvas);
  yield* becauseLines(detection, canvas);
  yield* ancestryLines(detection, canvas);
  if (tags.length > 0) {
    yield [];
    yield* indented(clean(tags.join('  '), 1000), 2, canvas, 'dim');
  }
  yield* silenceLines(detection, incident, canvas);
}

/** Facts that are about no part of the condition. */
const aside = new Set(['rule', 'host']);

function* becauseLines({ because }: Detection, canvas: Canvas): Generator<Line> {
  const place = because.find(({ label }) => label === 'rule');
  const leaves = because.filter(({ label }) => !aside.has(label));
  if (leaves.length > 0) {
    yield [];
    yield [span('Why', 'bold'), span('   each of these held', 'dim')];
    for (const leaf of leaves) yield* leafLines(leaf, canvas);
  }
  if (place === undefined) return;
  yield [];
  yield [span('Rule', 'bold')];
  yield* indented(clean(place.text, 600), 2, canvas);
}

/** A part of the condition, and below it the value that it met. */
function* leafLines({ label, text }: DetectionReason, canvas: Canvas): Generator<Line> {
  yield* indented(cleanProse(label, 1000), 2, canvas, 'dim');
  yield* ledLines(span('    was  ', 'dim'), span(cleanProse(text, 1000)), span(''), canvas);
}

/** Who started it, nearest first. */
function* ancestryLines({ process }: Detection, canvas: Canvas): Generator<Line> {
  if (process === undefined) return;
  yield [];
  yield [span('Process', 'bold'), span('   started by those below it', 'dim')];
  let one: Detection['process'] = process;
  for (let depth = 0; one !== undefined && depth < 16; depth += 1) {
    const command = [one.exe, ...one.args].join(' ').trim() || one.name;
    const facts = [one.exePath, `pid ${one.pid}`, `uid ${one.uid}`].filter((fact) => fact !== '');
    const text = `${cleanProse(command, 600)}  (${clean(facts.join(', '), 400)})`;
    yield* indented(text, 2 + Math.min(depth, 8) * 2, canvas, depth === 0 ? undefined : 'dim');
    one = one.parent;
  }
}

function* silenceLines(
  detection: Detection,
  incident: string | undefined,
  canvas: Canvas,
): Generator<Line> {
  yield [];
  yield [span('If it is expected here', 'bold')];
  const steps = silencingSteps(detection, incident);
  const width = Math.max(...steps.map(({ label }) => label.length)) + 2;
  for (const { label, text } of steps)
    yield* ledLines(
      span(`  ${label.padEnd(width)}`, 'dim'),
      span(text, 'accent'),
      span(''),
      canvas,
    );
}

function silencingSteps(
  { ruleId, rule, kind }: Detection,
  incident: string | undefined,
): readonly NextStep[] {
  const name = /^[A-Z0-9-]{3,40}$/.test(ruleId ?? '')
    ? (ruleId ?? '')
    : `'${clean(rule, 200).replaceAll("'", "'\\''")}'`;
  return [
    ...(incident === undefined
      ? []
      : [
          {
            label: 'for a time',
            text: `caisson incident silence ${shortId(incident)} --reason TEXT`,
          },
          { label: 'all of it', text: `caisson incident show ${shortId(incident)}` },
        ]),
    ...(kind === 'rule'
      ? [
          { label: 'the whole rule', text: `caisson watch --disable ${name}` },
          { label: 'what it is for', text: `caisson rule show ${name}` },
        ]
      : []),
  ];
}
