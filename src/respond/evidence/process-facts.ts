import { closeSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { textOfBytes } from '#kit/byte-string.ts';
import type { JsonObject } from '#model/json-value.ts';
import { present } from '../present.ts';
import { tryReadBytes, tryReadLink } from '../proc/read.ts';
import { startSinceBoot } from '../proc/start.ts';
import { type Masker, maskArguments, maskEnvironment } from './masking.ts';

/** A process as it was found, with what is open of it. */
export interface FoundProcess {
  readonly pid: number;
  readonly parent: number;
  readonly facts: JsonObject;
  readonly maps: string;
  /** Its executable, open: it can be read also when its file is gone. The caller closes it. */
  readonly executable?: number;
  /** Deleted, or never a file: worth keeping. */
  readonly isDetached: boolean;
  /** Inodes of its sockets. */
  readonly sockets: readonly number[];
}

const maxArgvBytes = 2 ** 20;
const maxDescriptors = 10_000;
const namespaces = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'time', 'user', 'uts'];
const capabilitySets = ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'];

/** Looks at one process; `undefined` when it is gone. */
export function findProcess(pid: number, proc: string, mask: Masker): FoundProcess | undefined {
  const directory = join(proc, String(pid));
  const status = statusOf(directory);
  if (status === undefined) return undefined;
  const descriptors = descriptorsOf(directory);
  const link = tryReadLink(join(directory, 'exe'));
  const executable = tryOpen(join(directory, 'exe'));
  const isDetached = link?.endsWith(' (deleted)') === true || link?.startsWith('/memfd:') === true;
  return {
    pid,
    parent: Number(status.get('PPid') ?? 0),
    isDetached,
    maps: tryReadBytes(join(directory, 'maps')) ?? '',
    sockets: descriptors.flatMap(({ target }) => socketInode(target)),
    ...present({ executable }),
    facts: {
      pid,
      ...identityFacts(status),
      ...present({
        exe: link && textOfBytes(link),
        cwd: linkText(directory, 'cwd'),
        root: linkText(directory, 'root'),
        startSinceBootMs: startSinceBoot(pid, proc),
      }),
      argv: argvOf(directory, mask),
      environment: environmentOf(directory, mask),
      namespaces: namespacesOf(directory),
      descriptors: descriptors.map(({ number, target, info }) => ({
        number,
        target: textOfBytes(target),
        ...info,
      })),
      ...smallFacts(directory),
    },
  };
}

function statusOf(directory: string): ReadonlyMap<string, string> | undefined {
  const text = tryReadBytes(join(directory, 'status'));
  if (text === undefined || text === '') return undefined;
  return new Map(
    text.split('\n').flatMap((line): [string, string][] => {
      const at = line.indexOf(':');
      return at === -1 ? [] : [[line.slice(0, at), line.slice(at + 1).trim()]];
    }),
  );
}

function identityFacts(status: ReadonlyMap<string, string>): JsonObject {
  return {
    parent: Number(status.get('PPid') ?? 0),
    name: textOfBytes(status.get('Name') ?? ''),
    state: status.get('State') ?? '',
    threads: Number(status.get('Threads') ?? 0),
    pidsInNamespaces: numbers(status.get('NSpid')),
    // Real, effective, saved, of the file system.
    uids: numbers(status.get('Uid')),
    gids: numbers(status.get('Gid')),
    groups: numbers(status.get('Groups')),
    tracer: Number(status.get('TracerPid') ?? 0),
    noNewPrivileges: status.get('NoNewPrivs') === '1',
    seccomp: Number(status.get('Seccomp') ?? 0),
    capabilities: Object.fromEntries(capabilitySets.map((set) => [set, status.get(set) ?? ''])),
    residentKilobytes: Number.parseInt(status.get('VmRSS') ?? '0', 10),
  };
}

function smallFacts(directory: string): JsonObject {
  const files: readonly (readonly [string, string])[] = [
    ['loginUid', 'loginuid'],
    ['session', 'sessionid'],
    ['oomScoreAdjusted', 'oom_score_adj'],
    ['cgroup', 'cgroup'],
    ['limits', 'limits'],
    ['wchan', 'wchan'],
    ['securityLabel', 'attr/current'],
  ];
  return Object.fromEntries(
    files.flatMap(([name, file]) => {
      const text = tryReadBytes(join(directory, file), 64 * 1024);
      return text === undefined ? [] : [[name, textOfBytes(text.replace(/\0+$/, '').trimEnd())]];
    }),
  );
}

function argvOf(directory: string, mask: Masker): readonly string[] {
  return maskArguments(nulTexts(tryReadBytes(join(directory, 'cmdline'), maxArgvBytes)), mask);
}

function environmentOf(directory: string, mask: Masker): readonly string[] {
  return maskEnvironment(nulTexts(tryReadBytes(join(directory, 'environ'), maxArgvBytes)), mask);
}

function nulTexts(bytes: string | undefined): readonly string[] {
  if (bytes === undefined || bytes === '') return [];
  return bytes.replace(/\0$/, '').split('\0').map(textOfBytes);
}

interface FoundDescriptor {
  readonly number: number;
  readonly target: string;
  readonly info: JsonObject;
}

function descriptorsOf(directory: string): readonly FoundDescriptor[] {
  const names = tryList(join(directory, 'fd')).slice(0, maxDescriptors);
  return names.flatMap((name) => {
    const target = tryReadLink(join(directory, 'fd', name));
    if (target === undefined) return [];
    const text = tryReadBytes(join(directory, 'fdinfo', name), 8192) ?? '';
    const position = /^pos:\s*(\d+)/m.exec(text)?.[1];
    const flags = /^flags:\s*(\d+)/m.exec(text)?.[1];
    const info = present({ position: position && Number(position), flags });
    return [{ number: Number(name), target, info }];
  });
}

function namespacesOf(directory: string): JsonObject {
  return Object.fromEntries(
    namespaces.flatMap((name) => {
      const link = tryReadLink(join(directory, 'ns', name));
      const number = /\[(\d+)\]$/.exec(link ?? '')?.[1];
      return number === undefined ? [] : [[name, Number(number)]];
    }),
  );
}

function socketInode(target: string): readonly number[] {
  const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
  return inode === undefined ? [] : [Number(inode)];
}

function linkText(directory: string, name: string): string | undefined {
  const link = tryReadLink(join(directory, name));
  return link === undefined ? undefined : textOfBytes(link);
}

function numbers(text: string | undefined): readonly number[] {
  return (text ?? '').split(/\s+/).filter(Boolean).map(Number);
}

function tryOpen(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch {
    return undefined;
  }
}

function tryList(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

/** Closes what is open of processes. */
export function closeAll(processes: readonly FoundProcess[]): void {
  for (const { executable } of processes) if (executable !== undefined) closeSync(executable);
}
