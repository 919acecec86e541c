import type { CheckMeta } from '#contract/check.ts';
import type { RenderOptions } from '#contract/output.ts';
import { formatJson } from '#kit/json.ts';
import { plural } from '#kit/text.ts';
import type { Severity } from '#model/severity.ts';
import { type Canvas, indented, type Line, paint, severityStyles, span } from './table/line.ts';
import { clip, fit } from './width.ts';

/** What a list or an explanation shows of a check or a secret rule. */
interface Entry {
  readonly id: string;
  readonly family: string;
  readonly title: string;
  readonly severity: Severity;
  readonly rationale: string;
  readonly remediation: string;
  readonly references: readonly string[];
  readonly aliases: readonly string[];
  readonly controls: readonly string[];
  readonly enabled: boolean;
  readonly status: CheckMeta['status'];
}

/** The catalogue as a table or as JSON. */
export function* renderEntries(
  entries: readonly Entry[],
  format: 'table' | 'json',
  options: RenderOptions,
): Iterable<string> {
  if (format === 'json') {
    yield '{"checks":[';
    for (const [at, entry] of entries.entries())
      yield `${at === 0 ? '' : ','}\n${formatJson(entry)}`;
    yield '\n]}\n';
    return;
  }
  const canvas = canvasOf(options);
  const width = Math.min(40, Math.max(8, ...entries.map(({ id }) => id.length)));
  for (const { id, severity, title, enabled } of entries)
    yield paint(
      [
        span(fit(id, width), 'bold'),
        span('  '),
        span(fit(severity, 11), severityStyles[severity]),
        span(clip(`${title}${enabled ? '' : ' (off)'}`, Math.max(20, canvas.columns - width - 13))),
      ],
      canvas,
    );
  yield paint([span(plural(entries.length, 'check'), 'dim')], canvas);
}

/** Everything about one check, as questions and answers. */
export function* explainEntry(entry: Entry, options: RenderOptions): Iterable<string> {
  const canvas = canvasOf(options);
  const { id, title, severity, family, enabled, status } = entry;
  const state = [
    family,
    ...(status === 'stable' ? [] : [status]),
    ...(enabled ? [] : ['off by default']),
  ];
  yield paint([span(id, 'bold'), span(`  ${title}`)], canvas);
  yield paint(
    [span(severity, severityStyles[severity]), span(`  ${state.join(', ')}`, 'dim')],
    canvas,
  );
  for (const line of sections(entry, canvas)) yield paint(line, canvas);
}

function* sections(entry: Entry, canvas: Canvas): Iterable<Line> {
  const parts: readonly (readonly [string, readonly string[]])[] = [
    ['why', [entry.rationale]],
    ['fix', [entry.remediation]],
    ['also known as', entry.aliases.length === 0 ? [] : [entry.aliases.join(', ')]],
    ['answers', entry.controls.length === 0 ? [] : [entry.controls.join(', ')]],
    ['links', entry.references],
  ];
  for (const [title, texts] of parts) {
    if (texts.length === 0) continue;
    yield [];
    yield [span(title, 'dim')];
    for (const text of texts) yield* indented(text.replace(/\s+/g, ' '), 2, canvas);
  }
}

function canvasOf({ columns, colour }: RenderOptions): Canvas {
  return { columns: Math.max(20, columns), colour, stacked: columns < 80 };
}
