import type { Scope } from '#contract/scope.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { parseJson } from '#kit/json.ts';
import { printable, quote } from '#kit/text.ts';
import { type Exchange, exchange, readWhole } from '../registry/exchange.ts';
import type { EngineSettings } from './settings.ts';
import { type ApiEngine, socketOf } from './socket.ts';

/** Asks an engine over its socket. */
export interface EngineApi {
  readonly engine: ApiEngine;
  /** The decoded answer; `undefined` when the thing does not exist (404). `what` names the thing. */
  json(path: string, what: string, scope: Scope): Promise<unknown>;
  /** The bytes of a long answer. Throws `input.not-found`. */
  stream(path: string, what: string, scope: Scope): Promise<Exchange>;
}

const maxAnswerBytes = 16 * 2 ** 20;
const maxErrorBytes = 64 * 1024;
const exportPatience = 20;
const nameForm = /^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,1023}$/;

/** Finds the engine's socket. Throws what `socketOf` throws; the methods throw `access.*`, `host.*`, `input.*`. */
export async function engineApi(engine: ApiEngine, settings: EngineSettings): Promise<EngineApi> {
  const socketPath = await socketOf(engine, settings);

  async function ask(path: string, patience: number, scope: Scope): Promise<Exchange> {
    const { answerMs } = settings;
    const longest = answerMs * patience;
    try {
      return await exchange(
        { url: new URL(`http://engine${path}`), method: 'GET', headers: {}, socketPath },
        { connectMs: answerMs, headersMs: longest, idleMs: longest, documentMs: longest },
        scope.signal,
      );
    } catch (error) {
      if (!isCaissonError(error, 'access.unreachable')) throw error;
      throw new CaissonError(error.code, error.message, { hint: `is ${engine} running?` });
    }
  }

  return {
    engine,
    async json(path, what, scope) {
      const answer = await ask(path, 1, scope);
      if (answer.status === 404) {
        answer.discard();
        return undefined;
      }
      if (answer.status !== 200) throw await refusal(answer, engine, what);
      const bytes = await readWhole(answer, maxAnswerBytes, `what ${engine} says of ${what}`);
      return parseJson(new TextDecoder().decode(bytes), `what ${engine} says of ${what}`);
    },
    async stream(path, what, scope) {
      const answer = await ask(path, exportPatience, scope);
      if (answer.status !== 200) throw await refusal(answer, engine, what);
      return answer;
    },
  };
}

/** A name, id or digest as a part of a path. Throws `usage.invalid-argument`. */
export function pathOf(name: string): string {
  const isName = nameForm.test(name) && !name.split('/').some((part) => /^\.*$/.test(part));
  if (isName) return name;
  throw new CaissonError(
    'usage.invalid-argument',
    `${quote(name.slice(0, 300))} is not a name or id`,
  );
}

async function refusal(answer: Exchange, engine: ApiEngine, what: string): Promise<CaissonError> {
  const { status } = answer;
  const message = await messageOf(answer);
  if (status === 404)
    return new CaissonError('input.not-found', `${engine} does not have ${what}${message}`);
  const code = status === 403 ? 'access.forbidden' : 'host.io';
  return new CaissonError(code, `${engine} answers ${status} for ${what}${message}`);
}

async function messageOf(answer: Exchange): Promise<string> {
  try {
    const bytes = await readWhole(answer, maxErrorBytes, 'the error');
    const document = parseJson(new TextDecoder().decode(bytes), 'the error');
    if (typeof document !== 'object' || document === null || !('message' in document)) return '';
    return typeof document.message === 'string'
      ? `: ${printable(document.message.slice(0, 300))}`
      : '';
  } catch {
    // The status alone is a complete error.
    return '';
  }
}
