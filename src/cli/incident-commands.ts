import { type Command, Option } from 'commander';
import { incidentHelp } from './help-runtime.ts';
import { addFormatOption, addQuietOptions } from './kube-options.ts';
import type { RuntimeGiven } from './runtime-commands.ts';
import { addStateOption } from './runtime-options.ts';

/** Commands about what happened. */
export function addIncidentCommands(root: Command, given: RuntimeGiven): void {
  const incident = root
    .command('incident')
    .summary('detections that belong together')
    .description('What happened, to whom, what is at stake and what was done.')
    .addHelpText('after', incidentHelp);
  addList(incident, given);
  addShow(incident, given);
  addChange(incident, given);
  addSilence(incident, given);
}

function addList(incident: Command, { terminal, outcome }: RuntimeGiven): void {
  const command = incident
    .command('list')
    .summary('incidents, newest first')
    .description('Lists open and contained incidents.')
    .option('--all', 'closed ones, too')
    .option('--since <duration>', 'of the last 24h, 7d …')
    .option('--limit <count>', 'at most this many (default: 100)');
  finish(command).action(async () => {
    const { runIncidentList } = await import('./commands/incident.ts');
    outcome.code = await runIncidentList(command.opts(), terminal);
  });
}

function addShow(incident: Command, { terminal, outcome }: RuntimeGiven): void {
  const command = incident
    .command('show <incident>')
    .summary('the whole of one: processes, time line, findings')
    .description('Shows an incident by its id or the end of it; html is one page for a browser.');
  finish(command, ['table', 'json', 'html']).action(async (id: string) => {
    const { runIncidentShow } = await import('./commands/incident.ts');
    outcome.code = await runIncidentShow(id, command.opts(), terminal);
  });
}

function addChange(incident: Command, { terminal, outcome }: RuntimeGiven): void {
  const close = incident
    .command('close <incident>')
    .summary('close it with a verdict')
    .description('Closes an incident. The verdict is kept for reviews of rules and profiles.')
    .addOption(
      new Option('--verdict <verdict>', 'what it was')
        .choices(['true', 'benign', 'false'])
        .makeOptionMandatory(),
    )
    .requiredOption('--reason <text>', 'why');
  finish(close).action(async (id: string) => {
    const { runIncidentClose } = await import('./commands/incident.ts');
    outcome.code = await runIncidentClose(id, close.opts(), terminal);
  });
  const note = incident
    .command('note <incident> <text>')
    .summary('write into its time line')
    .description('Adds a note, or says who looks after it.')
    .option('--assign <name>', 'who looks after it');
  finish(note).action(async (id: string, text: string) => {
    const { runIncidentNote } = await import('./commands/incident.ts');
    outcome.code = await runIncidentNote([id, text], note.opts(), terminal);
  });
}

function addSilence(incident: Command, { terminal, outcome }: RuntimeGiven): void {
  const command = incident
    .command('silence <incident>')
    .summary('accept what it is about, for a time')
    .description(
      'Makes the narrowest exception that covers its detections and says what else it would have silenced. Without --yes it is only shown.',
    )
    .option('--for <duration>', 'how long (default: 30d)')
    .requiredOption('--reason <text>', 'why')
    .option('--yes', 'keep the exception');
  finish(command).action(async (id: string) => {
    const { runIncidentSilence } = await import('./commands/incident.ts');
    outcome.code = await runIncidentSilence(id, command.opts(), terminal);
  });
}

function finish(command: Command, formats: readonly string[] = ['table', 'json']): Command {
  return addQuietOptions(addStateOption(addFormatOption(command, formats)));
}
