import { type Command, Option } from 'commander';
import { sensorDoctorHelp, watchHelp } from './help-runtime.ts';
import { addIncidentCommands } from './incident-commands.ts';
import { addFormatOption, addQuietOptions } from './kube-options.ts';
import { collect } from './options.ts';
import type { Outcome } from './outcome.ts';
import { addProfileCommands } from './profile-commands.ts';
import type { Program } from './program.ts';
import { addRespondCommands } from './respond-commands.ts';
import { addRuleCommands } from './rule-commands.ts';
import { addClusterOptions, addRuleOptions, addStateOption } from './runtime-options.ts';
import type { Terminal } from './terminal.ts';

export interface RuntimeGiven {
  readonly terminal: Terminal;
  readonly program: Program;
  readonly outcome: Outcome;
}

/** Commands about what runs. */
export function addRuntimeCommands(root: Command, given: RuntimeGiven): void {
  addWatch(root, given);
  addIncidentCommands(root, given);
  addRespondCommands(root, given);
  addProfileCommands(root, given);
  addRuleCommands(root, given);
  addSensor(root, given);
}

function addWatch(root: Command, { terminal, program, outcome }: RuntimeGiven): void {
  const command = root
    .command('watch')
    .summary('what happens in running containers, live')
    .description(
      'Watches containers and the host through the kernel, and says what is not normal and why.',
    )
    .addHelpText('after', watchHelp);
  addRuleOptions(command);
  addShownOptions(command);
  addKeptOptions(command);
  addQuietOptions(command).action(async () => {
    const { runWatch } = await import('./commands/watch.ts');
    outcome.code = await runWatch(command.opts(), program, terminal);
  });
}

function addShownOptions(command: Command): void {
  command
    .optionsGroup('What is shown:')
    .option('--container <name>', 'only containers of this name or id (repeatable)', collect)
    .option('--image <glob>', 'only containers of these images (repeatable)', collect)
    .option('-n, --namespace <name>', 'only pods of this namespace (repeatable)', collect)
    .option('--no-host', 'nothing that happens outside of containers')
    .option('--events', 'every event, not only detections')
    .option('--repeats', 'also repeats of what was told')
    .addOption(
      new Option('-o, --format <format>', 'table, json (lines) or falco')
        .choices(['table', 'json', 'falco'])
        .default('table'),
    )
    .option('--send <address>', 'also send to syslog://, http(s):// or file (repeatable)', collect);
}

function addKeptOptions(command: Command): void {
  command
    .optionsGroup('What is done:')
    .option('--learn', 'learn what is normal for each workload')
    // Ten minutes are long for those who try it out.
    .addOption(new Option('--window <duration>', 'length of a window of profiles').hideHelp())
    .option('--record <file>', 'keep all events: "caisson rule run" replays them')
    .addOption(
      new Option('--drift <what>', 'executables that no image has')
        .choices(['off', 'simulate', 'deny', 'kill'])
        .default('off'),
    )
    .addOption(
      new Option('--respond <how>', 'what playbooks may do')
        .choices(['off', 'simulate', 'on'])
        .default('simulate'),
    )
    .option('--playbooks <dir>', 'playbooks beside the built-in (repeatable)', collect)
    .option('--for <duration>', 'stop after this time: 30s, 10m, 24h')
    .option('--strict-calls', 'see 32-bit system calls too; every call costs a little more')
    // CAISSON_SENSOR says it once for all commands.
    .addOption(new Option('--sensor <path>', 'sensor program or socket folder').hideHelp());
  addStateOption(command);
  addClusterOptions(command).option('--audit <file>', 'audit log of its API server, followed');
}

function addSensor(root: Command, { terminal, program, outcome }: RuntimeGiven): void {
  const sensor = root
    .command('sensor')
    .summary('what the kernel of this machine lets be seen')
    .description('The sensor is a small program of its own that watches through the kernel.');
  const command = sensor
    .command('doctor')
    .summary('what works on this kernel, by trying')
    .description(
      'Says which parts of watching and of containment work here. Exits 1 when the necessary ones do not.',
    )
    .addHelpText('after', sensorDoctorHelp)
    .option('--sensor <path>', 'sensor program (CAISSON_SENSOR)');
  addQuietOptions(addFormatOption(command)).action(async () => {
    const { runSensorDoctor } = await import('./commands/sensor.ts');
    outcome.code = await runSensorDoctor(command.opts(), program, terminal);
  });
}
