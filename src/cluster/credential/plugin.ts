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

/** Asks a program for credentials, when there are none, when they end, and when the server does not accept them. */
export class PluginCredential implements Credential {
  readonly #plugin: Plugin;
  readonly #also: Pick<Proof, 'keys'>;
  readonly #settings: { readonly environment: Environment; readonly timing: Timing };
  #held: ExecCredential | undefined;
  /** Several requests at once wait for one run. */
  #running: Promise<ExecCredential> | undefined;

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
    const now = scope.clock().getTime();
    if (
      this.#held !== undefined &&
      (this.#held.expires ?? Number.POSITIVE_INFINITY) - leadMs <= now
    )
      this.#held = undefined;
    const { token, keys } = this.#held ?? (await this.#ask(scope));
    return {
      ...this.#also,
      ...(keys !== undefined && { keys }),
      ...(token !== undefined && { authorization: bearer(token) }),
    };
  }

  refuse(): boolean {
    const had = this.#held !== undefined;
    this.#held = undefined;
    return had;
  }

  async #ask(scope: Scope): Promise<ExecCredential> {
    this.#running ??= this.#run(scope).finally(() => {
      this.#running = undefined;
    });
    return await this.#running;
  }

  async #run(scope: Scope): Promise<ExecCredential> {
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
    this.#held = parseExecCredential(outcome.output, apiVersion, command);
    return this.#held;
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
