import { type Command, Option } from 'commander';
import { profileDimensions } from '#model/profile.ts';
import { profileExportHelp, profileHelp } from './help-runtime.ts';
import { addFormatOption, addQuietOptions } from './kube-options.ts';
import { collect } from './options.ts';
import type { RuntimeGiven } from './runtime-commands.ts';
import { addClusterOptions, addStateOption } from './runtime-options.ts';

/** Commands about what is normal. */
export function addProfileCommands(root: Command, given: RuntimeGiven): void {
  const profile = root
    .command('profile')
    .summary('what is normal for each workload')
    .description('Learnt behaviour: how far it is, what it says, policies made of it.')
    .addHelpText('after', profileHelp);
  addList(profile, given);
  addShow(profile, given);
  addLearn(profile, given);
  addState(profile, given);
  addEdit(profile, given);
  addRollback(profile, given);
  addExport(profile, given);
}

function addList(profile: Command, { terminal, outcome }: RuntimeGiven): void {
  const command = profile
    .command('list')
    .summary('all profiles and how far they are')
    .description('Lists profiles with their forecast of false alerts.');
  finish(command).action(async () => {
    const { runProfileList } = await import('./commands/profile.ts');
    outcome.code = await runProfileList(command.opts(), terminal);
  });
}

function addShow(profile: Command, { terminal, outcome }: RuntimeGiven): void {
  const command = profile
    .command('show <profile>')
    .summary('one profile: what was learnt, what is missing')
    .description('Shows a profile by its name or a part of it.');
  finish(command).action(async (name: string) => {
    const { runProfileShow } = await import('./commands/profile.ts');
    outcome.code = await runProfileShow(name, command.opts(), terminal);
  });
}

function addLearn(profile: Command, { terminal, outcome }: RuntimeGiven): void {
  const command = profile
    .command('learn')
    .summary('learn from a recording')
    .description('Adds what a recording shows to the profiles.')
    .requiredOption('--events <file>', 'recording or capture; - reads standard input');
  finish(command).action(async () => {
    const { runProfileLearn } = await import('./commands/profile.ts');
    outcome.code = await runProfileLearn(command.opts(), terminal);
  });
}

function addState(profile: Command, { terminal, outcome }: RuntimeGiven): void {
  const command = profile
    .command('promote <profile>')
    .summary('go from learning to detecting, auditing, enforcing')
    .description('Sets the state of dimensions; says what it would have meant so far.')
    .addOption(
      new Option('--to <state>', 'the state').choices([
        'learning',
        'detecting',
        'auditing',
        'enforcing',
        'off',
      ]),
    )
    .addOption(
      new Option('--dimension <name>', 'only this one (default: all)').choices(profileDimensions),
    )
    .option('--yes', 'also where the gate is not open yet');
  finish(command).action(async (name: string) => {
    const { runProfilePromote } = await import('./commands/profile.ts');
    outcome.code = await runProfilePromote(name, command.opts(), terminal);
  });
}

function addEdit(profile: Command, { terminal, outcome }: RuntimeGiven): void {
  const command = profile
    .command('forget <profile> [behaviour]')
    .summary('remove a behaviour, or the whole profile')
    .description('What is forgotten is new again when it is seen.')
    .addOption(new Option('--dimension <name>', 'where it is').choices(profileDimensions));
  finish(command).action(async (name: string, behaviour: string | undefined) => {
    const { runProfileForget } = await import('./commands/profile.ts');
    outcome.code = await runProfileForget([name, behaviour], command.opts(), terminal);
  });
}

function addRollback(profile: Command, { terminal, outcome }: RuntimeGiven): void {
  const command = profile
    .command('rollback <profile>')
    .summary('go back to the version before')
    .description('The last ten versions of a profile are kept.')
    .option('--to <version>', 'this version');
  finish(command).action(async (name: string) => {
    const { runProfileRollback } = await import('./commands/profile.ts');
    outcome.code = await runProfileRollback(name, command.opts(), terminal);
  });
}

const exportFormats =
  'seccomp apparmor networkpolicy securitycontext falco minimal-image json'.split(' ');

function addExport(profile: Command, { terminal, outcome }: RuntimeGiven): void {
  const command = profile
    .command('export <profile>')
    .summary('policies made of a profile')
    .description('Writes a policy that allows what was learnt. Nothing is applied.')
    .addHelpText('after', profileExportHelp)
    .addOption(
      new Option('--as <what>', 'what to make').choices(exportFormats).makeOptionMandatory(),
    )
    .option('--audit', 'a policy that only reports: SCMP_ACT_LOG, complain')
    .option('--rule <name>', 'with --as falco: rule that gets exceptions (repeatable)', collect);
  addStateOption(command);
  addClusterOptions(command);
  addQuietOptions(command).action(async (name: string) => {
    const { runProfileExport } = await import('./commands/profile-export.ts');
    outcome.code = await runProfileExport(name, command.opts(), terminal);
  });
}

function finish(command: Command): Command {
  return addQuietOptions(addStateOption(addFormatOption(command)));
}
