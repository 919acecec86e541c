import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { Connections } from '#artifact/registry/connections.ts';
import type { RegistrySettings } from '#artifact/registry/settings.ts';
import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import type { Finding } from '#model/finding.ts';
import type { ScanReport } from '#model/report.ts';
import type { Secret } from '#model/secret.ts';
import { assess } from '#risk/assess.ts';
import { createValidator, type IssuerTransport, type Validator } from '#secret/validate.ts';

/** Asks issuers whether the secrets of this run still work. What it hears in clear stays in memory and only until it has asked. */
export interface SecretValidation {
  /** For the scanner: hears each secret as it is found. */
  readonly witness: (secret: Secret, text: string) => void;
  /** The secrets with what their issuers say of them. Says on the log which hosts are called. */
  settle(secrets: readonly Secret[], scope: Scope): Promise<readonly Secret[]>;
  /** The same for a report that is already written: the decision of its policy stays. */
  settleReport(report: ScanReport, scope: Scope): Promise<ScanReport>;
}

/** Between two questions, so that no issuer is called more than four times a second. */
const usualPauseMs = 250;
const mostSecrets = 1000;

/**
 * A validation with the issuers that a person named (`github`, `github.com`); `undefined` for none. Throws
 * `usage.invalid-argument` for a name that is not known and together with `--offline`.
 */
export function createSecretValidation(
  names: readonly string[],
  given: {
    readonly offline: boolean;
    readonly transport: IssuerTransport;
    readonly pauseMs?: number;
  },
): SecretValidation | undefined {
  if (names.length === 0) return undefined;
  if (given.offline)
    throw new CaissonError('usage.invalid-argument', '--validate and --offline exclude each other');
  const validator = createValidator(names, given.transport);
  return new Validation(validator, given.pauseMs ?? usualPauseMs);
}

class Validation implements SecretValidation {
  readonly #validator: Validator;
  readonly #pauseMs: number;
  /** By `key` of the secret. */
  readonly #heard = new Map<string, string>();

  constructor(validator: Validator, pauseMs: number) {
    this.#validator = validator;
    this.#pauseMs = pauseMs;
  }

  readonly witness = (secret: Secret, text: string): void => {
    if (this.#heard.size < mostSecrets && this.#validator.answersFor(secret))
      this.#heard.set(secret.key, text);
  };

  async settle(secrets: readonly Secret[], scope: Scope): Promise<readonly Secret[]> {
    const answers = await this.#ask(secrets, scope);
    return secrets.map((secret) => withValidity(secret, answers));
  }

  async settleReport(report: ScanReport, scope: Scope): Promise<ScanReport> {
    const secrets = report.findings.flatMap(({ finding }) =>
      finding.kind === 'secret' ? [finding.secret] : [],
    );
    const answers = await this.#ask(secrets, scope);
    const now = scope.clock().toISOString();
    const findings = report.findings.map((one) => ({
      ...one,
      finding: judged(one.finding, answers, now),
    }));
    return { ...report, findings };
  }

  async #ask(secrets: readonly Secret[], scope: Scope): Promise<Answers> {
    const answers = new Map<string, NonNullable<Secret['validity']>>();
    const asked = secrets.filter(({ key }) => this.#heard.has(key));
    if (asked.length > 0)
      scope.log.warn('asking issuers whether secrets still work', {
        hosts: this.#validator.hosts.join(', '),
      });
    for (const secret of asked) {
      const text = this.#heard.get(secret.key);
      if (text === undefined || answers.has(secret.key)) continue;
      if (answers.size > 0) await delay(this.#pauseMs, undefined, { signal: scope.signal });
      const question = { ...secret, secret: text };
      answers.set(secret.key, await this.#validator.ask(question, scope.signal));
    }
    this.#heard.clear();
    return answers;
  }
}

type Answers = ReadonlyMap<string, NonNullable<Secret['validity']>>;

function withValidity(secret: Secret, answers: Answers): Secret {
  const validity = answers.get(secret.key);
  return validity === undefined ? secret : { ...secret, validity };
}

function judged(finding: Finding, answers: Answers, now: string): Finding {
  if (finding.kind !== 'secret' || !answers.has(finding.secret.key)) return finding;
  const settled = { ...finding, secret: withValidity(finding.secret, answers) };
  return { ...settled, risk: assess(settled, { now }) };
}

const maxBodyBytes = 64 * 1024;
const timeoutMs = 15_000;

/** Sends questions as registries are reached: through the proxy of the environment, with the authorities of the person. No redirects. */
export function issuerTransport(settings: RegistrySettings): IssuerTransport {
  return async ({ url, method, headers }, signal) => {
    using connections = new Connections(settings);
    const target = new URL(url);
    if (!connections.allows(target))
      throw new CaissonError('access.unreachable', 'an issuer is called by https only');
    const agent = await connections.agentFor(target);
    const { request } =
      target.protocol === 'https:' ? await import('node:https') : await import('node:http');
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const options = {
        agent,
        method,
        headers: { ...headers, 'user-agent': settings.userAgent },
        signal: bounded,
      };
      request(target, options, resolve).on('error', reject).end();
    });
    return { status: answer.statusCode ?? 0, body: await beginningOf(answer) };
  };
}

async function beginningOf(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of answer) {
    const bytes = Buffer.from(part as Uint8Array); // without an encoding a stream of HTTP gives bytes
    parts.push(bytes);
    size += bytes.length;
    if (size >= maxBodyBytes) break;
  }
  return Buffer.concat(parts).subarray(0, maxBodyBytes).toString('utf8');
}
