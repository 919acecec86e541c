import { textOfBytes } from '#kit/byte-string.ts';
import { printable } from '#kit/text.ts';
import type { Detection, IncidentProcess } from '#model/detection.ts';
import type { ExecutedFile, RuntimeProcess } from '#model/runtime-event.ts';

const maxDepth = 16;
const shells = new Set(['sh', 'bash', 'ash', 'dash', 'zsh', 'ksh', 'mksh', 'fish', 'csh', 'tcsh']);
const servers =
  /^(?:nginx|httpd|apache2?|lighttpd|caddy|haproxy|envoy|traefik|java|node|nodejs|deno|bun|python[0-9.]*|ruby|php(?:-fpm)?[0-9.]*|gunicorn|uwsgi|puma|unicorn|tomcat|catalina|mysqld|mariadbd|postgres|mongod|redis-server|memcached|beam\.smp|dotnet|sshd|vsftpd|named|exim4?|postfix|dovecot)$/;

/** A process that can be told from another with the same pid. */
export function processKey({ pid, start }: Pick<RuntimeProcess, 'pid' | 'start'>): string {
  return `${pid}@${Math.floor(start)}`;
}

/** The process and its ancestors of the same container, or of the host below its first processes. Itself first. */
export function lineOf(process: RuntimeProcess | undefined): readonly RuntimeProcess[] {
  const line: RuntimeProcess[] = [];
  for (let at = process; at !== undefined && line.length < maxDepth; at = at.parent) {
    if (at.container?.id !== process?.container?.id || (at.container === undefined && at.pid <= 2))
      break;
    line.push(at);
  }
  return line;
}

/** What an incident keeps of a process. */
export function incidentProcess(
  process: RuntimeProcess,
  rules: readonly string[],
): IncidentProcess {
  return {
    pid: process.pid,
    ...(process.parent === undefined ? {} : { parentPid: process.parent.pid }),
    name: shown(process.name, 64),
    commandLine: shown([process.exe, ...process.args.slice(0, 64)].join(' '), 1000),
    exePath: shown(process.exePath, 1000),
    uid: process.uid,
    start: process.start,
    rules,
  };
}

/** A shell that a server started, or a program below such a shell: the shape of a remote command. */
export function isServedShell(process: RuntimeProcess | undefined): boolean {
  const line = lineOf(process);
  return line.some((one, index) => {
    const parent = line[index + 1];
    return parent !== undefined && shells.has(one.name) && servers.test(parent.name);
  });
}

/** Whether the program that runs comes from no layer of the image. */
export function driftOf(detection: Detection): 'memory' | 'upper' | undefined {
  const file = detection.process?.file;
  if (file?.memory === true) return 'memory';
  return detection.kind === 'drift' || (file !== undefined && isForeign(file))
    ? 'upper'
    : undefined;
}

function isForeign({ overlay, upperLayer, origin }: ExecutedFile): boolean {
  return (overlay && upperLayer) || origin?.kind === 'added' || origin?.kind === 'altered';
}

/** A byte string for people, cut. */
export function shown(bytes: string, limit: number): string {
  const text = printable(textOfBytes(bytes.slice(0, limit * 4)));
  return text.length > limit ? `${text.slice(0, limit)}…` : text;
}
