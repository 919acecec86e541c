import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { Plugin } from '../config/connection.ts';
import type { Environment } from '../config/files.ts';
import type { Timing } from '../timing.ts';
import { type ExecCredential, parseExecCredential } from './exec-credential.ts';
import { runProgram } from './program.ts';
import { bearer, type Credential, type Proof } from './proof.ts';

/** A new one is asked for so long before the old one ends. */
const leadMs = 10_000;

interface Held {
  readonly proof: Proof;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

/** Asks a program for credentials, when there are none, when they end, and when the server does not accept them. */
export class PluginCredential implements Credential {
  readonly #plugin: Plugin;
  readonly #also: Pick<Proof, 'keys'>;
  readonly #settings: { readonly environment: Environment; readonly timing: Timing };
  #held: Held | undefined;
  /** Several requests at once wait for one run. */
  #running: Promise<Held> | undefined;

  constructor(
    plugin: Plugin,
    also: Pick<Proof, 'keys'>,
    settings: { readonly environment: Environment; readonly timing: Timing },
  ) {
    this.#plugin = plugin;
    this.#also = also;
    this.#settings = settings;
  }

  async proof(scope: Scope): Promise<Proof> {
    const held = this.#held;
    if (held !== undefined && held.expires - leadMs <= scope.clock().getTime())
      this.#held = undefined;
    return (this.#held ?? (await this.#ask(scope))).proof;
  }

  #proofOf({ token, keys }: ExecCredential): Proof {
    return {
      ...this.#also,
      ...(keys !== undefined && { keys }),
      ...(token !== undefined && { authorization: bearer(token) }),
    };
  }

  /** Of several requests that were refused at once the first one asks for another proof. */
  refuse(refused: Proof): boolean {
    if (this.#held?.proof === refused) this.#held = undefined;
    return true;
  }

  async #ask(scope: Scope): Promise<Held> {
    this.#running ??= this.#run(scope).finally(() => {
      this.#running = undefined;
    });
    return await this.#running;
  }

  async #run(scope: Scope): Promise<Held> {
    const { command, args, variables, apiVersion, cluster, wantsTerminal } = this.#plugin;
    if (wantsTerminal)
      throw this.#failure('it wants a terminal, and there is none for it', undefined);
    const info = { interactive: false, ...(cluster !== undefined && { cluster }) };
    const request = JSON.stringify({ apiVersion, kind: 'ExecCredential', spec: info });
    const { environment, timing } = this.#settings;
    const outcome = await runProgram({
      command,
      args,
      environment: {
        ...environment,
        ...Object.fromEntries(variables),
        KUBERNETES_EXEC_INFO: request,
      },
      timeoutMs: timing.pluginMs,
      scope,
    });
    checkpoint(scope.signal);
    if (outcome.failure !== undefined) throw this.#failure(outcome.failure, outcome.told);
    const given = parseExecCredential(outcome.output, apiVersion, command);
    const held = {
      proof: this.#proofOf(given),
      expires: given.expires ?? Number.POSITIVE_INFINITY,
    };
    this.#held = held;
    return held;
  }

  #failure(detail: string, told: string | undefined): CaissonError {
    const { command, installHint } = this.#plugin;
    const said = told === undefined || told === '' ? '' : `: ${told}`;
    return new CaissonError(
      'access.unauthenticated',
      `the credential plug-in ${quote(command)} failed: ${detail}${said}`,
      {
        hint:
          installHint === ''
            ? 'run the command that the kubeconfig names for the user, and log in'
            : installHint.slice(0, 500),
      },
    );
  }
}
