import type { AnswerOf } from '#wire/routes.ts';
import type { Column, Figure, Table } from '../document.ts';

type Framework = AnswerOf<'readFramework'>;
type Frameworks = AnswerOf<'listFrameworks'>['items'];

/** How the controls of a framework stand. */
export function frameworkFigures(framework: Framework): readonly Figure[] {
  const { passed, failed, partial, unknown, manual, percent, coverage } = framework;
  return [
    { label: 'Passed', value: `${passed}`, detail: `${percent} % of what a program can answer` },
    { label: 'Failed', value: `${failed}` },
    { label: 'In part', value: `${partial}` },
    { label: 'Unknown', value: `${unknown}`, detail: `coverage ${coverage} %` },
    { label: 'For people', value: `${manual}` },
  ];
}

/** The controls of a framework with what proves them. */
export function controlTable({ controls }: Framework): Table {
  return {
    columns: [
      { title: 'Control', width: 9 },
      { title: 'Title', width: 32 },
      { title: 'Result', width: 8, toned: true },
      { title: 'Failing', width: 7, align: 'right' },
      { title: 'Looked at', width: 8, align: 'right' },
      { title: 'Evidence', width: 36 },
    ],
    rows: controls.map((one) => [
      one.id,
      one.title,
      one.result,
      `${one.failing}`,
      `${one.checked}`,
      one.evidence.map(({ label, text }) => `${label}: ${text}`).join('. ') ||
        'a person has to answer it',
    ]),
    total: controls.length,
    empty: 'The framework has no controls.',
  };
}

/** All frameworks beside one another. */
export function frameworkTable(items: Frameworks): Table {
  return {
    columns: [
      { title: 'Framework', width: 30 },
      { title: 'Version', width: 12 },
      ...['Passed', 'Failed', 'In part', 'Unknown', 'People', 'Passed %', 'Coverage %'].map(
        (title): Column => ({ title, width: 9, align: 'right' }),
      ),
    ],
    rows: items.map((one) => [
      one.name,
      one.version,
      ...[
        one.passed,
        one.failed,
        one.partial,
        one.unknown,
        one.manual,
        one.percent,
        one.coverage,
      ].map(String),
    ]),
    total: items.length,
    empty: 'There are no frameworks.',
  };
}
