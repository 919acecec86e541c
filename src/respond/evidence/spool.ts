import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirectories } from '#kit/directory.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { ActionTarget } from '#model/response.ts';
import { canRead, tryReadBytes } from '../proc/read.ts';
import { isLeft, ownOwner } from '../record/owner.ts';
import type { EvidenceOrder } from './order.ts';

const prefix = '.spool-';

/**
 * The process through which a container is looked at. Throws `input.not-found` when it is gone, `host.missing-privilege` when it
 * may not be looked at.
 */
export function firstProcess({ container, pid }: ActionTarget, proc: string): number {
  const first = container?.rootPid ?? pid;
  const name = quote(container?.name ?? container?.shortId ?? String(first));
  if (first === undefined || tryReadBytes(join(proc, String(first), 'status')) === undefined)
    throw new CaissonError('input.not-found', `container ${name} does not run`);
  if (!canRead(join(proc, String(first), 'environ')))
    throw new CaissonError('host.missing-privilege', `processes of ${name} may not be looked at`, {
      hint: 'evidence is taken by root, or with CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH',
    });
  return first;
}

/** A private directory beside the bundles, so that it is the same disk. Those that a crash left behind are removed. */
export function makeSpool(directory: string, id: string, proc: string): string {
  const spool = join(directory, `${prefix}${ownOwner(proc)}-${safe(id)}`);
  try {
    makeDirectories(directory, 0o700);
    removeLeft(directory, proc);
    makeDirectories(spool, 0o700);
  } catch (cause) {
    throw new CaissonError('host.io', `cannot write to ${quote(directory)}`, { cause });
  }
  return spool;
}

export function removeSpool(spool: string): void {
  rmSync(spool, { recursive: true, force: true });
}

/** `incident-ID-TIME-ACTION.tar.zst`. */
export function bundleName({ incident, id }: EvidenceOrder, time: number): string {
  const stamp = new Date(time)
    .toISOString()
    .replaceAll(/[-:]/g, '')
    .replace(/\.\d+Z$/, 'Z');
  return `incident-${safe(incident ?? 'none')}-${stamp}-${safe(id)}.tar.zst`;
}

function removeLeft(directory: string, proc: string): void {
  for (const name of readdirSync(directory)) {
    const owner = /^\.spool-(\d+@\d+)-/.exec(name)?.[1];
    const isOwn = owner === ownOwner(proc);
    if (owner !== undefined && !isOwn && isLeft(owner, proc))
      rmSync(join(directory, name), { recursive: true, force: true });
  }
}

function safe(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, 64);
}
