import type { Connection } from '../config/connection.ts';
import { type Environment, readText } from '../config/files.ts';
import type { Timing } from '../timing.ts';
import { PluginCredential } from './plugin.ts';
import { bearer, type Credential, type Proof } from './proof.ts';

/** How the user of a connection logs in. */
export function credentialOf(
  { login }: Connection,
  environment: Environment,
  timing: Timing,
): Credential {
  const keys = login.keys === undefined ? {} : { keys: login.keys };
  switch (login.type) {
    case 'token':
      return fixed({ ...keys, authorization: bearer(login.token) });
    case 'basic': {
      const pair = Buffer.from(`${login.username}:${login.password}`).toString('base64');
      return fixed({ ...keys, authorization: `Basic ${pair}` });
    }
    case 'token-file':
      return new FileCredential(login.path, login.token, keys);
    case 'plugin':
      return new PluginCredential(login.plugin, keys, { environment, timing });
    default:
      return fixed(keys);
  }
}

function fixed(proof: Proof): Credential {
  return { proof: async () => proof, refuse: () => false };
}

const rereadMs = 60_000;

/** A token in a file, which others replace: of a service account, of a login program. */
class FileCredential implements Credential {
  readonly #path: string;
  readonly #fallback: string | undefined;
  readonly #also: Pick<Proof, 'keys'>;
  #token: string | undefined;
  /** On the monotonic clock: a clock that jumps must not keep an old token alive. */
  #readAt = 0;

  constructor(path: string, fallback: string | undefined, also: Pick<Proof, 'keys'>) {
    this.#path = path;
    this.#fallback = fallback;
    this.#also = also;
  }

  async proof(): Promise<Proof> {
    if (this.#token === undefined || performance.now() - this.#readAt > rereadMs) this.#read();
    return { ...this.#also, authorization: bearer(this.#token ?? '') };
  }

  refuse({ authorization }: Proof): boolean {
    this.#read();
    return `Bearer ${this.#token}` !== authorization;
  }

  /** What was read last counts while the file is not there. */
  #read(): void {
    try {
      this.#token = readText(this.#path).trim();
      this.#readAt = performance.now();
    } catch (error) {
      this.#token ??= this.#fallback;
      if (this.#token === undefined) throw error;
    }
  }
}
