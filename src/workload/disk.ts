import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
} from 'node:fs';
import { isCaissonError } from '#kit/error.ts';
import { parseJson } from '#kit/json.ts';
import type { ContainerEngine } from '#model/workload.ts';
import type { ContainerFacts } from './facts.ts';

/** State of container engines on this machine's disk. It is small, mostly in memory, and read as a whole. */
export interface DiskSource {
  /** Ids of what runs, as far as the files tell; cheap, for it is asked every few seconds. */
  list(): readonly string[];
  find(id: string): DiskContainer | undefined;
}

/** A container as files tell of it. */
export interface DiskContainer {
  readonly id: string;
  readonly engine: ContainerEngine;
  /** Goes away with the container. */
  readonly marker: string;
  /** Paths of its cgroup without the controller, where the files say. */
  readonly cgroups?: readonly string[];
  read(): ContainerFacts;
}

const maxStateBytes = 4 << 20;
const maxNames = 10_000;

/** A JSON document, `undefined` when it is not there, not a plain file, too large, or not JSON: another source may know. */
export function readJsonFile(path: string): unknown {
  const text = readTextFile(path, maxStateBytes);
  if (text === undefined) return undefined;
  try {
    return parseJson(text, 'the state of the engine');
  } catch (error) {
    if (isCaissonError(error, 'input.malformed')) return undefined;
    throw error;
  }
}

/** Text of a plain file of at most `maxBytes`. Never waits for a FIFO and never follows a link in the last step. */
export function readTextFile(path: string, maxBytes: number): string | undefined {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  } catch {
    // Absent, or not ours to read: the caller has other ways.
    return undefined;
  }
  try {
    const stats = fstatSync(fd);
    return stats.isFile() && stats.size <= maxBytes ? readFileSync(fd, 'utf8') : undefined;
  } catch {
    return undefined;
  } finally {
    closeSync(fd);
  }
}

/** Names in a directory, none when it cannot be read. */
export function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory).slice(0, maxNames);
  } catch {
    return [];
  }
}

/** Whether a name from outside can be one step of a path. */
export function isStep(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(name);
}

/** A pid that a file holds. */
export function readPid(path: string): number | undefined {
  const pid = Number(readTextFile(path, 32)?.trim());
  return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
}

/** Whether something is there. */
export function exists(path: string): boolean {
  return existsSync(path);
}
