import type { DeliveryRecord } from '#contract/delivery.ts';
import type { Call, Operations } from '#contract/platform.ts';
import type { SqlWriter } from '#contract/sql.ts';
import { breakAfter } from '#estate/outbox/back-off.ts';
import { listDeliveries, replayDeliveries } from '#estate/outbox/deliveries.ts';
import { type StoredDestination, textsOf } from '#estate/outbox/destination.ts';
import {
  addDestination,
  changeDestination,
  type DestinationLag,
  type DestinationWish,
  listDestinations,
  positionBefore,
  readDestination,
  readLags,
  removeDestination,
} from '#estate/outbox/destinations.ts';
import { isKindPattern } from '#estate/outbox/route.ts';
import { CaissonError } from '#kit/error.ts';
import { newUlid } from '#kit/ulid.ts';
import { severities } from '#model/severity.ts';
import { destinationKinds } from '#wire/destination.ts';
import type { AnswerOf, InputOf } from '#wire/routes.ts';
import { type DeliveryParts, openDestination } from '../delivery.ts';

type Ids =
  | 'listDestinations'
  | 'addDestination'
  | 'changeDestination'
  | 'removeDestination'
  | 'testDestination'
  | 'listDeliveries'
  | 'replayDeliveries';
type Answer = AnswerOf<'addDestination'>;
type Given = Omit<InputOf<'changeDestination'>['body'], 'version'>;

const weekMs = 7 * 86_400_000;
const testMs = 20_000;

/** Destinations, their deliveries, tests and replays. Secrets go in and never come out. */
export function destinationOperations(parts: DeliveryParts): Pick<Operations, Ids> {
  const { platform } = parts;
  const { database } = platform;
  return {
    async listDestinations() {
      const lags = await readLags(database);
      const all = await listDestinations(database);
      return { items: all.map((one) => toAnswer(one, lags.get(one.id))) };
    },
    async addDestination(call, { body }) {
      const wish = await wishOf(parts, body, undefined);
      const now = platform.scope.clock().getTime();
      const latest = await platform.changes.latest();
      const start = body.from === 'week' ? await positionBefore(database, now - weekMs) : latest;
      const id = await database.transaction(async (tx) => {
        const made = await addDestination(tx, wish, start, now);
        await noteDown(parts, tx, call, {
          action: 'destination.add',
          subject: made,
          name: wish.name,
        });
        return made;
      });
      platform.changes.committed();
      return answerOf(parts, id);
    },
    async changeDestination(call, { params, body }) {
      const before = await readDestination(database, params.id);
      const wish = await wishOf(parts, body, before);
      await database.transaction(async (tx) => {
        await changeDestination(tx, before.id, wish, body.version ?? before.version);
        await noteDown(parts, tx, call, {
          action: 'destination.change',
          subject: before.id,
          name: wish.name,
        });
      });
      platform.changes.committed();
      return answerOf(parts, before.id);
    },
    async removeDestination(call, { params }) {
      const { id, name } = await readDestination(database, params.id);
      await database.transaction(async (tx) => {
        await removeDestination(tx, id);
        await noteDown(parts, tx, call, { action: 'destination.remove', subject: id, name });
      });
      platform.changes.committed();
      return { ok: true };
    },
    testDestination: (call, { params }) => testDestination(parts, call, params.id),
    listDeliveries: (_call, input) => pageOfDeliveries(parts, input),
    replayDeliveries: (call, input) => replay(parts, call, input),
  };
}

async function pageOfDeliveries(
  { platform }: DeliveryParts,
  { params, query }: InputOf<'listDeliveries'>,
): Promise<AnswerOf<'listDeliveries'>> {
  const { id } = await readDestination(platform.database, params.id);
  const { cursor, limit, state } = query;
  const found = await listDeliveries(platform.database, id, {
    limit: limit + 1,
    ...(state === undefined ? {} : { states: state }),
    ...(cursor === undefined ? {} : { before: fromCursor(cursor) }),
  });
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return found.length > limit && last !== undefined
    ? { items, next: Buffer.from(last.id).toString('base64url') }
    : { items };
}

async function replay(
  parts: DeliveryParts,
  call: Call,
  { params, body }: InputOf<'replayDeliveries'>,
): Promise<AnswerOf<'replayDeliveries'>> {
  const { database, changes, scope } = parts.platform;
  const { id, name } = await readDestination(database, params.id);
  const wish = defined(body);
  const queued = await database.transaction(async (tx) => {
    const some = await replayDeliveries(tx, id, wish, scope.clock().getTime());
    await noteDown(parts, tx, call, { action: 'destination.replay', subject: id, name });
    return some;
  });
  changes.committed();
  return { queued };
}

async function testDestination(parts: DeliveryParts, call: Call, id: string) {
  const { database, scope } = parts.platform;
  const destination = await readDestination(database, id);
  const started = scope.clock().getTime();
  const signal = AbortSignal.any([call.signal, AbortSignal.timeout(testMs)]);
  const { ok, text } = await tryOnce(parts, destination, signal);
  await database.transaction((tx) =>
    noteDown(parts, tx, call, {
      action: 'destination.test',
      subject: id,
      name: destination.name,
      ...(ok ? {} : { outcome: 'failed' as const }),
    }),
  );
  return { ok, text, durationMs: scope.clock().getTime() - started };
}

async function tryOnce(parts: DeliveryParts, destination: StoredDestination, signal: AbortSignal) {
  try {
    await using sender = await openDestination(parts, destination);
    const [outcome] = await sender.send([testRecord(parts)], signal);
    if (outcome === undefined || outcome.type === 'delivered')
      return { ok: true, text: 'delivered' };
    return { ok: false, text: outcome.reason };
  } catch (error) {
    const late = signal.aborted ? 'not done in time' : undefined;
    return { ok: false, text: late ?? (error instanceof CaissonError ? error.message : 'failed') };
  }
}

function testRecord({ platform, origin }: DeliveryParts): DeliveryRecord {
  const time = platform.scope.clock().getTime();
  return {
    id: newUlid(time),
    seq: 0,
    time,
    kind: 'test',
    activity: 'create',
    subject: 'test',
    text: 'a test of this destination',
    severity: 'negligible',
    place: {},
    data: {},
    about: { type: 'other' },
    product: { version: origin.version, installation: origin.installation },
  };
}

/** A wish on top of what is there. Secrets that are not named stay; an empty one is removed. */
async function wishOf(
  { vault }: DeliveryParts,
  given: Given,
  before: StoredDestination | undefined,
): Promise<DestinationWish> {
  const sealed = before?.sealed ?? '';
  const old = sealed === '' ? {} : textsOf(await vault.open(sealed, 'destination'));
  // A new address must not be told the secrets of the old one.
  const moved =
    before !== undefined && given.address !== undefined && given.address !== before.address;
  const merged = { ...(moved ? {} : old), ...given.secrets };
  const secrets = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ''));
  const names = Object.keys(secrets);
  const wish = { ...(before ?? unsaid), ...said(given) };
  check(wish);
  return {
    ...wish,
    secretNames: names,
    sealed: names.length === 0 ? '' : await vault.seal(JSON.stringify(secrets), 'destination'),
  };
}

const unsaid: DestinationWish = {
  name: '',
  kind: 'webhook',
  format: 'ocsf',
  address: '',
  settings: {},
  sealed: '',
  secretNames: [],
  kinds: [],
  minimum: 'negligible',
  allowPrivate: false,
  enabled: true,
};

/** What a person said of a destination, without what was left out. */
function said({ minimumSeverity, secrets: _secrets, from: _from, ...rest }: Given) {
  const minimum = minimumSeverity === undefined ? {} : { minimum: minimumSeverity };
  return { ...defined(rest), ...minimum };
}

function defined<Members extends object>(
  members: Members,
): { [Name in keyof Members]?: Exclude<Members[Name], undefined> } {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as {
    [Name in keyof Members]?: Exclude<Members[Name], undefined>;
  }; // just filtered
}

function check({ kinds, minimum }: Pick<DestinationWish, 'kinds' | 'minimum'>): void {
  const strange = kinds.find((kind) => !isKindPattern(kind));
  if (strange !== undefined)
    throw new CaissonError('usage.invalid-argument', `no change is of kind "${strange}"`);
  if (!severities.some((one) => one === minimum))
    throw new CaissonError('usage.invalid-argument', `"${minimum}" is no severity`);
}

async function answerOf({ platform }: DeliveryParts, id: string): Promise<Answer> {
  const lags = await readLags(platform.database);
  return toAnswer(await readDestination(platform.database, id), lags.get(id));
}

function toAnswer(one: StoredDestination, lag: DestinationLag | undefined): Answer {
  const { id, name, format, address, settings, kinds, enabled, version, delivered, failed } = one;
  return {
    id,
    name,
    kind: destinationKinds.find((kind) => kind === one.kind) ?? 'webhook',
    format,
    address,
    settings,
    secretsSet: [...one.secretNames],
    kinds: [...kinds],
    minimumSeverity: one.minimum,
    enabled,
    state: stateOf(one, lag?.waiting ?? 0),
    waiting: lag?.waiting ?? 0,
    delivered,
    failed,
    dead: lag?.dead ?? 0,
    ...timesOf(one, lag),
    version,
  };
}

function timesOf({ lastError, lastDelivered }: StoredDestination, lag: DestinationLag | undefined) {
  return {
    ...(lag?.oldest === undefined ? {} : { oldest: lag.oldest }),
    ...(lastError === '' ? {} : { lastError }),
    ...(lastDelivered === undefined ? {} : { lastDelivered }),
  };
}

function stateOf(one: StoredDestination, waiting: number): Answer['state'] {
  if (!one.enabled) return 'off';
  if (one.failures >= breakAfter || one.attention !== '') return 'broken';
  if (one.failures > 0) return 'retrying';
  return waiting > 0 ? 'delivering' : 'idle';
}

async function noteDown(
  { platform }: DeliveryParts,
  tx: SqlWriter,
  { caller }: Call,
  note: {
    readonly action: string;
    readonly subject: string;
    readonly name: string;
    readonly outcome?: 'failed';
  },
): Promise<void> {
  const { action, subject, name, outcome = 'done' } = note;
  await platform.audit.append(tx, { caller, action, subject, outcome, detail: name });
}

function fromCursor(cursor: string): number {
  const text = Buffer.from(cursor, 'base64url').toString('latin1');
  if (/^\d{1,15}$/u.test(text)) return Number(text);
  throw new CaissonError('input.malformed', 'the cursor is none of this list');
}
