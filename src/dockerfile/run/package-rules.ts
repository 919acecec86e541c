import type { Violation } from '#contract/check.ts';
import type { PackageRequest, PackageTool } from '#shell/packages/model.ts';
import { inRun, packagesOf, type RuleFacts, type Run, type RunPackages } from './rule-facts.ts';
import { appendCommand, fixes, insertAfter } from './script-edit.ts';

/** Calls of some package managers that do one of some things. */
export function callsOf(
  facts: RuleFacts,
  tools: readonly PackageTool[],
  actions: readonly string[],
): readonly RunPackages[] {
  return packagesOf(facts).filter(
    ({ call }) => tools.includes(call.tool) && actions.includes(call.action),
  );
}

/** Whether a file system outside the image is mounted over a directory. */
export function isMounted(run: Run, ...directories: readonly string[]): boolean {
  return directories.some((directory) =>
    run.mounts.some(
      ({ type, target }) =>
        (type === 'cache' || type === 'tmpfs') &&
        target !== '' &&
        (target === directory || directory.startsWith(`${target}/`)),
    ),
  );
}

/** Packages that are asked for without a version. */
export function unpinned(
  facts: RuleFacts,
  tools: readonly PackageTool[],
  isOpen: (request: PackageRequest, call: RunPackages['call'], run: Run) => boolean = isLoose,
): readonly Violation[] {
  return callsOf(facts, tools, ['install']).flatMap(({ run, call }) => {
    const open = call.packages.filter((request) => isOpen(request, call, run));
    const [first] = open;
    if (first === undefined) return [];
    const names = [...new Set(open.map(({ name }) => name))];
    const listed = names.slice(0, 8).join(', ') + (names.length > 8 ? ', …' : '');
    return [
      inRun(facts, run, first.word, {
        message: `${call.tool} installs without a version: ${listed}`,
        identity: `${call.tool} ${names.join(' ')}`.slice(0, 200),
      }),
    ];
  });
}

/** A request that any version satisfies. */
export function isLoose({ pinned }: PackageRequest): boolean {
  return !pinned;
}

/** Calls that miss an option, with the option as a fix behind the subcommand. */
export function missingOption(
  facts: RuleFacts,
  calls: readonly RunPackages[],
  option: string,
  isSet: (given: RunPackages) => boolean,
): readonly Violation[] {
  return calls
    .filter((each) => !isSet(each))
    .map(({ run, call }) =>
      inRun(facts, run, call.command, {
        message: `${call.tool} ${call.subcommand} runs without ${option}`,
        identity: identityOf(call),
        ...fixes(`add ${option}`, 'safe', [
          insertAfter(facts, run, call.subcommandWord ?? call.command.argv[0], ` ${option}`),
        ]),
      }),
    );
}

/** Calls whose cache stays in the layer, with the cleaning command as a fix. */
export function uncleaned(
  facts: RuleFacts,
  calls: readonly RunPackages[],
  {
    isClean,
    command,
    mount,
  }: {
    readonly isClean: (run: Run, after: RunPackages['call']) => boolean;
    readonly command: string;
    readonly mount: readonly string[] | ((run: Run) => boolean);
  },
): readonly Violation[] {
  const seen = new Set<Run>();
  return calls.flatMap(({ run, call }) => {
    const isOutside = typeof mount === 'function' ? mount(run) : isMounted(run, ...mount);
    if (seen.has(run) || isOutside || isClean(run, call)) return [];
    seen.add(run);
    const last = calls.findLast((each) => each.run === run)?.call ?? call;
    return [
      inRun(facts, run, call.command, {
        message: `${call.tool} leaves its cache in the layer`,
        identity: identityOf(call),
        ...fixes(`add ${command}`, 'safe', [
          last.command.masked ? undefined : appendCommand(facts, run, command),
        ]),
      }),
    ];
  });
}

/** Whether a command of the script, after a point of it, removes a directory or what is in it. */
export function removes(run: Run, from: number, ...directories: readonly string[]): boolean {
  return run.run.script.commands.some(
    ({ name, argv, start }) =>
      start >= from &&
      (name === 'rm' || name === 'find') &&
      argv.some(({ value }) => directories.some((directory) => covers(value, directory))),
  );
}

/** Longest path that is looked at. */
const maxPath = 512;

function covers(path: string, directory: string): boolean {
  if (path.length > maxPath) return false;
  const cleaned = path.replace(/(?:\/\*+|\/)+$/, '');
  return cleaned === directory || (cleaned.startsWith(`${directory}/`) && path.includes('*'));
}

/** Tells a call apart from others of the same file. */
export function identityOf({ tool, subcommand, packages }: RunPackages['call']): string {
  return `${tool} ${subcommand} ${packages.map(({ name }) => name).join(' ')}`.slice(0, 200);
}
