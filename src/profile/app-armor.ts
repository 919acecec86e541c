import type { Profile } from '#model/profile.ts';
import { type Exported, keysOf, originText, sureness } from './exported.ts';

/** How an AppArmor profile is made. */
export interface AppArmorOptions {
  /** Name that the container names: `caisson-shop-web`. */
  readonly name: string;
  /** Reports instead of denying. */
  readonly complain?: boolean;
}

/** What no container touches in its ordinary life; a deny wins over any allow, so what was seen written is left out. */
const neverTouched: readonly (readonly [string, string])[] = [
  ['/proc/sys', 'wklx'],
  ['/proc/sysrq-trigger', 'rwklx'],
  ['/proc/kcore', 'rwklx'],
  ['/proc/kmem', 'rwklx'],
  ['/sys', 'wklx'],
];
/** Sensitive places that may be read only where that was seen, with what names the class. */
const guardedReads: readonly (readonly [string, readonly string[]])[] = [
  ['account', ['/etc/shadow*', '/etc/gshadow*']],
  ['key', ['/root/.ssh/**', '/home/*/.ssh/**', '/etc/ssh/ssh_host_*_key']],
  [
    'credential',
    ['/root/.aws/**', '/root/.kube/**', '/root/.docker/**', '/home/*/.aws/**', '/home/*/.kube/**'],
  ],
  ['kernel', ['/proc/kallsyms', '/sys/kernel/debug/**', '/sys/kernel/tracing/**']],
];

/**
 * An AppArmor profile (apparmor.d(5)): programs that were seen run, directories that were seen written are written, the rest
 * is read; capabilities and families of sockets as seen; mounts and kernel settings denied. Names no file beside itself.
 */
export function toAppArmor(profile: Profile, options: AppArmorOptions): Exported<string> {
  const flags = [
    'attach_disconnected',
    'mediate_deleted',
    ...(options.complain === true ? ['complain'] : []),
  ];
  const sections = [
    [
      '# everything may be read but what is named below',
      '/ r,',
      '/** r,',
      '/**.so* mr,',
      '/usr/lib/** mr,',
      '/lib/** mr,',
    ],
    ['# programs', ...programRules(profile)],
    ['# files', ...writeRules(profile)],
    ['# sensitive files', ...readRules(profile)],
    ['# network', ...networkRules(profile)],
    ['# capabilities', ...capabilityRules(profile)],
    ['# never', ...neverRules(profile)],
    [
      'signal (send, receive) peer=@{profile_name},',
      'ptrace (read, trace, tracedby, readby) peer=@{profile_name},',
      'signal (receive) peer=unconfined,',
      'unix,',
    ],
  ];
  const body = sections.map((lines) => lines.map((line) => `  ${line}`).join('\n')).join('\n\n');
  const head = `# ${originText(profile)}\n\nprofile ${quoted(options.name)} flags=(${flags.join(',')}) {`;
  return {
    value: `${head}\n${body}\n}\n`,
    notes: [
      ...sureness(profile, ['exec', 'file_write', 'file_read', 'capability']),
      ...(options.complain === true ? ['mode complain: nothing is denied'] : []),
    ],
  };
}

function programRules(profile: Profile): readonly string[] {
  const paths = keysOf(profile, 'exec', true).flatMap((key) => {
    const end = key.indexOf(' < ');
    return end === -1 ? [] : [key.slice(0, end).replace(/@[0-9a-f]{12}$/, '')];
  });
  const programs = [...new Set(paths)].filter((path) => path.startsWith('/'));
  return programs.map((path) => `${quoted(globOf(path))} mrix,`);
}

function writeRules(profile: Profile): readonly string[] {
  const places = keysOf(profile, 'file_write').filter((key) => key.startsWith('/'));
  const rules = places.flatMap((key) => {
    const directory = globOf(key.replace(/\/\*{0,2}$/, ''));
    const below = /\/\*{1,2}$/.test(key) ? '**' : '*';
    return [`${quoted(`${directory}/`)} rw,`, `${quoted(`${directory}/${below}`)} rwlk,`];
  });
  const terminals = [
    '/dev/null rw,',
    '/dev/zero rw,',
    '/dev/full rw,',
    '/dev/tty rw,',
    '/dev/pts/* rw,',
    '/dev/ptmx rw,',
    '/dev/std{in,out,err} rw,',
    '/proc/@{pid}/** rw,',
    '/proc/self/** rw,',
  ];
  return [...new Set([...rules, ...terminals.map((rule) => rule.replace('@{pid}', '[0-9]*'))])];
}

function neverRules(profile: Profile): readonly string[] {
  const written = keysOf(profile, 'file_write');
  const untouched = neverTouched.filter(
    ([path]) => !written.some((key) => key === path || key.startsWith(`${path}/`)),
  );
  const mounts = ['deny mount,', 'deny umount,', 'deny pivot_root,'];
  return [
    ...untouched.map(([path, modes]) => `deny ${path}{,/**} ${modes},`),
    ...(keysOf(profile, 'capability').includes('SYS_ADMIN') ? [] : mounts),
  ];
}

/** A class of which nothing was read is denied, unless a program of the profile reads it. */
function readRules(profile: Profile): readonly string[] {
  const seen = keysOf(profile, 'file_read');
  return guardedReads
    .filter(([kind]) => !seen.some((key) => key.startsWith(`${kind} `)))
    .flatMap(([, globs]) => globs.map((glob) => `deny ${glob} rwklx,`));
}

function networkRules(profile: Profile): readonly string[] {
  const keys = [
    ...keysOf(profile, 'egress'),
    ...keysOf(profile, 'listen', true),
    ...keysOf(profile, 'ingress'),
  ];
  const used = new Set(keys.map((key) => key.slice(0, key.indexOf(' '))));
  const asks = keysOf(profile, 'dns').length > 0;
  return [
    ...(used.has('tcp') || asks ? ['network inet stream,', 'network inet6 stream,'] : []),
    ...(used.has('udp') || asks ? ['network inet dgram,', 'network inet6 dgram,'] : []),
    ...(keysOf(profile, 'capability').includes('NET_RAW')
      ? ['network raw,', 'network packet,']
      : []),
    'network netlink raw,',
    'network unix,',
  ];
}

function capabilityRules(profile: Profile): readonly string[] {
  return [...new Set(keysOf(profile, 'capability', true))].map(
    (name) => `capability ${name.toLowerCase().replace(/[^a-z_]/g, '')},`,
  );
}

/** Classes of a template become globs, characters that AppArmor reads as globs become themselves; a quote becomes any character. */
function globOf(template: string): string {
  return template
    .replace(/[\\[\]{}?^]/g, (char) => `\\${char}`)
    .replace(/<[a-z0-9]+>/g, '*')
    .replace(/[\r\n"\ufffd]/g, '?');
}

function quoted(glob: string): string {
  return `"${glob.replace(/[\r\n"]/g, '?')}"`;
}
