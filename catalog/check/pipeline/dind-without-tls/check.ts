import type { Violation } from '#contract/check.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { allVariables } from '#pipeline/system/command.ts';

/** Variables that switch the encryption of Docker-in-Docker off. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  const { system, references } = subject;
  if (system !== 'gitlab' && system !== 'drone' && system !== 'woodpecker') return;
  const hasDaemon = references.some(
    ({ source, version = '' }) => /(?:^|\/)docker$/.test(source) && version.includes('dind'),
  );
  for (const { name, value, range } of allVariables(subject)) {
    const isOff = hasDaemon && name.value === 'DOCKER_TLS_CERTDIR' && value.trim() === '';
    const isOpen = name.value === 'DOCKER_HOST' && /^tcp:\/\/[^:]+:2375\b/.test(value);
    if (isOff || isOpen)
      yield { message: `${name.value} lets the Docker service listen without TLS`, range };
  }
}
