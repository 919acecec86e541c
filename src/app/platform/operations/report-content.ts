import type { Call, Reach } from '#contract/platform.ts';
import type { ReportWish } from '#estate/report/store.ts';
import { CaissonError } from '#kit/error.ts';
import { controlTable, frameworkFigures, frameworkTable } from '#reporting/content/compliance.ts';
import { coverageLines, coverFacts } from '#reporting/content/cover.ts';
import { gapTable, imageFacts } from '#reporting/content/image.ts';
import {
  exceptionTable,
  findingFigures,
  findingTable,
  incidentTable,
} from '#reporting/content/lists.ts';
import { summaryFigures, summarySections } from '#reporting/content/summary.ts';
import type { ReportDocument } from '#reporting/document.ts';
import type { Permission } from '#wire/permission.ts';
import type { FileAnswer } from '#wire/routes.ts';
import {
  allExceptions,
  allFindings,
  allIncidents,
  noInput,
  type ReportSources,
} from './report-rows.ts';

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

/** Reads what a report shows. */
export async function contentOf(
  sources: ReportSources,
  wish: ReportWish,
  reading: Reading,
): Promise<Content> {
  const seen = await sources.readCoverage(reading.call('asset.read'), noInput);
  const { document, missing, ...made } = await bodyOf(sources, wish, reading);
  if (missing !== undefined && wish.format === 'csv')
    throw new CaissonError('limit.entries', missing, { hint: 'ask for it as JSON or HTML' });
  const { subject, facts = [], figures = [], sections = [] } = document;
  return {
    ...made,
    document: {
      subject,
      facts: [...coverFacts(wish, reading.reach, seen.ages), ...facts],
      coverage: [...(missing === undefined ? [] : [missing]), ...coverageLines(seen)],
      figures,
      sections,
    },
  };
}

/** Without what every cover has. */
type Body = Omit<Content, 'document'> & {
  /** What of it does not fit into a report, in words. */
  readonly missing?: string;
  readonly document: Pick<ReportDocument, 'subject'> &
    Partial<Pick<ReportDocument, 'facts' | 'figures' | 'sections'>>;
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
      return await incidents(sources, wish, reading);
    case 'exceptions':
      return await exceptions(sources, wish, reading);
  }
}

async function summary(sources: ReportSources, { call }: Reading): Promise<Body> {
  const overview = await sources.readOverview(call('finding.read'), noInput);
  const query = { limit: 20 };
  const fixFirst = await sources.readFixFirst(call('finding.read'), { ...noInput, query });
  return {
    data: { overview, fixFirst },
    document: {
      subject: 'Where we stand, and what to do first',
      figures: summaryFigures(overview),
      sections: summarySections(overview, fixFirst),
    },
  };
}

async function findings(
  sources: ReportSources,
  { filter = {}, format }: ReportWish,
  { call }: Reading,
): Promise<Body> {
  const within = call('finding.read');
  if (format === 'csv') {
    const query = { ...filter, format, sort: 'risk' } as const;
    const { bytes } = await sources.exportFindings(within, { ...noInput, query });
    return { data: [], csv: bytes, document: { subject: 'Findings' } };
  }
  const { items, total } = await allFindings(sources, filter, within);
  return {
    data: { items, total },
    document: {
      subject: `${total} findings, most urgent first`,
      figures: findingFigures(items, total),
      sections: [{ heading: 'Findings', table: findingTable(items, total) }],
    },
  };
}

async function image(
  sources: ReportSources,
  { subject: id, filter }: ReportWish,
  { call }: Reading,
): Promise<Body> {
  if (id === undefined)
    throw new CaissonError(
      'usage.invalid-argument',
      'a report of an image needs its id as subject',
    );
  const detail = await sources.readImage(call('asset.read'), { ...noInput, params: { id } });
  const own = { ...filter, asset: detail.id };
  const { items, total } = await allFindings(sources, own, call('finding.read'));
  return {
    data: { image: detail, findings: items, total },
    document: {
      subject: detail.name,
      facts: imageFacts(detail),
      figures: findingFigures(items, total),
      sections: [
        { heading: 'Findings', table: findingTable(items, total) },
        { heading: 'Could not be examined', table: gapTable(detail) },
      ],
    },
  };
}

async function compliance(
  sources: ReportSources,
  { subject: id }: ReportWish,
  { call }: Reading,
): Promise<Body> {
  const within = call('finding.read');
  if (id === undefined) {
    const { items } = await sources.listFrameworks(within, noInput);
    const sections = [{ heading: 'Frameworks', table: frameworkTable(items) }];
    return { data: items, document: { subject: 'All frameworks', sections } };
  }
  const framework = await sources.readFramework(within, { ...noInput, params: { id } });
  return {
    data: framework,
    document: {
      subject: `${framework.name} ${framework.version}`,
      figures: frameworkFigures(framework),
      sections: [{ heading: 'Controls', table: controlTable(framework) }],
    },
  };
}

async function incidents(
  sources: ReportSources,
  { format }: ReportWish,
  { call }: Reading,
): Promise<Body> {
  const { items, isCut } = await allIncidents(sources, call('runtime.read'), format);
  const sections = [{ heading: 'Incidents', table: incidentTable(items, items.length) }];
  return {
    data: items,
    document: { subject: 'Incidents, newest first', sections },
    ...(isCut && { missing: `There are more than the newest ${items.length} incidents.` }),
  };
}

async function exceptions(
  sources: ReportSources,
  { format }: ReportWish,
  { call }: Reading,
): Promise<Body> {
  const { items, isCut } = await allExceptions(sources, call('finding.read'), format);
  const sections = [{ heading: 'Exceptions', table: exceptionTable(items, items.length) }];
  const subject = 'Exceptions, those that end first on top';
  return {
    data: items,
    document: { subject, sections },
    ...(isCut && { missing: `There are more than the first ${items.length} exceptions.` }),
  };
}
