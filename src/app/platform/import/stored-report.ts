import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import type { SqlDatabase } from '#contract/sql.ts';
import { readDocument } from '#estate/asset/record.ts';
import { parseJson } from '#kit/json.ts';
import type { ScanReport } from '#model/report.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);
const maxReportBytes = 2 ** 29;

/** A report as it is kept. */
export function packReport(report: ScanReport): Promise<Uint8Array> {
  return compress(Buffer.from(JSON.stringify(report)));
}

/** The last report of an asset, unpacked. Throws `limit.size` for one that is larger than any that we keep. */
export async function storedReport(
  database: Pick<SqlDatabase, 'first' | 'all'>,
  asset: number,
): Promise<ScanReport | undefined> {
  const body = await readDocument(database, asset, 'report');
  if (body === undefined) return undefined;
  const text = await decompress(body, { maxOutputLength: maxReportBytes });
  return parseJson(text.toString(), 'a stored report') as ScanReport; // it was checked when it came in
}
