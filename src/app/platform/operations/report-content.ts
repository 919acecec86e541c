import type { Call, Operations, Reach } from '#contract/platform.ts';
import type { ReportWish } from '#estate/report/store.ts';
import { CaissonError } from '#kit/error.ts';
import {
  controlSections,
  exceptionTable,
  findingTable,
  incidentTable,
} from '#reporting/content/tables.ts';
import {
  formatMoment,
  type Labelled,
  type ReportDocument,
  type Section,
} from '#reporting/document.ts';
import type { Permission } from '#wire/permission.ts';
import type { AnswerOf, FileAnswer, InputOf } from '#wire/routes.ts';

/** The operations that reports read by. */
export type ReportSources = Pick<
  Operations,
  | 'readOverview'
  | 'readCoverage'
  | 'listFindings'
  | 'exportFindings'
  | 'readFixFirst'
  | 'readImage'
  | 'listIncidents'
  | 'listExceptions'
  | 'listFrameworks'
  | 'readFramework'
>;

/** The data of a report: what every format shows, and what only some take. */
export interface Content {
  readonly document: Pick<
    ReportDocument,
    'subject' | 'facts' | 'coverage' | 'figures' | 'sections'
  >;
  /** What the signed JSON holds: the answers of the API. */
  readonly data: unknown;
  /** The rows as the list exports them. */
  readonly csv?: FileAnswer['bytes'];
}

export interface Reading {
  /** A call with the owner's reach for a permission. */
  readonly call: (permission: Permission) => Call;
  readonly reach: Reach;
}

const mostRows = 20_000;
const pageSize = 500;

/** Reads what a report shows. */
export async function contentOf(
  sources: ReportSources,
  wish: ReportWish,
  reading: Reading,
): Promise<Content> {
  const seen = await sources.readCoverage(reading.call('asset.read'), noInput);
  const made = await bodyOf(sources, wish, reading);
  const { facts, ...document } = made.document;
  return {
    ...made,
    document: {
      ...document,
      facts: [
        { label: 'Scope', text: wordsOfReach(reading.reach) },
        { label: 'Filter', text: wordsOfFilter(wish) },
        ...seen.ages.map(({ name, at, text }) => ({
          label: name,
          text: `${text}${at === undefined ? '' : ` (${formatMoment(at)})`}`,
        })),
        ...facts,
      ],
      coverage: wordsOfCoverage(seen),
    },
  };
}

type Body = Omit<Content, 'document'> & {
  readonly document: Omit<Content['document'], 'coverage'>;
};

async function bodyOf(sources: ReportSources, wish: ReportWish, reading: Reading): Promise<Body> {
  switch (wish.kind) {
    case 'summary':
      return await summary(sources, reading);
    case 'findings':
      return await findings(sources, wish, reading);
    case 'image':
      return await image(sources, wish, reading);
    case 'compliance':
      return await compliance(sources, wish, reading);
    case 'incidents':
      return await incidents(sources, reading);
    case 'exceptions':
      return await exceptions(sources, reading);
  }
}

const noInput = { params: undefined, query: undefined, body: undefined };

async function summary(sources: ReportSources, { call }: Reading): Promise<Body> {
  const overview = await sources.readOverview(call('finding.read'), noInput);
  const query = { limit: 20 };
  const first = await sources.readFixFirst(call('finding.read'), { ...noInput, query });
  const figures = [
    figureOf('Urgent (P0, P1)', overview.urgent),
    figureOf('Past their date', overview.breached),
    figureOf('Open incidents', overview.incidents),
    figureOf('Not seen in full', overview.blind),
    figureOf('Coverage %', overview.coverage),
  ];
  return {
    data: { overview, fixFirst: first },
    document: {
      subject: 'Where we stand, and what to do first',
      facts: [],
      figures,
      sections: [
        {
          heading: 'Do this first',
          text: [`All of it brings the open findings from ${first.before} to ${first.after}.`],
          table: {
            columns: [
              { title: 'Action', width: 40 },
              { title: 'Closes', width: 8, align: 'right' },
              { title: 'Exploited', width: 8, align: 'right' },
              { title: 'Assets', width: 8, align: 'right' },
              { title: 'Why', width: 36 },
            ],
            rows: first.items.map((one) => [
              one.title,
              `${one.closes}`,
              `${one.exploited}`,
              `${one.assetCount}`,
              one.sentence,
            ]),
            total: first.items.length,
            empty: 'Nothing that is open has a known action.',
          },
        },
        ...summarySections(overview),
      ],
    },
  };
}

function summarySections({ byTier, changes }: AnswerOf<'readOverview'>): readonly Section[] {
  const tiers = Object.entries(byTier).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [
    {
      heading: 'Open findings by tier',
      table: {
        columns: [
          { title: 'Tier', width: 10, toned: true },
          { title: 'Open', width: 10, align: 'right' },
        ],
        rows: tiers.map(([tier, n]) => [tier, `${n}`]),
        total: tiers.length,
        empty: 'Nothing is open.',
      },
    },
    {
      heading: 'What changed',
      table: {
        columns: [
          { title: 'When', width: 18 },
          { title: 'What', width: 80 },
        ],
        rows: changes.map(({ time, text }) => [formatMoment(time), text]),
        total: changes.length,
        empty: 'Nothing changed within this scope.',
      },
    },
  ];
}

async function findings(
  sources: ReportSources,
  wish: ReportWish,
  { call }: Reading,
): Promise<Body> {
  const within = call('finding.read');
  const filter = wish.filter ?? {};
  if (wish.format === 'csv') {
    const query = { ...filter, format: 'csv' as const, sort: 'risk' as const };
    const { bytes } = await sources.exportFindings(within, { ...noInput, query });
    return { data: [], csv: bytes, document: emptyOf('Findings') };
  }
  const { items, total } = await allFindings(sources, filter, within);
  return {
    data: { items, total },
    document: {
      ...emptyOf(`${total} findings, most urgent first`),
      figures: figuresByTier(items, total),
      sections: [{ heading: 'Findings', table: findingTable(items, total) }],
    },
  };
}

async function image(sources: ReportSources, wish: ReportWish, { call }: Reading): Promise<Body> {
  const { subject: id } = wish;
  if (id === undefined)
    throw new CaissonError(
      'usage.invalid-argument',
      'a report of an image needs its id as subject',
    );
  const detail = await sources.readImage(call('asset.read'), { ...noInput, params: { id } });
  const filter = { ...wish.filter, asset: detail.id };
  const { items, total } = await allFindings(sources, filter, call('finding.read'));
  return {
    data: { image: detail, findings: items, total },
    document: {
      subject: detail.name,
      facts: [
        { label: 'Image', text: detail.digest },
        ...(detail.manifest === undefined ? [] : [{ label: 'Manifest', text: detail.manifest }]),
        { label: 'Names', text: detail.names.join(', ') },
        { label: 'Scanned', text: formatMoment(detail.scanned) },
        ...(detail.database === undefined
          ? []
          : [
              {
                label: 'Matched against',
                text: `${detail.database.build} of ${detail.database.builtAt}`,
              },
            ]),
        {
          label: 'Runs in',
          text: detail.workloads.map(({ name }) => name).join(', ') || 'nothing',
        },
      ],
      figures: figuresByTier(items, total),
      sections: [
        { heading: 'Findings', table: findingTable(items, total) },
        {
          heading: 'Could not be examined',
          table: {
            columns: [
              { title: 'Where', width: 40 },
              { title: 'Why', width: 40 },
            ],
            rows: detail.gapList.map(({ path = '', reason, detail: more = '' }) => [
              path,
              `${reason} ${more}`.trim(),
            ]),
            total: detail.gaps,
            empty: 'Everything was examined.',
          },
        },
      ],
    },
  };
}

async function compliance(
  sources: ReportSources,
  wish: ReportWish,
  { call }: Reading,
): Promise<Body> {
  const within = call('finding.read');
  if (wish.subject === undefined) return await allFrameworks(sources, within);
  const params = { id: wish.subject };
  const framework = await sources.readFramework(within, { ...noInput, params });
  return {
    data: framework,
    document: {
      subject: `${framework.name} ${framework.version}`,
      facts: [],
      figures: [
        {
          label: 'Passed',
          value: `${framework.passed}`,
          detail: `${framework.percent} % of what a program can answer`,
        },
        { label: 'Failed', value: `${framework.failed}` },
        { label: 'In part', value: `${framework.partial}` },
        {
          label: 'Unknown',
          value: `${framework.unknown}`,
          detail: `coverage ${framework.coverage} %`,
        },
        { label: 'For people', value: `${framework.manual}` },
      ],
      sections: controlSections(framework),
    },
  };
}

async function allFrameworks(sources: ReportSources, within: Call): Promise<Body> {
  const { items } = await sources.listFrameworks(within, noInput);
  return {
    data: items,
    document: {
      ...emptyOf('All frameworks'),
      sections: [
        {
          heading: 'Frameworks',
          table: {
            columns: [
              { title: 'Framework', width: 30 },
              { title: 'Version', width: 12 },
              ...['Passed', 'Failed', 'In part', 'Unknown', 'People', 'Passed %', 'Coverage %'].map(
                (title) => ({ title, width: 9, align: 'right' as const }),
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
          },
        },
      ],
    },
  };
}

async function incidents(sources: ReportSources, { call }: Reading): Promise<Body> {
  const within = call('runtime.read');
  const items = await pagesOf((cursor) =>
    sources.listIncidents(within, { ...noInput, query: { ...cursor, limit: pageSize } }),
  );
  return {
    data: items,
    document: {
      ...emptyOf('Incidents, newest first'),
      sections: [{ heading: 'Incidents', table: incidentTable(items, items.length) }],
    },
  };
}

async function exceptions(sources: ReportSources, { call }: Reading): Promise<Body> {
  const within = call('finding.read');
  const items = await pagesOf((cursor) =>
    sources.listExceptions(within, { ...noInput, query: { ...cursor, limit: pageSize } }),
  );
  return {
    data: items,
    document: {
      ...emptyOf('Exceptions, those that end first on top'),
      sections: [{ heading: 'Exceptions', table: exceptionTable(items, items.length) }],
    },
  };
}

async function allFindings(
  sources: ReportSources,
  filter: NonNullable<ReportWish['filter']>,
  within: Call,
): Promise<{ readonly items: AnswerOf<'listFindings'>['items']; readonly total: number }> {
  let total = 0;
  const items = await pagesOf(async (cursor) => {
    const query: InputOf<'listFindings'>['query'] = {
      ...filter,
      ...cursor,
      limit: pageSize,
      sort: 'risk',
    };
    const page = await sources.listFindings(within, { ...noInput, query });
    total = Math.max(total, page.total ?? 0);
    return page;
  });
  return { items, total: Math.max(total, items.length) };
}

async function pagesOf<Item>(
  read: (cursor: {
    readonly cursor?: string;
  }) => Promise<{ readonly items: readonly Item[]; readonly next?: string | undefined }>,
): Promise<Item[]> {
  const items: Item[] = [];
  let page = await read({});
  items.push(...page.items);
  while (page.next !== undefined && items.length < mostRows) {
    page = await read({ cursor: page.next });
    items.push(...page.items);
  }
  return items;
}

function emptyOf(subject: string): Body['document'] {
  return { subject, facts: [], figures: [], sections: [] };
}

function figureOf(label: string, { value, weekAgo }: AnswerOf<'readOverview'>['urgent']) {
  if (weekAgo === undefined) return { label, value: `${value}` };
  const delta = Math.round((value - weekAgo) * 10) / 10;
  const words = delta === 0 ? 'as a week ago' : `${delta > 0 ? '+' : ''}${delta} in a week`;
  return { label, value: `${value}`, detail: words };
}

function figuresByTier(items: AnswerOf<'listFindings'>['items'], total: number) {
  const urgent = items.filter(({ tier }) => tier === 'P0' || tier === 'P1').length;
  return [
    { label: 'Findings', value: `${total}` },
    { label: 'P0 and P1', value: `${urgent}` },
    { label: 'Known exploited', value: `${items.filter(({ exploited }) => exploited).length}` },
    { label: 'Past their date', value: `${items.filter(({ breached }) => breached).length}` },
  ];
}

function wordsOfReach(reach: Reach): string {
  if (reach === 'all') return 'the whole installation';
  return reach
    .map(({ cluster, namespace, repository }) => {
      const words: readonly Labelled[] = [
        { label: 'cluster', text: cluster ?? '' },
        { label: 'namespace', text: namespace ?? '' },
        { label: 'repository', text: repository ?? '' },
      ].filter(({ text }) => text !== '');
      return words.length === 0
        ? 'everything'
        : words.map(({ label, text }) => `${label} ${text}`).join(', ');
    })
    .join('; ');
}

function wordsOfFilter({ filter, subject }: ReportWish): string {
  const parts = Object.entries(filter ?? {})
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(', ') : String(value)}`);
  if (subject !== undefined) parts.push(`subject: ${subject}`);
  return parts.length === 0 ? 'none' : parts.join('; ');
}

function wordsOfCoverage({ blind, lost }: AnswerOf<'readCoverage'>): readonly string[] {
  const lines = blind.map(({ title, reason }) => `${title}: ${reason}`.slice(0, 400));
  if (lost > 0) lines.push(`${lost} events were lost: what they would have shown is not here.`);
  return lines.length === 0
    ? ['Everything within the scope was scanned in full and is watched, as far as it is known.']
    : lines;
}
