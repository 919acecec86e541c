import type { Violation } from '#contract/check.ts';
import type { PipelineSubject, Variable } from '#pipeline/model.ts';
import { allVariables } from '#pipeline/system/command.ts';

/** Variables that switch the encryption of Docker-in-Docker off. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  const { system, references } = subject;
  if (system !== 'gitlab' && system !== 'drone' && system !== 'woodpecker') return;
  const hasDaemon = references.some(
    ({ source, version = '' }) => /(?:^|\/)docker$/.test(source) && version.includes('dind'),
  );
  for (const variable of allVariables(subject)) {
    const text = safeValue(variable, hasDaemon);
    if (text === undefined) continue;
    const { name, range } = variable;
    const edits = [{ start: range.start, end: range.end, text }];
    const fixes = [{ title: 'let the service use TLS', safety: 'review' as const, edits }];
    const message = `${name.value} lets the Docker service listen without TLS`;
    yield { message, range, fixes };
  }
}

/** What the variable has to be; `undefined` where it is fine. */
function safeValue({ name, value }: Variable, hasDaemon: boolean): string | undefined {
  if (name.value === 'DOCKER_TLS_CERTDIR')
    return hasDaemon && value.trim() === '' ? '"/certs"' : undefined;
  const isOpen = name.value === 'DOCKER_HOST' && /^tcp:\/\/[^:]+:2375\b/.test(value);
  return isOpen ? value.replace(':2375', ':2376') : undefined;
}
