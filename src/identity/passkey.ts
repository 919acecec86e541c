import { isIP } from 'node:net';
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { z } from 'zod';
import { CaissonError } from '#kit/error.ts';

const text = z.string().max(20_000);
const credential = z.object({
  id: text,
  rawId: text,
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['cross-platform', 'platform']).optional(),
  clientExtensionResults: z.record(z.string(), z.unknown()).default({}),
});
const assertion = credential.extend({
  response: z.looseObject({
    clientDataJSON: text,
    authenticatorData: text,
    signature: text,
    userHandle: text.optional(),
  }),
});
const attestation = credential.extend({
  response: z.looseObject({
    clientDataJSON: text,
    attestationObject: text,
    transports: z.array(text).max(10).optional(),
  }),
});

/** What passkeys are bound to: our origin, and its host as relying party (WebAuthn Level 3 §5). */
export interface RelyingParty {
  readonly origin: string;
  readonly challenge: string;
}

/** Passkeys need a name and a secure context: `localhost` or https. */
export function canUsePasskeys(origin: string): boolean {
  const { protocol, hostname } = new URL(origin);
  if (isIP(hostname.replaceAll(/[[\]]/gu, '')) !== 0) return false;
  return protocol === 'https:' || hostname === 'localhost' || hostname.endsWith('.localhost');
}

export async function optionsToAdd(
  origin: string,
  person: { readonly id: string; readonly name: string },
  known: readonly string[],
): Promise<Readonly<Record<string, unknown>> & { readonly challenge: string }> {
  return {
    ...(await generateRegistrationOptions({
      rpName: 'Caisson',
      rpID: new URL(origin).hostname,
      userName: person.name,
      userID: new Uint8Array(Buffer.from(`caisson-${person.id}`, 'utf8')),
      attestationType: 'none',
      excludeCredentials: known.map((id) => ({ id })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    })),
  };
}

export async function optionsToSignIn(
  origin: string,
): Promise<Readonly<Record<string, unknown>> & { readonly challenge: string }> {
  return {
    ...(await generateAuthenticationOptions({
      rpID: new URL(origin).hostname,
      userVerification: 'required',
    })),
  };
}

/** The new passkey. Throws `access.unauthenticated` for an answer that does not hold. */
export async function verifyAdded(
  answer: unknown,
  party: RelyingParty,
): Promise<{
  readonly id: string;
  readonly publicKey: Uint8Array<ArrayBuffer>;
  readonly counter: number;
  readonly transports: readonly string[];
}> {
  const response = parsed(attestation, answer) as RegistrationResponseJSON; // its members were checked
  const { verified, registrationInfo } = await held(() =>
    verifyRegistrationResponse({ response, ...wanted(party) }),
  );
  if (!verified || registrationInfo === undefined) throw refused();
  const { id, publicKey, counter } = registrationInfo.credential;
  return { id, publicKey, counter, transports: response.response.transports ?? [] };
}

/** Id of the passkey that an answer claims to be of. */
export function claimedPasskey(answer: unknown): string {
  return parsed(assertion, answer).id;
}

/** The passkey's new counter. Throws `access.unauthenticated`. */
export async function verifySignIn(
  answer: unknown,
  party: RelyingParty,
  passkey: {
    readonly id: string;
    readonly publicKey: Uint8Array<ArrayBuffer>;
    readonly counter: number;
  },
): Promise<number> {
  const response = parsed(assertion, answer) as AuthenticationResponseJSON; // its members were checked
  const { verified, authenticationInfo } = await held(() =>
    verifyAuthenticationResponse({ response, ...wanted(party), credential: passkey }),
  );
  if (!verified) throw refused();
  return authenticationInfo.newCounter;
}

function wanted({ origin, challenge }: RelyingParty) {
  return {
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: new URL(origin).hostname,
    requireUserVerification: true,
  };
}

function parsed<Schema extends z.ZodType>(schema: Schema, answer: unknown): z.output<Schema> {
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  throw new CaissonError('input.malformed', 'this is no answer of a passkey');
}

/** The library throws plain errors for whatever does not hold. */
async function held<Result>(verify: () => Promise<Result>): Promise<Result> {
  try {
    return await verify();
  } catch (cause) {
    throw refused(cause);
  }
}

function refused(cause?: unknown): CaissonError {
  return new CaissonError('access.unauthenticated', 'the passkey is not accepted', { cause });
}
