import { type Arguments, flagOf, hasFlag } from '../flags.ts';
import type { ShellWord } from '../script.ts';
import type { PackageRequest, PackageTool } from './model.ts';

/** What an operand of an install command asks for. */
export function requestOf(
  word: ShellWord,
  tool: PackageTool,
  given: Arguments,
): PackageRequest | undefined {
  const { value } = word;
  if (value === '') return undefined;
  const asked = readerOf(tool, value)(value, given);
  const { name, version } = asked;
  const isOpen = word.dynamic && version === undefined && value.startsWith('$');
  const kind = asked.kind ?? (isOpen ? 'dynamic' : 'name');
  return {
    name,
    kind,
    pinned: asked.pinned ?? (version !== undefined || asked.kind !== undefined),
    word,
    ...(version !== undefined && { version }),
  };
}

/** Longest word that is looked at closely. */
const maxRequest = 2048;

function readerOf(tool: PackageTool, value: string): Reader {
  return value.length > maxRequest ? readPlain : (readers[tool] ?? readPlain);
}

interface Asked {
  readonly name: string;
  readonly version?: string;
  readonly kind?: PackageRequest['kind'];
  readonly pinned?: boolean;
}
type Reader = (value: string, given: Arguments) => Asked;

const readers: Partial<Record<PackageTool, Reader>> = {
  'apt-get': readDebian,
  apt: readDebian,
  aptitude: readDebian,
  apk: readAlpine,
  yum: readRpm,
  dnf: readRpm,
  microdnf: readRpm,
  zypper: readZypper,
  pip: readPython,
  pipx: readPython,
  pipenv: readPython,
  uv: readPython,
  poetry: readPoetry,
  conda: readConda,
  npm: readNode,
  yarn: readNode,
  pnpm: readNode,
  bun: readNode,
  gem: readGem,
  go: readGo,
  cargo: readCargo,
  composer: readComposer,
};

function readPlain(value: string): Asked {
  return split(value, /[=@]/);
}

/** The name before the first separator and the version behind it. */
function split(value: string, separator: RegExp): Asked {
  const at = value.search(separator);
  if (at <= 0) return { name: value };
  return { name: value.slice(0, at), version: value.slice(at).replace(/^[=:@/]+/, '') };
}

/** `name=version`, `name/release`, `name:arch`, `./file.deb`; `name-` removes, `task^` is a group. */
function readDebian(value: string): Asked {
  if (value.endsWith('.deb')) return { name: value, kind: 'file' };
  if (value.endsWith('^')) return { name: value, kind: 'group', pinned: false };
  return split(value, /[=/]/);
}

/** `name=1.2`, `name~1.2`, `name<2`, `name>1`, `name@tag`, `./file.apk`. */
function readAlpine(value: string): Asked {
  if (value.endsWith('.apk')) return { name: value, kind: 'file' };
  const at = value.search(/[=~<>]/);
  if (at <= 0) return { name: value };
  return { name: value.slice(0, at), version: value.slice(at) };
}

/** `name-1.2-3.el9`, `@group`, `module:stream`, files and URLs ending in `.rpm`. */
function readRpm(value: string): Asked {
  if (value.endsWith('.rpm'))
    return { name: value, kind: /^\w+:\/\//.test(value) ? 'url' : 'file' };
  if (value.startsWith('@')) return { name: value, kind: 'group', pinned: value.includes(':') };
  const match = /^(.+?)-((?:\d+:)?\d[^-]*(?:-[^-]+)?)$/.exec(value);
  if (match?.[1] !== undefined && match[2] !== undefined)
    return { name: match[1], version: match[2] };
  const open = /^(.+?)-(\$\{?\w.*)$/.exec(value);
  if (open?.[1] !== undefined && open[2] !== undefined) return { name: open[1], version: open[2] };
  return { name: value };
}

function readZypper(value: string): Asked {
  if (value.endsWith('.rpm'))
    return { name: value, kind: /^\w+:\/\//.test(value) ? 'url' : 'file' };
  const at = value.search(/[=<>~]/);
  if (at > 0) return { name: value.slice(0, at), version: value.slice(at) };
  return { name: value };
}

/** PEP 508: `name[extra]==1.2`, `name @ url`, `git+https://…@revision`, files, directories. */
function readPython(value: string): Asked {
  if (/^(git|hg|svn|bzr)\+/.test(value)) {
    const path = value.replace(/^[^:]+:\/\/([^/]*@)?/, '').replace(/#.*$/, '');
    return { name: value, kind: 'vcs', pinned: path.includes('@') };
  }
  if (/^(https?|file|ftp):\/\//.test(value)) return { name: value, kind: 'url' };
  if (
    /^[./~]|\.(whl|zip|tar\.gz|tgz|tar\.bz2|tar\.xz|tar)(\[.*\])?$/.test(value) ||
    value.includes('/')
  )
    return { name: value, kind: 'file' };
  const at = value.search(/===|==|>=|<=|~=|!=|>|<|@/);
  if (at <= 0) return { name: value.replace(/\s*;.*$/, '') };
  return { name: value.slice(0, at).replace(/\[.*$/, '').trim(), version: value.slice(at) };
}

function readPoetry(value: string): Asked {
  return split(value, /[@=<>^~]/);
}

function readConda(value: string): Asked {
  return split(value.replace(/^.*::/, ''), /[=<>!]/);
}

/** `name@1.2`, `@scope/name@1.2`, folders, tarballs, `user/repo#revision`, `alias@npm:name@1`. */
function readNode(value: string): Asked {
  if (/^(\.|\/|~\/|file:|link:|portal:)|\.(tgz|tar\.gz|tar)$/.test(value))
    return { name: value, kind: /^https?:/.test(value) ? 'url' : 'file' };
  const isVcs = /^(git[+:@]|github:|gitlab:|bitbucket:|gist:|https?:|ssh:)/.test(value);
  if (isVcs || /^[\w.-]+\/[\w.-]+(#|$)/.test(value))
    return { name: value, kind: 'vcs', pinned: value.includes('#') };
  const at = value.indexOf('@', 1);
  if (at < 0) return { name: value };
  return { name: value.slice(0, at), version: value.slice(at + 1) };
}

function readGem(value: string, given: Arguments): Asked {
  if (value.endsWith('.gem')) return { name: value, kind: 'file' };
  const own = split(value, /:/);
  const flag = flagOf(given, '-v', '--version')?.value;
  return own.version === undefined && flag !== undefined ? { ...own, version: flag } : own;
}

/** `module@v1.2`; paths of the working directory are files. */
function readGo(value: string, given: Arguments): Asked {
  if (/^[./]|\.go$/.test(value) || (!/^[^/]+\.[^/]*/.test(value) && !hasFlag(given, '-tool')))
    return { name: value, kind: 'file' };
  const at = value.indexOf('@');
  if (at < 0) return { name: value };
  const version = value.slice(at + 1);
  const pinned = version !== 'latest' && version !== 'none' && version !== '';
  return { name: value.slice(0, at), version, pinned };
}

function readCargo(value: string, given: Arguments): Asked {
  const version = flagOf(given, '--version', '--vers')?.value;
  if (version !== undefined) return { name: value, version };
  if (hasFlag(given, '--path')) return { name: value, kind: 'file' };
  if (hasFlag(given, '--git'))
    return { name: value, kind: 'vcs', pinned: hasFlag(given, '--rev', '--tag') };
  return split(value, /@/);
}

function readComposer(value: string): Asked {
  return split(value, /[:=]/);
}
