import type { RenderOptions } from '#contract/output.ts';
import type { SensorAbility } from '#contract/runtime.ts';
import { plural } from '#kit/text.ts';
import { type AnswerFormat, renderAnswer } from '../kube/answer.ts';
import { cell, gridLines } from '../kube/grid.ts';
import { heading, indented, type Style, span } from '../table/line.ts';

/** What the sensor can do on this kernel, and where it comes from. */
export interface SensorReport {
  readonly kernel: string;
  readonly architecture: string;
  /** Path of the program, and what named it. */
  readonly program: string;
  readonly abilities: readonly SensorAbility[];
}

const stateStyles: Readonly<Record<SensorAbility['state'], Style>> = {
  works: 'good',
  refused: 'bad',
  absent: 'warn',
};

export function renderSensorReport(
  report: SensorReport,
  format: AnswerFormat,
  options: RenderOptions,
): Iterable<string> {
  return renderAnswer(report, format, options, function* lines(one, canvas) {
    const missing = one.abilities.filter(({ state }) => state !== 'works');
    yield* heading(`Linux ${one.kernel} on ${one.architecture}`, one.program, canvas);
    yield [];
    yield* gridLines(
      {
        titles: ['what', 'state', 'meaning'],
        rows: one.abilities.map(({ id, state, text, errno }) => [
          cell(id, 'bold'),
          cell(errno === undefined ? state : `${state} (${errno})`, stateStyles[state]),
          cell(text),
        ]),
      },
      canvas,
    );
    yield [];
    if (missing.length === 0) yield [span('everything works', 'good')];
    else
      yield* indented(
        `${plural(missing.length, 'thing')} of ${one.abilities.length} cannot be used on this kernel; what is used in its place stands beside it`,
        0,
        canvas,
        'warn',
      );
  });
}
