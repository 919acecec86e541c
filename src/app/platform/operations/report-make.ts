import type { Call, Caller, Operations, Reach } from '#contract/platform.ts';
import type { ReportFile, WantedReport } from '#estate/report/store.ts';
import { CaissonError } from '#kit/error.ts';
import { sha256Hex } from '#kit/hash.ts';
import { renderCsv } from '#reporting/csv.ts';
import type { ReportDocument } from '#reporting/document.ts';
import { renderHtml } from '#reporting/html.ts';
import { renderPdf } from '#reporting/pdf.ts';
import { formatSignedReport } from '#reporting/signed.ts';
import type { ReportKey } from '#reporting/signing-key.ts';
import type { Permission } from '#wire/permission.ts';
import { type Content, contentOf } from './report-content.ts';
import type { ReportSources } from './report-rows.ts';

/** What making a report needs besides its data. */
export interface MakingParts {
  /** The operations that the console calls: a report shows what its owner would see there, no more and no less. */
  readonly sources: ReportSources;
  readonly key: ReportKey;
  readonly tool: { readonly name: string; readonly version: string };
  /** Directory of Roboto-*.ttf; where it is absent, the fonts that came with the library. */
  readonly fonts?: string;
}

const mediaTypes = {
  pdf: 'application/pdf',
  html: 'text/html; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  json: 'application/json',
} as const;
/** No report that is kept is larger. */
const mostBytes = 64 * 2 ** 20;

/** Which permission the data of a kind needs. */
const permissions: Readonly<Record<WantedReport['wish']['kind'], Permission>> = {
  summary: 'finding.read',
  findings: 'finding.read',
  image: 'finding.read',
  compliance: 'finding.read',
  exceptions: 'finding.read',
  incidents: 'runtime.read',
};

/** Places that a report of this caller tells of; `access.forbidden` where it may see none. */
export function reachOfReport(caller: Caller, wish: WantedReport['wish']): Reach {
  const reach = caller.reachOf(permissions[wish.kind]);
  if (reach === undefined || (reach !== 'all' && reach.length === 0))
    throw new CaissonError(
      'access.forbidden',
      `${caller.name} may not see what the report tells of`,
    );
  return reach;
}

/** Makes the file of a report as its owner may see it now, and says what it tells of. */
export async function makeReport(
  parts: MakingParts,
  wanted: WantedReport,
  caller: Caller,
  of: { readonly now: number; readonly signal: AbortSignal },
): Promise<{ readonly file: ReportFile; readonly reach: Reach }> {
  const reach = reachOfReport(caller, wanted.wish);
  function call(permission: Permission): Call {
    const own = caller.reachOf(permission);
    if (own === undefined)
      throw new CaissonError('access.forbidden', `${caller.name} has not the right ${permission}`);
    return { caller, reach: own, signal: of.signal };
  }
  const content = await contentOf(parts.sources, wanted.wish, { call, reach });
  const document: ReportDocument = {
    ...content.document,
    kind: wanted.wish.kind,
    title: wanted.wish.name,
    made: of.now,
    madeBy: wanted.owner.name,
    tool: parts.tool,
  };
  const body = await bodyOf(parts, wanted, { document, content });
  if (body.length > mostBytes)
    throw new CaissonError('limit.size', 'the report is larger than 64 MiB: narrow its filter');
  const { format } = wanted.wish;
  const fileName = `${nameOf(wanted.wish.name)}-${new Date(of.now).toISOString().slice(0, 10)}.${format}`;
  const digest = `sha256:${sha256Hex(body)}`;
  return { file: { fileName, mediaType: mediaTypes[format], digest, body }, reach };
}

async function bodyOf(
  { fonts, key }: MakingParts,
  { wish }: WantedReport,
  { document, content }: { readonly document: ReportDocument; readonly content: Content },
): Promise<Uint8Array> {
  switch (wish.format) {
    case 'pdf':
      return await renderPdf(document, fonts);
    case 'html':
      return Buffer.from(renderHtml(document));
    case 'csv':
      return content.csv === undefined
        ? Buffer.from(renderCsv(document))
        : await gathered(content.csv);
    case 'json': {
      const { sections: _, ...cover } = document;
      return Buffer.from(formatSignedReport({ ...cover, wish, data: content.data }, key));
    }
  }
}

async function gathered(
  bytes: Awaited<ReturnType<Operations['exportFindings']>>['bytes'],
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of bytes) {
    size += part.length;
    if (size > mostBytes)
      throw new CaissonError('limit.size', 'the report is larger than 64 MiB: narrow its filter');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** Names of files have letters, digits and dashes: nothing of them is a path or a header. */
function nameOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9]+/gu, '-')
    .slice(0, 60)
    .replaceAll(/^-+|-+$/gu, '');
  return plain === '' ? 'report' : plain;
}
