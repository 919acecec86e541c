import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { CaissonError } from '#kit/error.ts';
import { writeFileAtomic } from '#kit/file.ts';
import { sha256Hex } from '#kit/hash.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { quote } from '#kit/text.ts';
import type { ScanReport } from '#model/report.ts';

const kept = 20;
const maxReportBytes = 2 ** 29;

/** Keeps the report of the last scan of each artifact, so that `explain` needs no second scan. */
export function saveReport(report: ScanReport, directory: string): void {
  const { artifact } = report.inventory;
  const name = sha256Hex(`${artifact.kind}\n${artifact.reference}`).slice(0, 24);
  writeFileAtomic(join(directory, `${name}.json.zst`), zstdCompressSync(JSON.stringify(report)));
  for (const path of newestFirst(directory).slice(kept)) rmSync(path, { force: true });
}

/** Saved reports, newest first; a damaged one is passed over. */
export function* savedReports(directory: string): Iterable<ScanReport> {
  for (const path of newestFirst(directory)) {
    const report = readSavedReport(path);
    if (report !== undefined) yield report;
  }
}

/** A saved report as a file. `time` is when it was written, in milliseconds since the Unix epoch. */
export interface SavedReportFile {
  readonly path: string;
  readonly time: number;
  readonly bytes: number;
}

/** A report that was written with `-o json=FILE`. Throws `input.*`. */
export function readReport(path: string): ScanReport {
  if (!existsSync(path))
    throw new CaissonError('input.not-found', `there is no report ${quote(path)}`);
  return toReport(parseJson(readFileSync(path, 'utf8'), quote(path)), path);
}

/** What `saveReport` wrote; undefined for a damaged one. */
export function readSavedReport(path: string): ScanReport | undefined {
  try {
    const text = zstdDecompressSync(readFileSync(path), { maxOutputLength: maxReportBytes });
    return toReport(parseJson(text.toString(), quote(path)), path);
  } catch {
    return undefined;
  }
}

/** Reports are our own files: the version is checked, the rest follows from it. */
function toReport(value: unknown, path: string): ScanReport {
  if (
    !isRecord(value) ||
    !/^1\.[0-9]{1,3}$/.test(String(value['schemaVersion'])) ||
    !isRecord(value['inventory'])
  ) {
    throw new CaissonError('input.unsupported', `${quote(path)} is not a Caisson report`, {
      hint: 'write one with: caisson scan -o json=FILE',
    });
  }
  return value as unknown as ScanReport;
}

function newestFirst(directory: string): readonly string[] {
  return savedReportFiles(directory).map(({ path }) => path);
}

/** The files of saved reports, newest first. */
export function savedReportFiles(directory: string): readonly SavedReportFile[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((name) => name.endsWith('.json.zst'))
    .map((name) => {
      const path = join(directory, name);
      const facts = statSync(path, { throwIfNoEntry: false });
      return { path, time: facts?.mtimeMs ?? 0, bytes: facts?.size ?? 0 };
    })
    .sort((a, b) => b.time - a.time);
}
