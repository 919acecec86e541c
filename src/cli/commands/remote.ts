import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { operationNamed, operationsByTag, placeValues } from '#app/platform/remote/operation.ts';
import { keepRemotePlace, readRemotePlace } from '#app/platform/remote/place.ts';
import { renderAnswer } from '#app/platform/remote/render.ts';
import { ask, type RemoteAnswer } from '#app/platform/remote/request.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { exitCodes } from '../exit.ts';
import { readSettings } from '../settings.ts';
import type { Terminal } from '../terminal.ts';

interface RemoteFlags {
  readonly format: 'table' | 'json';
  readonly body?: string;
  readonly output?: string;
}

/** `caisson remote OPERATION [name=value …]`. */
export async function runRemote(
  [word, values]: readonly [string | undefined, readonly string[]],
  flags: RemoteFlags,
  terminal: Terminal,
): Promise<number> {
  if (word === undefined) return listOperations(terminal);
  const operation = operationNamed(word);
  const { path, body } = placeValues(operation, values);
  const { configDirectory } = readSettings({}, terminal);
  const place = readRemotePlace(configDirectory, terminal.environment);
  const { method, body: schema } = operation.route;
  const wanted = flags.body === undefined ? body : bodyIn(flags.body, terminal);
  const request = { method, path, ...(schema !== undefined && { body: wanted }) };
  const answer = await ask(place, request, terminal.signal);
  return show(answer, flags, terminal);
}

function show(answer: RemoteAnswer, { format, output }: RemoteFlags, terminal: Terminal): number {
  if (output !== undefined) {
    writeFileSync(resolve(terminal.workingDirectory, output), answer.bytes);
    return exitCodes.ok;
  }
  if (
    answer.fileName !== undefined &&
    terminal.out.isTTY &&
    /pdf|zip|gzip|octet/u.test(answer.mediaType)
  )
    throw new CaissonError(
      'usage.invalid-argument',
      'the answer is a file that no terminal shows',
      {
        hint: `give -O ${quote(answer.fileName)}`,
      },
    );
  for (const text of renderAnswer(answer, format, terminal.out.columns)) terminal.out.write(text);
  return exitCodes.ok;
}

function bodyIn(named: string, terminal: Terminal): unknown {
  const bytes =
    named === '-' ? terminal.readInput() : readFileSync(resolve(terminal.workingDirectory, named));
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new CaissonError('usage.invalid-argument', `${quote(named)} is not JSON`, { cause });
  }
}

function listOperations({ out }: Terminal): number {
  for (const [tag, operations] of operationsByTag()) {
    out.write(`${tag}\n`);
    for (const [id, { method, path, summary }] of operations) {
      out.write(`  ${id.padEnd(24)} ${summary}\n`);
      out.write(`  ${''.padEnd(24)} ${method} ${path}\n`);
    }
  }
  return exitCodes.ok;
}

/** `caisson remote login URL`, the token on standard input. */
export async function runRemoteLogin(
  url: string,
  flags: { readonly quiet?: boolean },
  terminal: Terminal,
): Promise<number> {
  const { environment, err } = terminal;
  const token =
    environment['CAISSON_TOKEN'] || new TextDecoder().decode(terminal.readInput()).trim();
  const { configDirectory } = readSettings({}, terminal);
  const place = readRemotePlace(configDirectory, { CAISSON_URL: url, CAISSON_TOKEN: token });
  await ask(place, { method: 'GET', path: '/session' }, terminal.signal);
  const path = keepRemotePlace(configDirectory, place);
  if (flags.quiet !== true) err.write(`signed in; kept in ${path}\n`);
  return exitCodes.ok;
}
