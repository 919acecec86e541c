import type { SourceRange } from '#model/source-range.ts';
import { entriesOf } from '#yaml/read.ts';
import type { Job, PipelineSubject, Variable } from '../model.ts';
import { entryOf, keyOf, stringAt, variableOf } from '../yaml-access.ts';
import { actionSteps, shellCommands, wordsOf } from './parts.ts';

/** A literal password. Its value is kept nowhere. */
export interface LoginPassword {
  /** For people: `the container`, `service "db"`. */
  readonly what: string;
  readonly range: SourceRange;
  readonly job: Job;
}

const loginActions = new Set([
  'docker/login-action',
  'azure/docker-login',
  'redhat-actions/podman-login',
]);

/** All literal passwords of registries in a file. */
export function loginPasswords(subject: PipelineSubject): readonly LoginPassword[] {
  const jobs = subject.pipeline?.jobs ?? [];
  return [...jobs.flatMap(ofContainers), ...ofActions(subject), ...ofCommands(subject)];
}

function ofContainers(job: Job): readonly LoginPassword[] {
  const container = { name: 'the container', node: entryOf(job.node, 'container')?.value };
  const services = entriesOf(entryOf(job.node, 'services')?.value).map((entry) => ({
    name: `service "${keyOf(entry).value}"`,
    node: entry.value,
  }));
  return [container, ...services].flatMap(({ name, node }) => {
    const password = stringAt(entryOf(node, 'credentials')?.value, 'password');
    if (password === undefined || !isLiteral(password.value)) return [];
    return [{ what: name, range: password.range, job }];
  });
}

function ofActions(subject: PipelineSubject): readonly LoginPassword[] {
  return actionSteps(subject).flatMap(({ job, step, uses }) => {
    if (!loginActions.has(uses.source.toLowerCase())) return [];
    const password: Variable | undefined = variableOf(step.inputs, 'password');
    if (password === undefined || !isLiteral(password.value)) return [];
    return [{ what: `"${uses.source}"`, range: password.range, job }];
  });
}

function ofCommands(subject: PipelineSubject): readonly LoginPassword[] {
  return [...shellCommands(subject, ' login')].flatMap(({ job, script, command }) => {
    const [verb, ...rest] = wordsOf(command);
    if (!/^(?:docker|podman|buildah|skopeo|crane|oras|helm)$/.test(command.name)) return [];
    if (verb !== 'login' && rest[0] !== 'login') return [];
    const at = command.argv.findIndex(({ value }) => /^(?:-p|--password)(?:=|$)/.test(value));
    const word = command.argv[at]?.value.includes('=') ? command.argv[at] : command.argv[at + 1];
    if (at < 0 || word === undefined || word.dynamic) return [];
    if (script.holes.some((hole) => hole.start < word.end && word.start < hole.end)) return [];
    return [{ what: `${command.name} login`, range: script.rangeOf(word.start, word.end), job }];
  });
}

function isLiteral(value: string): boolean {
  return value !== '' && !value.includes('${{');
}
