import type { JobQueue } from '#contract/platform.ts';
import type { SqlWriter } from '#contract/sql.ts';
import type { WorkloadContainer, WorkloadImage } from '#model/workload.ts';

/** What is to be scanned, and why now. */
export interface ScanWish {
  /** As `caisson scan` takes it: `docker:sha256:…`, `registry.example/a@sha256:…`, `host:`. */
  readonly reference: string;
  readonly target: 'image' | 'host' | 'cluster';
  /** What people call it. */
  readonly name: string;
  readonly asset?: number;
  /** Image as workloads name it: they are tied to the asset when it is known. */
  readonly image?: string;
  readonly repository?: string;
  /** Only this machine can read it. */
  readonly node?: string;
  readonly priority?: number;
  readonly runAfter?: number;
}

/** Of scans: a person waits, it runs, it is merely there. */
export const scanPriority = { asked: 20, running: 10, present: 0 } as const;

/** Kinds of jobs that hold scans for a machine: those of anybody, and its own. */
export function scanKinds(node: string): readonly string[] {
  return ['scan', `scan@${node}`];
}

/** Kind of the jobs that scan a machine itself: it takes minutes, and containers that start meanwhile must not wait for it. */
export function hostScanKind(node: string): string {
  return `scan-host@${node}`;
}

/** Has something scanned; what waits already is not added again. Answers the job's id. */
export async function requestScan(tx: SqlWriter, jobs: JobQueue, wish: ScanWish): Promise<string> {
  const { priority = 0, runAfter, node, ...data } = wish;
  if (wish.asset !== undefined)
    await tx.run(
      "UPDATE asset SET scan_state = 'waiting' WHERE id = ? AND scan_state <> 'scanning'",
      [wish.asset],
    );
  return jobs.add(tx, {
    kind: kindOf(wish),
    subject: wish.name,
    key: scanKey(wish.reference, node),
    data,
    priority,
    ...(runAfter !== undefined && { runAfter }),
  });
}

function kindOf({ node, target }: ScanWish): string {
  if (node === undefined) return 'scan';
  return target === 'host' ? hostScanKind(node) : `scan@${node}`;
}

/** Reads a wish back from its job; `undefined` when it is none. */
export function readScanWish(data: Readonly<Record<string, unknown>>): ScanWish | undefined {
  const { reference, target, name, asset, image } = data;
  if (typeof reference !== 'string' || typeof name !== 'string') return undefined;
  if (target !== 'image' && target !== 'host' && target !== 'cluster') return undefined;
  return {
    reference,
    target,
    name,
    ...(typeof asset === 'number' && { asset }),
    ...(typeof image === 'string' && { image }),
  };
}

/** Names the scan of a reference, which never waits twice. */
function scanKey(reference: string, node = ''): string {
  return `scan:${node}:${reference}`;
}

/** Begins what is read from a registry and from nowhere else. What others name is nothing but that: no path, no machine, no engine of ours. */
export const inRegistry = 'registry:';

/** What a scan pulls of an image that runs: by digest where that is known, for its name may mean another one tomorrow. */
export function pullReference({ reference, repository, digest }: WorkloadImage): string {
  return digest === undefined || repository === undefined
    ? `${inRegistry}${reference}`
    : `${inRegistry}${repository}@${digest}`;
}

/** A container whose image may have to be scanned. */
interface RunningImage {
  readonly container: WorkloadContainer;
  /** The asset of its image, where one is known. */
  readonly met: { readonly asset: number } | undefined;
  readonly reference: string;
  readonly node?: string;
  readonly now: number;
}

/** Has the image of a container scanned that nobody has scanned, or of which nobody knows what it is. */
export async function scanWhatRuns(
  tx: SqlWriter,
  jobs: JobQueue,
  running: RunningImage,
): Promise<void> {
  const { container, met, reference, node } = running;
  const { image } = container;
  if (image === undefined || !(await isScanWanted(tx, running))) return;
  await requestScan(tx, jobs, {
    reference,
    target: 'image',
    name: image.reference,
    image: image.reference,
    priority: scanPriority.running,
    ...(node !== undefined && { node }),
    ...(met !== undefined && { asset: met.asset }),
  });
}

/** One that was asked for within the last hour is not asked for again. */
async function isScanWanted(
  tx: SqlWriter,
  { container, met, reference, node, now }: RunningImage,
): Promise<boolean> {
  if (met !== undefined) {
    const row = await tx.first('SELECT scan_state FROM asset WHERE id = ?', [met.asset]);
    return row?.['scan_state'] === 'never';
  }
  const tied = await tx.first('SELECT asset FROM container WHERE id = ?', [container.id]);
  if (typeof tied?.['asset'] === 'number') return false;
  const asked = await tx.first(
    "SELECT 1 AS asked FROM job WHERE dedup = ? AND dedup <> '' AND created > ?",
    [scanKey(reference, node), now - 3_600_000],
  );
  return asked === undefined;
}
