import { checkpoint } from '#kit/abort.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { type Issuer, type IssuerRequest, issuers } from './issuers.ts';

/** What an issuer answered. */
interface IssuerAnswer {
  readonly status: number;
  /** At most 64 KiB of it. */
  readonly body: string;
}

/** Sends one request and follows no redirect. The caller chooses proxy, certificates and time limits. */
export type IssuerTransport = (
  request: IssuerRequest,
  signal: AbortSignal,
) => Promise<IssuerAnswer>;

/** A secret in clear, for the time of one question; it is kept nowhere. */
interface Question {
  readonly rule: string;
  readonly provider?: string;
  readonly secret: string;
}

/** Asks issuers whether secrets work. */
export interface Validator {
  /** Hosts that it may call: told to the person before anything is sent. */
  readonly hosts: readonly string[];
  /** Whether one of the allowed issuers can tell of secrets of a rule. */
  answersFor(secret: Omit<Question, 'secret'>): boolean;
  /** `unknown` where no issuer that was allowed can tell, or it could not be reached. Throws only when cancelled. */
  ask(question: Question, signal: AbortSignal): Promise<'active' | 'revoked' | 'unknown'>;
}

const mostQuestions = 100;

/**
 * A validator for the issuers that a person named; without names it asks nobody. It asks about each secret once, and at most a hundred
 * times in all. Throws `usage.invalid-argument` for an issuer that is not known.
 */
export function createValidator(names: readonly string[], transport: IssuerTransport): Validator {
  const allowed = names.map(issuerNamed);
  const answers = new Map<string, Promise<'active' | 'revoked' | 'unknown'>>();
  return {
    hosts: [...new Set(allowed.map(({ request }) => new URL(request('x').url).host))],
    answersFor: (secret) => allowed.some((one) => answersFor(one, secret)),
    async ask(question, signal) {
      const issuer = allowed.find((one) => answersFor(one, question));
      if (issuer === undefined) return 'unknown';
      const key = `${issuer.name}\0${question.secret}`;
      const known = answers.get(key);
      if (known !== undefined) return known;
      if (answers.size >= mostQuestions) return 'unknown';
      const answer = askIssuer(issuer, question.secret, transport, signal);
      answers.set(key, answer);
      return answer;
    },
  };
}

async function askIssuer(
  issuer: Issuer,
  secret: string,
  transport: IssuerTransport,
  signal: AbortSignal,
): Promise<'active' | 'revoked' | 'unknown'> {
  checkpoint(signal);
  try {
    return readAnswer(issuer, await transport(issuer.request(secret), signal));
  } catch {
    // Not reached, or no answer: nothing is known. The reason could hold the request, so it is not passed on.
    checkpoint(signal);
    return 'unknown';
  }
}

function readAnswer(
  issuer: Issuer,
  { status, body }: IssuerAnswer,
): 'active' | 'revoked' | 'unknown' {
  if (status === 401 || status === 404) return 'revoked';
  if (status < 200 || status > 299) return status === 403 ? 'active' : 'unknown';
  if (issuer.activeBody === undefined) return 'active';
  return issuer.activeBody.test(body) ? 'active' : 'revoked';
}

function answersFor(issuer: Issuer, { rule, provider }: Omit<Question, 'secret'>): boolean {
  if (provider === undefined || !issuer.providers.includes(provider)) return false;
  return issuer.rules === undefined || issuer.rules.test(rule);
}

function issuerNamed(name: string): Issuer {
  const issuer = issuers.find((one) => one.name === name || one.providers.includes(name));
  if (issuer !== undefined) return issuer;
  throw new CaissonError('usage.invalid-argument', `no issuer is called ${quote(name)}`, {
    hint: `known are ${issuers.flatMap((one) => one.providers).join(', ')}`,
  });
}
