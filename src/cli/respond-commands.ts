import { type Command, Option } from 'commander';
import { respondHelp } from './help-runtime.ts';
import { addFormatOption, addQuietOptions } from './kube-options.ts';
import { collect } from './options.ts';
import type { RuntimeGiven } from './runtime-commands.ts';
import { addClusterOptions, addStateOption } from './runtime-options.ts';

/** Commands that act, or show what was done. */
export function addRespondCommands(root: Command, given: RuntimeGiven): void {
  const respond = root
    .command('respond')
    .summary('contain, take evidence, undo')
    .description('Actions on running containers: planned, shown, granted, recorded, undone.')
    .addHelpText('after', respondHelp);
  addList(respond, given);
  addAct(respond, given);
  addChange(respond, given);
  addPlaybooks(respond, given);
  addVerify(respond, given);
}

function addList(respond: Command, { terminal, program, outcome }: RuntimeGiven): void {
  const list = respond
    .command('list')
    .summary('actions, newest first')
    .description('Lists what was done, what is active, and what waits for an approval.')
    .option('--active', 'only what is active or waits');
  finish(list).action(async () => {
    const { runRespondList } = await import('./commands/respond.ts');
    outcome.code = await runRespondList(list.opts(), program, terminal);
  });
  const show = respond
    .command('show <action>')
    .summary('the record of one action')
    .description('Shows an action by its id or the end of it.');
  finish(show).action(async (id: string) => {
    const { runRespondShow } = await import('./commands/respond.ts');
    outcome.code = await runRespondShow(id, show.opts(), program, terminal);
  });
}

/** What may be done by hand: word, summary. */
const acts: readonly (readonly [string, string])[] = [
  ['quarantine', 'cut the network; the application goes on'],
  ['freeze', 'stop all processes where they are'],
  ['snapshot', 'take evidence: processes, memory, files, sockets'],
  ['deny-drift', 'let nothing run that the image does not have'],
  ['kill', 'end a process tree, or all processes'],
  ['stop', 'stop the container through its engine'],
  ['restart', 'stop and start it through its engine'],
  ['isolate', 'take its pod out of its Services; a clean replica starts'],
  ['label', 'mark its pod for people and policies'],
  ['delete-pod', 'let the cluster replace its pod'],
  ['cordon', 'keep new pods off its node'],
];

function addAct(respond: Command, { terminal, program, outcome }: RuntimeGiven): void {
  for (const [name, summary] of acts) {
    const command = respond
      .command(`${name} <container>`)
      .summary(summary)
      .description(
        `Container by name, id or pod: ${summary}. Without --yes the plan is shown and nothing happens.`,
      );
    addActOptions(name, command)
      .option('--reason <text>', 'why, for the record')
      .option('--incident <id>', 'what it belongs to')
      .option('--yes', 'do it')
      .option('--sensor <path>', 'sensor program or socket folder (CAISSON_SENSOR)');
    finish(addClusterOptions(command)).action(async (target: string) => {
      const { runAct } = await import('./commands/respond.ts');
      outcome.code = await runAct([name, target], command.opts(), program, terminal);
    });
  }
}

function addActOptions(name: string, command: Command): Command {
  if (name === 'quarantine')
    command.option('--allow <cidr>', 'what stays reachable, with :port (repeatable)', collect);
  if (name === 'snapshot')
    command
      .option('--memory', 'with the memory of its processes')
      .option('--output <dir>', 'where the bundle is written');
  if (name === 'kill') command.option('--pid <pid>', 'only this process and its children');
  if (name === 'deny-drift')
    command.addOption(
      new Option('--mode <mode>', 'how').choices(['deny', 'kill', 'simulate']).default('deny'),
    );
  return name === 'quarantine' || name === 'freeze' || name === 'deny-drift'
    ? command.option('--ttl <duration>', 'ends by itself after (default: 1h, freeze 10m)')
    : command;
}

function addChange(respond: Command, { terminal, program, outcome }: RuntimeGiven): void {
  const undo = respond
    .command('undo <action>')
    .summary('take an action back')
    .description('Undoes an action that is active.')
    .option('--sensor <path>', 'sensor program or socket folder (CAISSON_SENSOR)');
  finish(addClusterOptions(undo)).action(async (id: string) => {
    const { runUndo } = await import('./commands/respond.ts');
    outcome.code = await runUndo(id, undo.opts(), program, terminal);
  });
  const approve = respond
    .command('approve <action>')
    .summary('allow what a playbook asks for')
    .description('Grants an action that waits for a person.')
    .option('--as <name>', 'who grants it (default: the user of this shell)');
  finish(addClusterOptions(approve)).action(async (id: string) => {
    const { runApprove } = await import('./commands/respond.ts');
    outcome.code = await runApprove(id, approve.opts(), program, terminal);
  });
}

function addPlaybooks(respond: Command, { terminal, program, outcome }: RuntimeGiven): void {
  const command = respond
    .command('playbooks')
    .summary('what is done when, and by whose leave')
    .description('Lists playbooks; with files, checks them. Exits 1 for errors.')
    .option('--playbooks <dir>', 'beside the built-in (repeatable)', collect);
  finish(command).action(async () => {
    const { runPlaybooks } = await import('./commands/respond.ts');
    outcome.code = await runPlaybooks(command.opts(), program, terminal);
  });
}

function addVerify(respond: Command, { terminal, program, outcome }: RuntimeGiven): void {
  const command = respond
    .command('verify <bundle>')
    .summary('whether an evidence bundle is whole')
    .description('Checks every hash and the signature. Exits 5 when something was changed.')
    .option('--key <file>', 'public key (default: the key of this installation)');
  finish(command).action(async (bundle: string) => {
    const { runVerify } = await import('./commands/respond.ts');
    outcome.code = await runVerify(bundle, command.opts(), program, terminal);
  });
}

function finish(command: Command): Command {
  return addQuietOptions(addStateOption(addFormatOption(command)));
}
