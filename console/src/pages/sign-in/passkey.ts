/** Passkeys by WebAuthn level 3: options and answers travel as JSON, and the browser itself turns them into bytes. */
export function hasPasskeys(): boolean {
  return (
    isSecureContext &&
    'PublicKeyCredential' in globalThis &&
    'parseRequestOptionsFromJSON' in PublicKeyCredential
  );
}

/** Asks the browser for a passkey that is there. Throws when the person stops it. */
export async function askPasskey(
  options: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options as unknown as PublicKeyCredentialRequestOptionsJSON,
  );
  return answerOf(await navigator.credentials.get({ publicKey }));
}

/** Lets the browser make a new passkey. Throws when the person stops it. */
export async function makePasskey(
  options: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options as unknown as PublicKeyCredentialCreationOptionsJSON,
  );
  return answerOf(await navigator.credentials.create({ publicKey }));
}

function answerOf(credential: Credential | null): Record<string, unknown> {
  if (!(credential instanceof PublicKeyCredential)) throw new Error('no passkey');
  return { ...credential.toJSON() } as Record<string, unknown>;
}
