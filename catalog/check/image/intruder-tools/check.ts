import type { Violation } from '#contract/check.ts';
import type { ImageSubject } from '#hardening/subject.ts';
import { basename } from '#kit/path.ts';

const tools: ReadonlySet<string> = new Set(
  'curl wget nc ncat netcat socat ssh sshd telnet ftp tcpdump nmap'.split(' '),
);

/** A remote shell counts for more. */
export function* evaluate({ files }: ImageSubject): Iterable<Violation> {
  const found = (files.programs ?? []).filter((path) => tools.has(basename(path)));
  if (found.length === 0) return;
  const server = found.some((path) => basename(path) === 'sshd');
  yield {
    message: `the image holds ${found.map(basename).join(', ')}`,
    identity: 'tools',
    ...(server && { severity: 'low' as const }),
    evidence: found.map((path) => ({ label: 'program', text: path })),
    place: { path: found[0] ?? '/' },
  };
}
