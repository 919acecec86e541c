import type { Analyzer, Claim } from '#contract/analyzer.ts';
import type { FileView } from '#contract/source.ts';
import type { Observation } from '#model/observation.ts';
import { isSample } from '../sample.ts';
import { valuesOf } from './analyzer.ts';
import type { ServiceRecord } from './record.ts';
import { argumentsOf, gatherWords, splitWords } from './words.ts';

const maxBytes = 2 ** 18;
const maxCommands = 2000;

const scripts = ['docker-entrypoint', 'entrypoint', 'start', 'startup', 'run', 'init', 'bootstrap'];
const claims: readonly Claim[] = [
  ...scripts.map((name) => ({ basename: `${name}.sh` })),
  ...['entrypoint', 'docker-entrypoint', 'run', 'Procfile', 'supervisord.conf'].map((basename) => ({
    basename,
  })),
  { directory: 'supervisor/conf.d/', suffix: '.conf' },
  { directory: 'supervisord.d/', suffix: '.ini' },
  { directory: 'systemd/system/', suffix: '.service' },
];

/** Reads what start scripts and units run: with which flags services are started there. */
export function commandAnalyzer(services: readonly ServiceRecord[], revision: number): Analyzer {
  return {
    kind: 'analyzer',
    id: 'credential/commands',
    revision,
    title: 'start scripts and units',
    claims,
    analyze: (view) => analyze(view, services),
  };
}

function* analyze(view: FileView, services: readonly ServiceRecord[]): Iterable<Observation> {
  if (isSample(view.path) || view.size > maxBytes) return;
  const commands = commandsOf(view.text(), view.path);
  for (const record of services) {
    for (const words of commands) {
      const args = argumentsOf(record, words.slice(0, 1)) && words.slice(1);
      if (args === undefined) continue;
      const values = valuesOf(gatherWords(record, args));
      const location = { path: view.path };
      yield { type: 'fact', location, topic: `command/${record.id}`, values };
    }
  }
}

/** The simple commands of a file, each as its words without what only prepares them (`exec`, `gosu user`, assignments). */
function commandsOf(text: string, path: string): readonly (readonly string[])[] {
  const joined = text.replace(/\\\r?\n/g, ' ');
  const unit = /\.(?:conf|ini|service)$/.test(path);
  const lines = joined.split('\n').flatMap((line) => {
    if (line.length > 8192 || /^\s*#/.test(line)) return [];
    if (unit) return /^\s*(?:command|ExecStart)\s*=\s*[-@+!:]*(.*)$/.exec(line)?.[1] ?? [];
    return path.endsWith('/Procfile') ? line.replace(/^[\w-]{1,60}:/, '') : line;
  });
  return lines.flatMap(simpleCommands).slice(0, maxCommands);
}

function simpleCommands(line: string): readonly (readonly string[])[] {
  const commands: string[][] = [[]];
  for (const word of splitWords(line)) {
    if (/^(?:&&|\|\||[;|&])$/.test(word)) commands.push([]);
    else commands.at(-1)?.push(word);
  }
  return commands.map(unprepared).filter((words) => words.length > 0);
}

/** Words that run the rest of the line as it stands; some take one word of their own. */
const preparations: ReadonlyMap<string, number> = new Map([
  ['exec', 1],
  ['nohup', 1],
  ['sudo', 1],
  ['env', 1],
  ['then', 1],
  ['do', 1],
  ['else', 1],
  ['tini', 1],
  ['--', 1],
  ['dumb-init', 1],
  ['gosu', 2],
  ['su-exec', 2],
]);

function unprepared(words: readonly string[]): readonly string[] {
  let at = 0;
  for (;;) {
    const word = words[at];
    if (word === undefined) return [];
    const skipped = /^[A-Za-z_]\w*=/.test(word) ? 1 : preparations.get(word);
    if (skipped === undefined) return words.slice(at);
    at += skipped;
  }
}
