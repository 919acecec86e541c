import type { Operations, Platform, Reach } from '#contract/platform.ts';
import type { SqlDatabase, SqlRow } from '#contract/sql.ts';
import { listComponents, searchComponents } from '#estate/asset/components.ts';
import { findImage, listImages } from '#estate/asset/images.ts';
import { ownNumber } from '#estate/own-number.ts';
import { numberOf, textOf } from '#estate/row.ts';
import { CaissonError } from '#kit/error.ts';
import { loadOutput } from '#output/load-output.ts';
import type { FileAnswer, InputOf } from '#wire/routes.ts';
import { storedReport } from '../import/stored-report.ts';
import { readImageDetail } from './asset-detail.ts';
import { compareStored } from './asset-difference.ts';
import { notFound } from './not-found.ts';

type AssetOperations = Pick<
  Operations,
  | 'listImages'
  | 'readImage'
  | 'listImageComponents'
  | 'compareImages'
  | 'readImageDocument'
  | 'searchComponents'
>;

/** Images: lists, layers, components, differences, documents. */
export function assetOperations(parts: Pick<Platform, 'database' | 'scope'>): AssetOperations {
  const { database, scope } = parts;
  return {
    listImages: ({ reach }, { query }) => listImages(database, query, reach),
    readImage: async ({ reach }, { params }) =>
      readImageDetail(database, await imageOf(database, params.id, reach), reach),
    listImageComponents: async ({ reach }, { params, query }) => {
      const row = await imageOf(database, params.id, reach);
      return listComponents(database, numberOf(row, 'id'), query);
    },
    compareImages: async ({ reach }, { params, query }) => {
      const after = await imageOf(database, params.id, reach);
      const before = await imageOf(database, query.before, reach);
      return compareStored(database, numberOf(before, 'id'), numberOf(after, 'id'));
    },
    readImageDocument: async ({ reach }, { params, query }) => {
      const row = await imageOf(database, params.id, reach);
      return documentOf(database, row, query.format, scope.clock());
    },
    searchComponents: ({ reach }, { query }) => searchComponents(database, query, reach),
  };
}

async function imageOf(database: SqlDatabase, id: string, reach: Reach): Promise<SqlRow> {
  const row = await findImage(database, ownNumber(id), reach);
  if (row === undefined) throw notFound('image');
  return row;
}

/** The stored report as the command line would write it. */
async function documentOf(
  database: SqlDatabase,
  row: SqlRow,
  format: InputOf<'readImageDocument'>['query']['format'],
  now: Date,
): Promise<FileAnswer> {
  const report = await storedReport(database, numberOf(row, 'id'));
  if (report === undefined)
    throw new CaissonError('input.not-found', 'this image was never scanned');
  const output = await loadOutput(format);
  const text = output.render(report, {
    columns: 120,
    colour: false,
    now: now.toISOString(),
    reproducible: false,
    flat: false,
  });
  return {
    fileName: `${fileName(textOf(row, 'name'))}.${output.extension}`,
    mediaType: output.mediaType,
    bytes: bytesOf(text),
  };
}

function* bytesOf(parts: Iterable<string>): Iterable<Uint8Array> {
  for (const part of parts) yield Buffer.from(part);
}

/** A name from outside as the name of a file. */
function fileName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9._-]+/gu, '-').slice(0, 100) || 'image';
}
