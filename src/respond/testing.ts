import type { SensorCommand, SensorControl } from '#contract/runtime.ts';
import { defaultLimits, type Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import type { Incident } from '#model/detection.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import type { ActionRequest, ActionTarget } from '#model/response.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import type { Chain, ChainDraft, ChainEntry } from './journal/chain.ts';
import type { ClusterActions, ClusterObject } from './ports.ts';

/** A clock that stands still until it is set. */
export class TestClock {
  now = Date.UTC(2026, 0, 1);
  readonly read = (): Date => new Date(this.now);
  pass(milliseconds: number): void {
    this.now += milliseconds;
  }
}

export function testScope(clock: TestClock): Scope {
  return {
    signal: new AbortController().signal,
    log: { debug() {}, info() {}, warn() {}, error() {} },
    progress: { begin: () => ({ advance() {}, [Symbol.dispose]() {} }) },
    clock: clock.read,
    limits: defaultLimits,
    temporaryDirectory: '/tmp',
  };
}

interface Containment {
  readonly kind: 'exec' | 'network' | 'freeze';
  readonly members: JsonObject;
  readonly until: number;
}

/** A sensor that keeps the state of its protocol: what is contained, and until when. */
export class LivingSensor implements SensorControl {
  readonly abilities = [
    { id: 'fanotify-exec', state: 'works', text: '' },
    { id: 'kill', state: 'works', text: '' },
  ] as const;
  readonly killed: JsonObject[] = [];
  readonly commands: { readonly name: SensorCommand; readonly members: JsonObject }[] = [];
  /** Fails the command of this name until it is taken away. */
  broken: SensorCommand | undefined;
  readonly #clock: TestClock;
  #policies = new Map<number, Containment>();

  constructor(clock: TestClock) {
    this.#clock = clock;
  }

  command(name: SensorCommand, members: JsonObject): Promise<JsonObject> {
    this.commands.push({ name, members });
    if (this.broken === name)
      return Promise.reject(new CaissonError('host.missing-feature', 'the kernel refuses'));
    try {
      return Promise.resolve(this.#obey(name, members));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** What is contained now. */
  active(kind: Containment['kind']): readonly JsonObject[] {
    return [...this.#policies.values()]
      .filter((one) => one.kind === kind && one.until > this.#clock.now)
      .map(({ members }) => members);
  }

  isFrozen(cgroup: string): boolean {
    return this.active('freeze').some((members) => members['cgroup'] === cgroup);
  }

  /** As when the daemon is started anew. */
  forget(): void {
    this.#policies = new Map();
  }

  #obey(name: SensorCommand, members: JsonObject): JsonObject {
    switch (name) {
      case 'exec-policy':
        return this.#set('exec', members);
      case 'quarantine':
        return this.#set('network', members);
      case 'freeze':
        return this.#set('freeze', members);
      case 'exec-policy-remove':
      case 'release':
      case 'thaw':
        return this.#remove(members);
      case 'kill':
        this.killed.push(members);
        return {};
      case 'policies':
        return { policies: this.#live() };
      default:
        return {};
    }
  }

  #set(kind: Containment['kind'], members: JsonObject): JsonObject {
    const { policy, ttlMs } = members;
    if (typeof policy !== 'number' || typeof ttlMs !== 'number' || ttlMs < 1 || ttlMs > 86_400_000)
      throw new CaissonError('usage.invalid-argument', 'policy and ttlMs are wanted');
    this.#policies.set(policy, { kind, members, until: this.#clock.now + ttlMs });
    return { took: 150 };
  }

  #remove({ policy }: JsonObject): JsonObject {
    const isThere =
      typeof policy === 'number' && this.#live().some((one) => one['policy'] === policy);
    if (typeof policy === 'number') this.#policies.delete(policy);
    if (!isThere) throw new CaissonError('input.not-found', 'there is no such policy');
    return {};
  }

  #live(): readonly JsonObject[] {
    return [...this.#policies]
      .filter(([, { until }]) => until > this.#clock.now)
      .map(([policy, { kind }]) => ({ policy, kind }));
  }
}

/** A cluster that keeps objects and applies merge patches. */
export class LivingCluster implements ClusterActions {
  readonly objects = new Map<string, JsonObject>();

  add(...objects: readonly JsonObject[]): this {
    for (const object of objects) this.objects.set(keyOfObject(object), object);
    return this;
  }

  get(kind: string, name: string): JsonObject | undefined {
    return [...this.objects.entries()].find(([key]) => key.endsWith(`/${kind}/shop/${name}`))?.[1];
  }

  read(object: ClusterObject): Promise<JsonObject | undefined> {
    return Promise.resolve(this.objects.get(keyOf(object)));
  }

  list(apiVersion: string, kind: string, namespace: string): Promise<readonly JsonObject[]> {
    const prefix = `${apiVersion}/${kind}/${namespace}/`;
    return Promise.resolve(
      [...this.objects].filter(([key]) => key.startsWith(prefix)).map(([, object]) => object),
    );
  }

  patch(object: ClusterObject, patch: JsonObject): Promise<JsonObject> {
    const known = this.objects.get(keyOf(object));
    if (known === undefined) return Promise.reject(new CaissonError('input.not-found', 'gone'));
    const changed = merged(known, patch);
    this.objects.set(keyOf(object), changed);
    return Promise.resolve(changed);
  }

  create(object: JsonObject): Promise<JsonObject> {
    if (!this.objects.has(keyOfObject(object))) this.add(object);
    return Promise.resolve(object);
  }

  delete(object: ClusterObject): Promise<void> {
    this.objects.delete(keyOf(object));
    return Promise.resolve();
  }
}

function keyOf({ apiVersion, kind, namespace, name }: ClusterObject): string {
  return `${apiVersion}/${kind}/${namespace ?? ''}/${name}`;
}

function keyOfObject(object: JsonObject): string {
  const metadata = object['metadata'] as JsonObject;
  const { apiVersion, kind } = object as { readonly apiVersion: string; readonly kind: string };
  const { name, namespace } = metadata as { readonly name: string; readonly namespace?: string };
  return keyOf({ apiVersion, kind, name, ...(namespace !== undefined && { namespace }) });
}

function merged(object: JsonObject, patch: JsonObject): JsonObject {
  const out: Record<string, Json> = { ...object };
  for (const [key, value] of Object.entries(patch)) {
    const before = out[key];
    if (value === null) delete out[key];
    else if (isMap(value)) out[key] = merged(isMap(before) ? before : {}, value);
    else out[key] = value;
  }
  return out;
}

function isMap(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A chain that dies at a chosen write: before it, or right behind it, as when the machine is switched off. */
export class FailingChain implements Chain {
  /** Writes so far. */
  writes = 0;
  readonly #inner: Chain;
  readonly #at: number;
  readonly #isAfter: boolean;
  #isDead = false;

  constructor(inner: Chain, at: number, isAfter: boolean) {
    this.#inner = inner;
    this.#at = at;
    this.#isAfter = isAfter;
  }

  transact(decide: (fresh: readonly ChainEntry[]) => readonly ChainDraft[]): readonly ChainEntry[] {
    if (this.#isDead) throw new Error('power is gone');
    const entries = this.#inner.transact((fresh) => {
      const drafts = decide(fresh);
      this.#isDead = drafts.length > 0 && this.writes >= this.#at;
      if (this.#isDead && !this.#isAfter) throw new Error('power is gone');
      return drafts;
    });
    if (this.#isDead) throw new Error('power is gone');
    if (entries.length > 0) this.writes += 1;
    return entries;
  }
}

/** A container as an engine tells of it; each number is another one of the same workload. */
export function containerOf(
  number: number,
  more: Partial<WorkloadContainer> = {},
): WorkloadContainer {
  const id = number.toString(16).padStart(64, '0');
  return {
    id,
    shortId: id.slice(0, 12),
    engine: 'docker',
    name: `shop-web-${number}`,
    image: { reference: 'docker.io/shop/web:1' },
    env: ['PASSWORD=do-not-write-this-down'],
    ...more,
  };
}

export function targetOf(number: number, more: Partial<WorkloadContainer> = {}): ActionTarget {
  return { container: containerOf(number, more), cgroupId: String(1000 + number) };
}

export function requestOf(
  kind: ActionRequest['kind'],
  number = 1,
  more: Partial<ActionRequest> = {},
): ActionRequest {
  return {
    kind,
    target: targetOf(number),
    options: {},
    reason: 'drift',
    requestedBy: 'alice',
    ...more,
  };
}

export function incidentOf(id: string, more: Partial<Incident> = {}): Incident {
  const detection = {
    id: `${id}D`,
    time: 0,
    kind: 'drift',
    rule: 'drift/executable',
    priority: 'critical',
    severity: 'critical',
    source: 'syscall',
    tags: ['container', 'T1059'],
    output: 'a program that is not from the image',
    outputFields: {},
    because: [],
  } as const;
  return {
    id,
    status: 'open',
    title: 'a dropped program runs',
    severity: 'critical',
    score: 90,
    scoreReasons: [],
    opened: 0,
    updated: 0,
    processes: [],
    detections: [detection],
    detectionCount: 1,
    techniques: [],
    findings: [],
    timeline: [],
    container: containerOf(1),
    ...more,
  };
}
