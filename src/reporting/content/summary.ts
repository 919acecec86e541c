import type { AnswerOf } from '#wire/routes.ts';
import { type Figure, formatMoment, type Section, type Table } from '../document.ts';

type Overview = AnswerOf<'readOverview'>;
type FixFirst = AnswerOf<'readFixFirst'>;

/** The figures of the first page, with what they were a week ago. */
export function summaryFigures(overview: Overview): readonly Figure[] {
  return [
    figureOf('Urgent (P0, P1)', overview.urgent),
    figureOf('Past their date', overview.breached),
    figureOf('Open incidents', overview.incidents),
    figureOf('Not seen in full', overview.blind),
    figureOf('Coverage %', overview.coverage),
  ];
}

/** What to do first, what is open, what changed. */
export function summarySections(overview: Overview, first: FixFirst): readonly Section[] {
  const { byTier, changes } = overview;
  return [
    {
      heading: 'Do this first',
      text: [`All of it brings the open findings from ${first.before} to ${first.after}.`],
      table: fixFirstTable(first.items),
    },
    { heading: 'Open findings by tier', table: tierTable(byTier) },
    { heading: 'What changed', table: changeTable(changes) },
  ];
}

function figureOf(label: string, { value, weekAgo }: Overview['urgent']): Figure {
  if (weekAgo === undefined) return { label, value: `${value}` };
  const delta = Math.round((value - weekAgo) * 10) / 10;
  const words = delta === 0 ? 'as a week ago' : `${delta > 0 ? '+' : ''}${delta} in a week`;
  return { label, value: `${value}`, detail: words };
}

function fixFirstTable(items: FixFirst['items']): Table {
  return {
    columns: [
      { title: 'Action', width: 40 },
      { title: 'Closes', width: 8, align: 'right' },
      { title: 'Exploited', width: 8, align: 'right' },
      { title: 'Assets', width: 8, align: 'right' },
      { title: 'Why', width: 36 },
    ],
    rows: items.map((one) => [
      one.title,
      `${one.closes}`,
      `${one.exploited}`,
      `${one.assetCount}`,
      one.sentence,
    ]),
    total: items.length,
    empty: 'Nothing that is open has a known action.',
  };
}

function tierTable(byTier: Overview['byTier']): Table {
  const tiers = Object.entries(byTier).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    columns: [
      { title: 'Tier', width: 10, toned: true },
      { title: 'Open', width: 10, align: 'right' },
    ],
    rows: tiers.map(([tier, n]) => [tier, `${n}`]),
    total: tiers.length,
    empty: 'Nothing is open.',
  };
}

function changeTable(changes: Overview['changes']): Table {
  return {
    columns: [
      { title: 'When', width: 18 },
      { title: 'What', width: 80 },
    ],
    rows: changes.map(({ time, text }) => [formatMoment(time), text]),
    total: changes.length,
    empty: 'Nothing changed within this scope.',
  };
}
