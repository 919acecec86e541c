import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import { aborted } from '#kit/abort.ts';
import { CaissonError } from '#kit/error.ts';
import { sha256Hex } from '#kit/hash.ts';
import { quote } from '#kit/text.ts';
import type { IncidentDecision } from '#wire/ingest.ts';
import type { WatchOptions } from '../../runtime/watch.ts';
import { Forwarder } from './forward.ts';
import { startLiveWatch } from './live-watch.ts';

/** What the watch of a machine is told that sends what it sees to platforms elsewhere. */
export interface AgentOptions extends Omit<WatchOptions, 'store' | 'companion'> {
  /** `https://hub/api/v1/ingest/runtime`, one or more. */
  readonly hubs: readonly string[];
}

type Environment = WatchOptions['environment'];

/**
 * Watches this machine for platforms elsewhere until the signal of the scope. `CAISSON_TOKEN` or `CAISSON_TOKEN_FILE` holds the token,
 * `CAISSON_NODE` the name of the machine, `CAISSON_CLUSTER` that of its cluster. Throws `usage.invalid-argument` for an address that
 * is none and `access.unauthenticated` without a token.
 */
export async function watchAsAgent(options: AgentOptions, scope: Scope): Promise<void> {
  const { hubs, environment, stateDirectory, rules, tell } = options;
  const node = environment['CAISSON_NODE'] || hostname();
  const cluster = environment['CAISSON_CLUSTER'] ?? '';
  const token = tokenOf(environment);
  for (const url of hubs) warnOfPlain(url, scope);
  const forwarders = hubs.map(
    (url) =>
      new Forwarder(
        { url, token, node, spoolDirectory: join(stateDirectory, 'spool', nameOf(url)) },
        scope,
      ),
  );
  await using _ = startLiveWatch(
    {
      ...options,
      rules: () => Promise.resolve(rules),
      node,
      ...(cluster !== '' && { cluster }),
      also: tell,
      lost: () => forwarders.reduce((sum, { dropped }) => sum + dropped, 0),
      async deliver(batch, signal) {
        const answers = await Promise.all(forwarders.map((one) => one.deliver(batch, signal)));
        const decisions = answers.flatMap((one): readonly IncidentDecision[] => one.decisions);
        return { decisions };
      },
    },
    scope,
  );
  await aborted(scope.signal);
}

/** Read anew each time: tokens in files are exchanged while we run. Throws `access.unauthenticated` and `host.io`. */
function tokenOf(environment: Environment): () => string {
  const token = environment['CAISSON_TOKEN'] ?? '';
  const path = environment['CAISSON_TOKEN_FILE'] ?? '';
  if (token !== '') return () => token;
  if (path === '')
    throw new CaissonError('access.unauthenticated', 'a platform takes nothing without a token', {
      hint: 'set CAISSON_TOKEN or CAISSON_TOKEN_FILE to a token with the role "agent"',
    });
  function read(): string {
    try {
      return readFileSync(path, 'utf8').trim();
    } catch (cause) {
      throw new CaissonError('host.io', `the token cannot be read from ${quote(path)}`, { cause });
    }
  }
  read();
  return read;
}

/** Spools of two platforms never mix. */
function nameOf(url: string): string {
  return sha256Hex(url).slice(0, 16);
}

function warnOfPlain(url: string, scope: Scope): void {
  const { protocol, hostname: host = '' } = URL.parse(url) ?? {};
  if (protocol === 'http:' && !['localhost', '127.0.0.1', '[::1]'].includes(host))
    scope.log.warn('the token travels in the clear; use https:// outside of a protected network', {
      url,
    });
}
