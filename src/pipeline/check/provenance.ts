import type { SourceRange } from '#model/source-range.ts';
import type { Job, PipelineSubject, Step } from '../model.ts';
import { variableOf } from '../yaml-access.ts';
import { commandsOfStep, type PlacedStep, wordsOf } from './parts.ts';

/** A push of an image that nothing vouches for. */
export interface UnsignedPush {
  readonly what: string;
  readonly range: SourceRange;
  readonly job: Job;
}

const attesting =
  /^(?:actions\/attest|sigstore\/cosign-installer|slsa-framework\/slsa-github-generator|anchore\/sbom-action|notaryproject\/notation-action)/i;

/** The first push of each job of a file in which nothing signs. */
export function unsignedPushes(subject: PipelineSubject): readonly UnsignedPush[] {
  const { references, pipeline } = subject;
  if (references.some(({ source }) => attesting.test(source))) return [];
  return (pipeline?.jobs ?? []).flatMap((job) => pushOf(subject, job) ?? []);
}

function pushOf(subject: PipelineSubject, job: Job): UnsignedPush | undefined {
  for (const step of job.steps) {
    const found = actionPush(step) ?? commandPush(subject, { job, step });
    if (found !== undefined) return { ...found, job };
  }
  return undefined;
}

type Push = Pick<UnsignedPush, 'what' | 'range'>;

function actionPush({ uses, inputs }: Step): Push | undefined {
  if (uses?.source.toLowerCase() !== 'docker/build-push-action') return undefined;
  if (/^(?:false)?$/.test(variableOf(inputs, 'push')?.value ?? '')) return undefined;
  const proven = ['provenance', 'attests'].some((name) =>
    /max|true/.test(variableOf(inputs, name)?.value ?? ''),
  );
  return proven ? undefined : { what: uses.source, range: uses.text.range };
}

function commandPush(subject: PipelineSubject, placed: PlacedStep): Push | undefined {
  for (const { command, range } of commandsOfStep(subject, placed, [' push', '--push'])) {
    const words = wordsOf(command);
    const image = command.name === 'docker' || command.name === 'podman';
    if (image && (words[0] === 'push' || words.includes('--push')))
      return { what: `${command.name} push`, range };
  }
  return undefined;
}
