import type { OperatingSystem } from '#model/os.ts';
import { readAssignments } from './assignments.ts';

/** Opening words of one-line release files and the `ID` that os-release has for the same system; the first that fits. */
const names: readonly (readonly [RegExp, string])[] = [
  [/^red hat enterprise linux/i, 'rhel'],
  [/^centos/i, 'centos'],
  [/^rocky/i, 'rocky'],
  [/^almalinux/i, 'almalinux'],
  [/^oracle linux/i, 'ol'],
  [/^enterprise linux enterprise linux server/i, 'ol'],
  [/^fedora/i, 'fedora'],
  [/^amazon linux/i, 'amzn'],
  [/^scientific linux/i, 'scientific'],
  [/^(?:vmware )?photon/i, 'photon'],
  [/^cbl-?mariner/i, 'mariner'],
  [/^(?:microsoft )?azure linux/i, 'azurelinux'],
  [/^openeuler/i, 'openeuler'],
  [/^mageia/i, 'mageia'],
  [/^suse linux enterprise/i, 'sles'],
  [/^opensuse/i, 'opensuse-leap'],
  [/^alpine/i, 'alpine'],
];

/**
 * Reads one-line release files: `CentOS Linux release 7.9.2009 (Core)`, and SuSE-release, whose `VERSION` and `PATCHLEVEL`
 * lines make the version. `undefined` when the system is not one we know.
 */
export function parseNamedRelease(text: string, path: string): OperatingSystem | undefined {
  const title = lineOf(text);
  const id = names.find(([words]) => words.test(title))?.[1];
  if (id === undefined) return undefined;
  const codename = /\(([A-Za-z][^()]{0,40})\)/.exec(title)?.[1];
  return {
    id,
    like: [],
    version: suseVersion(text) ?? /(?:^|[\sv])([0-9]+(?:\.[0-9]+)*)/.exec(title)?.[1] ?? '',
    ...(codename !== undefined && !/^x86|^i[3-6]86/.test(codename) && { codename }),
    title,
    path,
  };
}

/** `/etc/alpine-release`: the version alone. */
export function parseAlpineRelease(text: string, path: string): OperatingSystem | undefined {
  const version = lineOf(text);
  if (!/^[0-9]+\.[0-9]+[0-9A-Za-z._-]*$/.test(version)) return undefined;
  return { id: 'alpine', like: [], version, title: `Alpine Linux v${version}`, path };
}

/** `/etc/debian_version`: `12.5` in a release, `trixie/sid` in testing and unstable (and in Ubuntu). */
export function parseDebianVersion(text: string, path: string): OperatingSystem | undefined {
  const word = lineOf(text);
  if (!/^[A-Za-z0-9./_-]+$/.test(word)) return undefined;
  const title = `Debian GNU/Linux ${word}`;
  if (/^[0-9]/.test(word))
    return { id: 'debian', like: [], version: word.split('.', 1)[0] ?? '', title, path };
  const codename = word.split('/', 1)[0] ?? word;
  return { id: 'debian', like: [], version: '', codename, title, path };
}

/** `/etc/arch-release` says by being there. */
export function parseArchRelease(_text: string, path: string): OperatingSystem {
  return { id: 'arch', like: [], version: '', title: 'Arch Linux', path };
}

function lineOf(text: string): string {
  return (text.slice(0, 512).trimStart().split('\n', 1)[0] ?? '').trim().slice(0, 256);
}

/** `VERSION = 11`, `PATCHLEVEL = 4` is 11.4; no patch level stands for the first release. */
function suseVersion(text: string): string | undefined {
  const values = readAssignments(text.slice(0, 1024).replaceAll(' = ', '='));
  const version = values.get('VERSION');
  const patch = values.get('PATCHLEVEL') ?? '0';
  return version === undefined || patch === '0' ? version : `${version}.${patch}`;
}
