import type { Json } from '#model/json-value.ts';
import { type Library, globalOverload as over } from '../declare.ts';
import { DYN, INT, listOf, STRING } from '../type.ts';
import type { Value } from '../value.ts';
import { ask, type ImageFacts } from './facts.ts';
import { imageData } from './image-data.ts';
import { withDoubles } from './json-text.ts';

/** Answers about signatures that were verified before the policy runs. Each may throw `access.*` or `integrity.*`: then the policy errs. */
export interface ImageVerification {
  /** How many of these attestors (values of the policy's `attestors`) signed the image. */
  signatures(reference: string, attestors: readonly Value[]): number;
  /** How many of these attestors signed this attestation of the image. */
  attestations(reference: string, attestation: string, attestors: readonly Value[]): number;
  /** The predicate of a verified attestation. */
  payload(reference: string, attestation: string): Json;
  readonly data: ImageFacts;
}

/** Functions of ImageValidatingPolicy (Kyverno 1.18). Add it to the environment of such a policy. */
export function imageVerificationLibrary(verification: ImageVerification): Library {
  return {
    name: 'kyverno.imageverify',
    bases: ['kyverno', 'caisson'],
    functions: [
      {
        name: 'verifyImageSignatures',
        overloads: [
          over([STRING, listOf()], INT, (reference, attestors) =>
            ask('failed to verify the image', () => verification.signatures(reference, attestors)),
          ),
        ],
      },
      {
        name: 'verifyAttestationSignatures',
        overloads: [
          over([STRING, STRING, listOf()], INT, (reference, attestation, attestors) =>
            ask('failed to verify the attestation', () =>
              verification.attestations(reference, attestation, attestors),
            ),
          ),
        ],
      },
      {
        name: 'getImageData',
        overloads: [over([STRING], DYN, (reference) => imageData(verification.data, reference))],
      },
      {
        name: 'extractPayload',
        overloads: [
          over([STRING, STRING], DYN, (reference, attestation) =>
            ask('failed to read the attestation', () =>
              withDoubles(verification.payload(reference, attestation)),
            ),
          ),
        ],
      },
    ],
  };
}
