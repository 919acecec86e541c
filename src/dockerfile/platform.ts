/** A platform as containerd understands it. */
interface PlatformName {
  readonly os: string;
  readonly architecture: string;
  readonly variant: string;
}
export type PlatformResult = { readonly platform: PlatformName } | { readonly error: string };

const systems = new Set(
  'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris windows zos'.split(
    ' ',
  ),
);
const architectures = new Set(
  '386 amd64 amd64p32 arm armbe arm64 arm64be ppc64 ppc64le loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc riscv riscv64 s390 s390x sparc sparc64 wasm'.split(
    ' ',
  ),
);
const aliases: ReadonlyMap<string, readonly [string, string]> = new Map([
  ['i386', ['386', '']],
  ['x86_64', ['amd64', '']],
  ['x86-64', ['amd64', '']],
  ['aarch64', ['arm64', '']],
  ['armhf', ['arm', 'v7']],
  ['armel', ['arm', 'v6']],
]);

/** Reads `os[/architecture[/variant]]`, or an architecture alone (containerd/platforms). */
export function parsePlatform(text: string): PlatformResult {
  const shown = JSON.stringify(text);
  if (text.includes('*'))
    return { error: `${shown}: wildcards not yet supported: invalid argument` };
  const [head = '', ...rest] = text.split('/');
  const os = /^([A-Za-z0-9_-]*)(?:\(([^()]*)\))?$/.exec(head)?.[1];
  if (os === undefined)
    return {
      error: `${JSON.stringify(head)} is an invalid OS component of ${shown}: invalid argument`,
    };
  const wrong = rest.find((part) => !/^[A-Za-z0-9_.-]+$/.test(part));
  if (wrong !== undefined)
    return {
      error: `${JSON.stringify(wrong)} is an invalid component of ${shown}: platform specifier component must match "^[A-Za-z0-9_.-]+$": invalid argument`,
    };
  if (rest.length > 2)
    return { error: `${shown}: cannot parse platform specifier: invalid argument` };
  const [architecture, variant = ''] = rest;
  if (architecture === undefined) return single(os, shown);
  return { platform: { os: systemOf(os), ...architectureOf(architecture, variant) } };
}

function single(word: string, shown: string): PlatformResult {
  const os = systemOf(word);
  if (systems.has(os)) return { platform: { os, architecture: 'amd64', variant: '' } };
  const platform = architectureOf(word, '');
  if (architectures.has(platform.architecture)) return { platform: { os: 'linux', ...platform } };
  return { error: `${shown}: unknown operating system or architecture: invalid argument` };
}

function systemOf(text: string): string {
  const os = text === '' ? 'linux' : text.toLowerCase();
  return os === 'macos' ? 'darwin' : os;
}

function architectureOf(
  architecture: string,
  variant: string,
): Pick<PlatformName, 'architecture' | 'variant'> {
  const lower = architecture.toLowerCase();
  const [name, fixed] = aliases.get(lower) ?? [lower, variant.toLowerCase()];
  return { architecture: name, variant: fixed };
}
