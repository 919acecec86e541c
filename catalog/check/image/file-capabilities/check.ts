import type { Violation } from '#contract/check.ts';
import type { ImageSubject } from '#hardening/subject.ts';

const powerful: ReadonlySet<string> = new Set([
  'cap_sys_admin',
  'cap_sys_ptrace',
  'cap_sys_module',
  'cap_dac_override',
  'cap_dac_read_search',
  'cap_setuid',
  'cap_setgid',
  'cap_sys_rawio',
  'cap_bpf',
]);

/** Those that come close to root are grave. */
export function* evaluate({ files }: ImageSubject): Iterable<Violation> {
  for (const { path, capabilities = [], layer } of files.notable) {
    if (capabilities.length === 0) continue;
    const strong = capabilities.some((name) => powerful.has(name));
    yield {
      message: `${path} runs with ${capabilities.join(', ')}`,
      identity: path,
      ...(strong && { severity: 'high' as const }),
      place: { path, ...(layer !== undefined && { layer }) },
    };
  }
}
