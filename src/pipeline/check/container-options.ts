import type { SourceRange } from '#model/source-range.ts';
import { entriesOf } from '#yaml/read.ts';
import type { Job, PipelineSubject } from '../model.ts';
import { entryOf, keyOf, stringAt, stringsOf } from '../yaml-access.ts';
import { shellCommands, wordsOf } from './parts.ts';

/** A container that is not confined. */
export interface LooseContainer {
  readonly option: string;
  /** For people: `docker run`, `service "db"`. */
  readonly what: string;
  readonly range: SourceRange;
  readonly job: Job;
}

const engines = new Set(['docker', 'podman', 'nerdctl']);
const starting = new Set(['run', 'create', 'exec']);

/** All of a file, in containers of jobs and in commands. */
export function looseContainers(subject: PipelineSubject): readonly LooseContainer[] {
  const jobs = subject.pipeline?.jobs ?? [];
  return [...jobs.flatMap(ofJob), ...ofCommands(subject)];
}

function ofJob(job: Job): readonly LooseContainer[] {
  const own = { what: 'the container', node: entryOf(job.node, 'container')?.value };
  const services = entriesOf(entryOf(job.node, 'services')?.value).map((entry) => ({
    what: `service "${keyOf(entry).value}"`,
    node: entry.value,
  }));
  return [own, ...services].flatMap(({ what, node }) => {
    const options = stringAt(node, 'options');
    const volumes = stringsOf(entryOf(node, 'volumes')?.value);
    const option = looseOption(options?.value.split(/\s+/) ?? []);
    const socket = volumes.find(({ value }) => isSocket(value));
    return [
      ...(option !== undefined && options !== undefined
        ? [{ option, what, range: options.range, job }]
        : []),
      ...(socket === undefined
        ? []
        : [{ option: 'the socket of the engine', what, range: socket.range, job }]),
    ];
  });
}

function ofCommands(subject: PipelineSubject): readonly LooseContainer[] {
  return [...shellCommands(subject, ...engines)].flatMap(({ job, command, range }) => {
    const words = wordsOf(command);
    if (!engines.has(command.name) || !words.slice(0, 2).some((word) => starting.has(word)))
      return [];
    const option = looseOption(words);
    return option === undefined ? [] : [{ option, what: `${command.name} run`, range, job }];
  });
}

function looseOption(words: readonly string[]): string | undefined {
  for (const [at, word] of words.entries()) {
    if (/^--privileged(?:=true)?$/.test(word)) return '--privileged';
    if (/^--(?:net|network|pid|ipc|userns|uts)=host$/.test(word)) return word;
    if (/^--(?:net|network|pid|ipc)$/.test(word) && words[at + 1] === 'host') return `${word} host`;
    if (isSocket(word)) return 'the socket of the engine';
  }
  return undefined;
}

function isSocket(text: string): boolean {
  return /\/(?:docker|podman|containerd|crio)[\w/-]{0,40}\.sock\b/.test(text);
}
