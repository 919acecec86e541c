import type { Violation } from '#contract/check.ts';
import { hasFlag } from '#shell/flags.ts';
import type { PackageCommand, PackageRequest, PackageTool } from '#shell/packages/model.ts';
import {
  callsOf,
  identityOf,
  missingOption,
  removes,
  uncleaned,
  unpinned,
} from './package-rules.ts';
import { inRun, packagesOf, type RuleFacts, type Run } from './rule-facts.ts';
import { isDeclared } from './stage-facts.ts';

/** apk keeps its index in the layer. */
export function apkCache(facts: RuleFacts): readonly Violation[] {
  const calls = callsOf(facts, ['apk'], ['install']).filter(
    ({ run }) =>
      !run.mounts.some(
        ({ type, target }) => /cache|tmpfs/.test(type) && /^\/(var\/cache|etc)\/apk/.test(target),
      ),
  );
  return missingOption(facts, calls, '--no-cache', ({ call }) =>
    hasFlag(call.given, '--no-cache', '--no-network'),
  );
}

/** apk installs whatever version the repository has that day. */
export function unpinnedApk(facts: RuleFacts): readonly Violation[] {
  return unpinned(facts, ['apk'], ({ pinned, name }) => !pinned && !name.startsWith('!'));
}

/** yum waits for an answer that never comes. */
export function yumAsks(facts: RuleFacts): readonly Violation[] {
  return asks(facts, ['yum'], /^(install|groupinstall|localinstall|reinstall|group)$/);
}

/** dnf or microdnf waits for an answer that never comes. */
export function dnfAsks(facts: RuleFacts): readonly Violation[] {
  return asks(facts, ['dnf', 'microdnf'], /^(install|groupinstall|localinstall|reinstall|group)$/);
}

function asks(
  facts: RuleFacts,
  tools: readonly PackageTool[],
  subcommands: RegExp,
): readonly Violation[] {
  const calls = callsOf(facts, tools, ['install']).filter(({ call }) =>
    subcommands.test(call.subcommand),
  );
  return missingOption(facts, calls, '-y', ({ call }) => isAssumed(call));
}

function isAssumed({ given }: PackageCommand): boolean {
  if (hasFlag(given, '-y', '--assumeyes', '--yes')) return true;
  return given.flags.some(
    ({ name, value }) => name === '--setopt' && /^assumeyes=(1|true)/i.test(value ?? ''),
  );
}

/** yum leaves its metadata and packages in the layer. */
export function yumCache(facts: RuleFacts): readonly Violation[] {
  return rpmCache(facts, ['yum'], 'yum');
}

/** dnf or microdnf leaves its metadata and packages in the layer. */
export function dnfCache(facts: RuleFacts): readonly Violation[] {
  return [...rpmCache(facts, ['dnf'], 'dnf'), ...rpmCache(facts, ['microdnf'], 'microdnf')];
}

function rpmCache(
  facts: RuleFacts,
  tools: readonly PackageTool[],
  tool: string,
): readonly Violation[] {
  const calls = callsOf(facts, tools, ['install', 'upgrade', 'dist-upgrade']).filter(
    ({ call }) => call.subcommand !== 'module' || call.packages.length > 0,
  );
  const directories = ['/var/cache/yum', '/var/cache/dnf', '/var/cache/libdnf5', '/var/cache'];
  return uncleaned(facts, calls, {
    command: `${tool} clean all`,
    mount: [`/var/cache/${tool === 'yum' ? 'yum' : 'dnf'}`, '/var/cache/libdnf5'],
    isClean: (run, call) => cleans(run, call) || removes(run, call.command.start, ...directories),
  });
}

function cleans(run: Run, { command: before, tool }: PackageCommand): boolean {
  return run.packages.some(
    ({ action, command, tool: cleaner, given }) =>
      action === 'clean' &&
      (cleaner === 'zypper' || given.operands.some(({ value }) => value === 'all')) &&
      command.start > before.start &&
      (cleaner === 'microdnf') === (tool === 'microdnf'),
  );
}

/** yum installs whatever version the repository has that day. */
export function unpinnedYum(facts: RuleFacts): readonly Violation[] {
  return unpinnedRpm(facts, ['yum']);
}

/** dnf or microdnf installs whatever version the repository has that day. */
export function unpinnedDnf(facts: RuleFacts): readonly Violation[] {
  return unpinnedRpm(facts, ['dnf', 'microdnf']);
}

function unpinnedRpm(facts: RuleFacts, tools: readonly PackageTool[]): readonly Violation[] {
  return unpinned(facts, tools, (request, call, run) => isOpenRpm(request, call, { facts, run }));
}

/** Modules need a stream, groups have no version, and a version out of a variable needs the variable. */
function isOpenRpm(
  request: PackageRequest,
  { subcommand }: PackageCommand,
  { facts, run }: { readonly facts: RuleFacts; readonly run: Run },
): boolean {
  if (/^(group|groupinstall|grpinstall)$/.test(subcommand)) return false;
  if (subcommand === 'module') return !request.name.includes(':');
  if (!request.pinned) return true;
  const variable = /^\$\{?(\w+)\}?$/.exec(request.version ?? '')?.[1];
  if (variable === undefined || !request.word.dynamic) return false;
  const isSet = run.run.script.assignments.some(({ name }) => name === variable);
  return !isSet && !isDeclared(run.fact, variable, run.outer.index) && !isArgument(facts, variable);
}

/** Whether any stage has a build argument of that name, meant for the others too. */
function isArgument({ stages }: RuleFacts, name: string): boolean {
  return stages.some(({ definitions }) =>
    definitions.get(name)?.some(({ kind }) => kind === 'arg'),
  );
}

/** zypper waits for an answer that never comes. */
export function zypperAsks(facts: RuleFacts): readonly Violation[] {
  const calls = packagesOf(facts).filter(
    ({ call }) =>
      call.tool === 'zypper' &&
      /^(install|in|remove|rm|source-install|si|patch)$/.test(call.subcommand),
  );
  return missingOption(facts, calls, '-y', ({ call }) =>
    hasFlag(call.given, '-n', '--non-interactive', '-y', '--no-confirm'),
  );
}

/** zypper moves all packages to another release. */
export function zypperDistUpgrade(facts: RuleFacts): readonly Violation[] {
  return callsOf(facts, ['zypper'], ['dist-upgrade']).map(({ run, call }) =>
    inRun(facts, run, call.command, { identity: identityOf(call) }),
  );
}

/** zypper leaves its cache in the layer. */
export function zypperCache(facts: RuleFacts): readonly Violation[] {
  const calls = callsOf(facts, ['zypper'], ['install', 'remove']);
  return uncleaned(facts, calls, {
    command: 'zypper clean --all',
    mount: ['/var/cache/zypp'],
    isClean: (run, call) =>
      cleans(run, call) || removes(run, call.command.start, '/var/cache/zypp'),
  });
}

/** zypper installs whatever version the repository has that day. */
export function unpinnedZypper(facts: RuleFacts): readonly Violation[] {
  return callsOf(facts, ['zypper'], ['install']).some(({ call }) => call.packages.length > 0)
    ? unpinned(facts, ['zypper'])
    : [];
}

/** The package index is refreshed in one layer and used in another. */
export function lonelyUpdate(facts: RuleFacts): readonly Violation[] {
  return packagesOf(facts).flatMap(({ run, call }) => {
    const isIndex = call.action === 'update' || isOldUpdate(call);
    if (!isIndex || !osTools.includes(call.tool)) return [];
    const isUsed = run.packages.some(
      ({ action, command, tool }) =>
        command.start > call.command.start &&
        osTools.includes(tool) &&
        /^(install|upgrade|dist-upgrade)$/.test(action),
    );
    const isBuilt = run.run.script.commands.some(
      (command) =>
        command.start > call.command.start &&
        /^(apt-file|add-apt-repository|mk-build-deps)$/.test(command.name),
    );
    if (isUsed || isBuilt) return [];
    return [inRun(facts, run, call.command, { identity: identityOf(call) })];
  });
}

const osTools: readonly PackageTool[] = [
  'apt-get',
  'apt',
  'aptitude',
  'apk',
  'yum',
  'dnf',
  'microdnf',
  'zypper',
  'pacman',
];

/** `yum update` without names: Trivy and Dockle count it as a refresh of the index. */
function isOldUpdate({ tool, subcommand, packages }: PackageCommand): boolean {
  return (
    /^(yum|dnf|microdnf|zypper)$/.test(tool) &&
    /^(update|up)$/.test(subcommand) &&
    packages.length === 0
  );
}

/** Everything is upgraded, so that the same Dockerfile gives another image every day. */
export function blanketUpgrade(facts: RuleFacts): readonly Violation[] {
  return packagesOf(facts)
    .filter(
      ({ call }) =>
        osTools.includes(call.tool) && call.action === 'upgrade' && call.packages.length === 0,
    )
    .map(({ run, call }) => inRun(facts, run, call.command, { identity: identityOf(call) }));
}
