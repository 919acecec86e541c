import { join } from 'node:path';
import type { SensorCommand } from '#contract/runtime.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { ActionTarget } from '#model/response.ts';
import type { ResponsePorts } from '../ports.ts';
import { tryReadLink } from '../proc/read.ts';

/** A containment of the kernel ends by itself after at most this time. */
export const maxTtlMs = 86_400_000;
const commandTimeMs = 5000;

/** `cgroup` or `pid` of a command of the sensor: the kernel's identity where it is known. */
export function cgroupMembers({ cgroupId, container, pid }: ActionTarget): JsonObject {
  if (cgroupId !== undefined) return { cgroup: cgroupId };
  const process = container?.rootPid ?? pid;
  if (process !== undefined) return { pid: process };
  throw new CaissonError('usage.invalid-argument', 'neither a cgroup nor a process is named');
}

/** `cgroup` or `mntNs` of an exec policy. */
export function execMembers(target: ActionTarget, ports: ResponsePorts): JsonObject {
  if (target.cgroupId !== undefined) return { cgroup: target.cgroupId };
  const pid = target.container?.rootPid ?? target.pid;
  const link = tryReadLink(join(ports.proc ?? '/proc', String(pid), 'ns/mnt'));
  const number = /^mnt:\[(\d+)\]$/.exec(link ?? '')?.[1];
  if (number === undefined)
    throw new CaissonError('input.not-found', `process ${pid ?? 'of the container'} is gone`);
  return { mntNs: Number(number) };
}

/** Gives a command; an answer that does not come is `limit.time`. */
export async function command(
  ports: ResponsePorts,
  name: SensorCommand,
  members: JsonObject,
): Promise<JsonObject> {
  const { sensor } = ports;
  if (sensor === undefined) throw new CaissonError('host.missing-feature', 'no sensor runs here');
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new CaissonError('limit.time', `the sensor does not answer "${name}"`)),
    commandTimeMs,
  );
  try {
    return await Promise.race([sensor.command(name, members), promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** As `command`, for what undoes: it is no error that there is nothing to undo. */
export async function commandIfThere(
  ports: ResponsePorts,
  name: SensorCommand,
  members: JsonObject,
): Promise<void> {
  try {
    await command(ports, name, members);
  } catch (error) {
    if (!isCaissonError(error, 'input.not-found')) throw error;
  }
}
