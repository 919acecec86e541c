import { createReadStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { readAuditLog } from '#capture/audit-log.ts';
import { openCapture } from '#capture/capture.ts';
import { openRecording } from '#capture/recording.ts';
import type { EventHandler } from '#contract/runtime.ts';
import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { AuditEvent } from '#model/runtime-event.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import { containerOfCgroup } from '#workload/cgroup.ts';

/** Where recorded events are: a path, or bytes. */
export type Recorded = { readonly path: string } | { readonly bytes: Uint8Array };

/** Told what a recording holds, in order. */
export interface RecordedHandler extends EventHandler {
  audit(event: AuditEvent): void;
}

const headBytes = 65_536;
/** Section header of `.scap` files, the same in both byte orders. */
const captureMark = 0x0a0d0d0a;
const gzipMark = Buffer.from([0x1f, 0x8b]);
const zstdMark = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

/**
 * Reads what happened: a capture (`.scap`), a recording or any JSON lines of events, an audit log of Kubernetes; packed with
 * gzip or zstd or not. What it is, its beginning says. Throws `input.*` and `limit.*`.
 */
export async function runRecorded(
  recorded: Recorded,
  handler: RecordedHandler,
  scope: Scope,
): Promise<void> {
  const path = 'path' in recorded ? recorded.path : spooled(recorded.bytes, scope);
  const head = await readHead(path);
  if (head.length >= 4 && head.readUInt32LE(0) === captureMark)
    await openCapture(path, { containerOf: containerByPath }).run(handler, scope);
  else if (isAuditLog(head)) {
    const stream = unpacked(path, head.packing);
    for await (const event of readAuditLog(stream, warn(scope), scope)) handler.audit(event);
  } else await openRecording(path).run(handler, scope);
}

/** A capture says no more of a container than the path of its control group. */
function containerByPath(cgroup: string): WorkloadContainer | undefined {
  const found = containerOfCgroup(cgroup);
  if (found === undefined) return undefined;
  const { engine, id } = found;
  return { id, shortId: id.slice(0, 12), engine, partial: true };
}

/** Standard input has no name: it becomes a file that goes away with the command. */
function spooled(bytes: Uint8Array, { temporaryDirectory }: Scope): string {
  const path = join(temporaryDirectory, 'events');
  writeFileSync(path, bytes, { mode: 0o600 });
  return path;
}

function warn({ log }: Scope): Parameters<typeof readAuditLog>[1] {
  return ({ line, detail }) => log.warn('a line of the audit log is passed over', { line, detail });
}

/** An audit event or a list of them names its API group in what comes first. */
function isAuditLog(head: Head): boolean {
  const text = head.subarray(0, 4096).toString('latin1');
  return /"apiVersion"\s*:\s*"audit\.k8s\.io\//.test(text) || /"auditID"\s*:/.test(text);
}

type Packing = 'gzip' | 'zstd' | 'none';
type Head = Buffer & { readonly packing: Packing };

function unpacked(path: string, packing: Packing): AsyncIterable<Uint8Array> {
  const stream = createReadStream(path);
  if (packing === 'none') return stream;
  return stream.pipe(packing === 'gzip' ? createGunzip() : createZstdDecompress());
}

/** The first bytes behind any packing. */
async function readHead(path: string): Promise<Head> {
  try {
    const raw = await firstBytes(createReadStream(path, { end: headBytes }));
    const packing = packingOf(raw);
    const plain = packing === 'none' ? raw : await firstBytes(unpacked(path, packing));
    return Object.assign(plain, { packing });
  } catch (cause) {
    throw new CaissonError('input.not-found', `cannot read events from ${quote(path)}`, {
      cause,
      hint: 'name a .scap file, a recording of `caisson watch --record`, JSON lines or an audit log; - is standard input',
    });
  }
}

function packingOf(head: Buffer): Packing {
  if (head.subarray(0, 2).equals(gzipMark)) return 'gzip';
  return head.subarray(0, 4).equals(zstdMark) ? 'zstd' : 'none';
}

async function firstBytes(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    parts.push(chunk);
    size += chunk.length;
    if (size >= headBytes) break;
  }
  return Buffer.concat(parts);
}
