import type { AccessRequest, AccessUse, Requester } from '#model/access.ts';
import type { AuditEvent } from './event.ts';

/**
 * Which requests of a log are told of: those that were answered well, all that RBAC let pass (not found, in conflict), or all,
 * refused ones too.
 */
export type AuditChoice = 'succeeded' | 'authorized' | 'all';

interface Draft {
  readonly request: AccessRequest;
  requester: Requester;
  count: number;
  first: string;
  last: string;
}

/** Different uses that are kept: what is beyond is counted as left out. */
const maxUses = 1_000_000;

/** Counts who used which right. */
export class UsageCounter {
  readonly #uses = new Map<string, Draft>();
  readonly #choice: AuditChoice;
  #leftOut = 0;

  constructor(choice: AuditChoice) {
    this.#choice = choice;
  }

  /** Uses that found no place. */
  get leftOut(): number {
    return this.#leftOut;
  }

  add(event: AuditEvent): void {
    if (!isChosen(event, this.#choice)) return;
    for (const { requester, request } of [event, ...event.others])
      this.#count(requester, request, event);
  }

  /** By requester, then by what they did. */
  uses(): readonly AccessUse[] {
    return [...this.#uses.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { requester, request, count, first, last }]) => ({
        requester,
        request,
        count: Math.max(count, 1),
        first,
        last,
      }));
  }

  #count(requester: Requester, request: AccessRequest, { time, isOpen }: AuditEvent): void {
    const key = keyOf(requester, request);
    const known = this.#uses.get(key);
    const one = isOpen ? 0 : 1; // its end is counted, where there is one
    if (known !== undefined) {
      known.count += one;
      known.requester = requester;
      if (time < known.first) known.first = time;
      if (time > known.last) known.last = time;
    } else if (this.#uses.size >= maxUses) this.#leftOut += 1;
    else this.#uses.set(key, { requester, request, count: one, first: time, last: time });
  }
}

function isChosen({ code }: AuditEvent, choice: AuditChoice): boolean {
  if (choice === 'all' || code === undefined) return true;
  return choice === 'succeeded' ? code < 400 : code !== 401 && code !== 403;
}

function keyOf({ user }: Requester, request: AccessRequest): string {
  if (request.type === 'url') return JSON.stringify([user, 'url', request.path, request.verb]);
  const { namespace = '', group, resource, subresource = '', name = '', verb } = request;
  return JSON.stringify([user, 'resource', namespace, group, resource, subresource, name, verb]);
}
