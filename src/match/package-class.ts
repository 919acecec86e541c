import type { Component } from '#model/component.ts';
import { isOperatingSystemEcosystem } from '#model/ecosystem.ts';

/**
 * Packages of headers of the Linux kernel, which programs are built against: Debian and Ubuntu (`linux-libc-dev`,
 * `linux-headers-*`), Alpine, Arch, and the rpm family (`kernel-headers`, `kernel-devel` with the variants of the kernel
 * between, SUSE's `linux-glibc-devel`, `kernel-default-devel`).
 */
export function isKernelHeaders({ ecosystem, name }: Component): boolean {
  if (!isOperatingSystemEcosystem(ecosystem)) return false;
  return headerNames.has(name) || headerPatterns.some((pattern) => pattern.test(name));
}

const headerNames: ReadonlySet<string> = new Set([
  'linux-libc-dev',
  'linux-headers',
  'linux-api-headers',
  'linux-glibc-devel',
  'kernel-headers',
  'kernel-macros',
]);
const headerPatterns: readonly RegExp[] = [
  /^linux-headers-/,
  /^linux-libc-dev-[a-z0-9]+-cross$/,
  /^kernel-(?:[a-z0-9.]+-){0,3}(?:devel|headers)(?:-matched)?$/,
];

/**
 * Packages that hold documentation and nothing that runs, by the naming rules of their distributions (`-doc`; Debian policy
 * 12.3, Fedora's packaging guidelines, what abuild splits off). A tool that is merely called so has its source's name.
 */
export function isDocumentation({ ecosystem, name, source }: Component): boolean {
  if (!isOperatingSystemEcosystem(ecosystem)) return false;
  if (source === undefined || source.name === name) return false;
  return /.-(?:doc|docs|javadoc|manual|man-pages)$/.test(name);
}

/**
 * Whether a path lies in a directory where a package manager keeps what it fetched, and from which nothing is run.
 *
 * Not caches, because programs run from them: Maven's `~/.m2/repository`, Gradle's `modules-2`, NuGet's `~/.nuget/packages`,
 * Yarn's zip archives, Rails' `vendor/cache`, Poetry's virtual environments, Go's extracted modules beside `cache`.
 */
export function cacheDirectoryOf(path: string): string | undefined {
  const home = /^\/(?:root|home\/[^/]+|var\/lib\/[^/]+|var\/cache|tmp|usr\/local\/share)\//.exec(
    path,
  );
  const inHome = home === null ? undefined : beginsWithOne(path.slice(home[0].length), homeCaches);
  if (home !== null && inHome !== undefined) return `${home[0]}${inHome}`;
  const fixed = beginsWithOne(path, fixedCaches);
  if (fixed !== undefined) return fixed;
  const anywhere = anywhereCaches.find((directory) => path.includes(directory));
  if (anywhere !== undefined) return path.slice(0, path.indexOf(anywhere) + anywhere.length);
  return /^.*\/gems\/\d[^/]*\/cache\//.exec(path)?.[0];
}

function beginsWithOne(path: string, directories: readonly string[]): string | undefined {
  return directories.find((directory) => path.startsWith(directory));
}

const homeCaches: readonly string[] = [
  '.cache/pip/',
  '.cache/uv/',
  '.cache/pypoetry/artifacts/',
  '.cache/pypoetry/cache/',
  '.cache/pipenv/',
  '.cache/composer/',
  '.cache/yarn/',
  '.cache/pnpm/',
  '.cache/go-build/',
  '.composer/cache/',
  '.npm/',
  '.local/share/pnpm/store/',
  '.pnpm-store/',
  '.bun/install/cache/',
  '.cargo/registry/cache/',
  '.local/share/NuGet/',
  '.nuget/v3-cache/',
  '.bundle/cache/',
  '.gem/cache/',
];
const fixedCaches: readonly string[] = [
  '/var/cache/apt/archives/',
  '/var/cache/apk/',
  '/etc/apk/cache/',
  '/var/cache/dnf/',
  '/var/cache/yum/',
  '/var/cache/zypp/',
  '/var/cache/pacman/pkg/',
  '/usr/local/bundle/cache/',
  '/usr/local/cargo/registry/cache/',
  '/usr/local/share/.cache/yarn/',
];
const anywhereCaches: readonly string[] = [
  '/pkg/mod/cache/',
  '/_cacache/',
  '/conda/pkgs/',
  '/miniconda3/pkgs/',
  '/miniforge3/pkgs/',
  '/mambaforge/pkgs/',
  '/anaconda3/pkgs/',
];
