import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A passkey in software (WebAuthn Level 3): makes credentials and signs with them as a security key would. */
export function softKey() {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const id = randomBytes(16);
  const counter = { value: 0 };
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  // COSE_Key: kty EC2, alg ES256, crv P-256, x, y.
  const cose = Buffer.concat([
    Buffer.from('a5010203262001215820', 'hex'),
    Buffer.from(x, 'base64url'),
    Buffer.from('225820', 'hex'),
    Buffer.from(y, 'base64url'),
  ]);

  function authenticatorData(host: string, flags: number, rest: Buffer): Buffer {
    counter.value += 1;
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter.value);
    return Buffer.concat([hash(host), Buffer.from([flags]), count, rest]);
  }

  return {
    register(origin: string, challenge: string) {
      const length = Buffer.from([0, id.length]);
      const attested = Buffer.concat([Buffer.alloc(16), length, id, cose]);
      const data = authenticatorData(new URL(origin).hostname, 0x45, attested);
      return answer({
        clientDataJSON: clientData('webauthn.create', origin, challenge).toString('base64url'),
        attestationObject: attestation(data).toString('base64url'),
      });
    },
    signIn(origin: string, challenge: string, flags = 0x05) {
      const data = authenticatorData(new URL(origin).hostname, flags, Buffer.alloc(0));
      const client = clientData('webauthn.get', origin, challenge);
      const signature = sign('sha256', Buffer.concat([data, hash(client)]), privateKey);
      return answer({
        clientDataJSON: client.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: signature.toString('base64url'),
      });
    },
  };

  function answer(response: Readonly<Record<string, string>>) {
    const name = id.toString('base64url');
    return { id: name, rawId: name, type: 'public-key', clientExtensionResults: {}, response };
  }
}

function clientData(type: string, origin: string, challenge: string): Buffer {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
}

/** CBOR of `{fmt: "none", attStmt: {}, authData}`. */
function attestation(data: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from('a363666d74646e6f6e656761747453746d74a0686175746844617461', 'hex'),
    Buffer.from([0x58, data.length]),
    data,
  ]);
}

function hash(text: string | Buffer): Buffer {
  return createHash('sha256').update(text).digest();
}
