import type { Scope } from '#contract/scope.ts';
import type { Attestation } from '#contract/source.ts';
import type { ImageFacts } from '#model/artifact.ts';
import type { Secret } from '#model/secret.ts';
import type { SecretScanner } from '../scanner.ts';
import { fieldsOfAttestations, fieldsOfImage, type ImageField } from './fields.ts';

/**
 * Secrets in what an image says of itself: `config.Env[3]`, `config.Labels["x"]`, `history[7]`, `annotations["x"]`,
 * `attestations[0].predicate…`. One secret in several places of one field is told once.
 */
export function scanImageConfig(
  scanner: SecretScanner,
  image: ImageFacts,
  attestations: readonly Attestation[],
  scope: Pick<Scope, 'clock'>,
): readonly Secret[] {
  const found = new Map<string, Secret>();
  for (const field of fieldsOf(image, attestations))
    for (const secret of scanner.scanField(field, scope)) {
      const { path, layer } = secret.location;
      const key = `${path}\0${secret.key}`;
      if (!found.has(key))
        found.set(key, { ...secret, location: { path, ...(layer !== undefined && { layer }) } });
    }
  return [...found.values()];
}

function* fieldsOf(image: ImageFacts, attestations: readonly Attestation[]): Iterable<ImageField> {
  yield* fieldsOfImage(image);
  yield* fieldsOfAttestations(attestations);
}
