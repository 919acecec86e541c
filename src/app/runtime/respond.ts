import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { ActionKind, ActionPlan, ActionRecord, Playbook } from '#model/response.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import { evidenceSigner } from '#respond/evidence/signer.ts';
import { type BundleVerdict, verifyBundle } from '#respond/evidence/verify.ts';
import { loadPlaybooks } from '#respond/playbook/read.ts';
import type { SensorPlaces } from '#sensor/locate-sensor.ts';
import { type OpenContainerDirectory, openContainerDirectory } from '#workload/directory.ts';
import { workloadOptions } from '#workload/options.ts';
import { installationKey, keyVariable } from '../installation-key.ts';
import { ActingSensor, socketDirectory } from './acting-sensor.ts';
import { isNamed } from './container-choice.ts';
import { type OpenResponses, openResponses } from './responses.ts';
import type { RuleText } from './rules.ts';
import { isClusterWished, openWatchedCluster } from './watched-cluster.ts';

/** Where a command that acts finds what it needs. */
export interface ActingPlaces {
  readonly sensor: SensorPlaces;
  readonly stateDirectory: string;
  readonly configDirectory: string;
  readonly version: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** As for a watch; actions that a person grants change the cluster. */
  readonly clusterChoice?: { readonly kubeconfig?: string; readonly context?: string };
}

/** What a person wants done to a container. */
export interface WantedAction {
  readonly kind: ActionKind;
  /** Container by name, id or pod. */
  readonly container: string;
  readonly pid?: number;
  readonly options: JsonObject;
  readonly ttlMs?: number;
  readonly reason: string;
  readonly incident?: string;
  readonly person: string;
}

/** Plans an action, and runs it when `isGranted`: the person is who agrees. */
export async function act(
  wanted: WantedAction,
  isGranted: boolean,
  places: ActingPlaces,
  scope: Scope,
): Promise<{ readonly plan: ActionPlan; readonly record?: ActionRecord }> {
  await using open = await openActing(places, scope);
  const container = containerNamed(open.directory.containers, wanted.container);
  const { kind, options, ttlMs, reason, incident, person, pid } = wanted;
  const { responder } = open.responses;
  const plan = await responder.plan({
    kind,
    target: { container, ...(pid !== undefined && { pid }), ...(open.node && { node: open.node }) },
    options,
    reason,
    requestedBy: person,
    ...(ttlMs !== undefined && { ttlMs }),
    ...(incident !== undefined && { incident }),
  });
  if (!isGranted) return { plan };
  const time = scope.clock().getTime();
  return { plan, record: await responder.run(plan, { by: 'person', name: person, time }) };
}

/** Plans an action for a container by its id; nothing is written. */
export async function planWanted(
  wanted: WantedAction,
  places: ActingPlaces,
  scope: Scope,
): Promise<ActionPlan> {
  return (await act(wanted, false, places, scope)).plan;
}

/** Runs a plan that was made earlier, once; a person agreed to it. */
export async function runPlanned(
  plan: ActionPlan,
  person: string,
  places: ActingPlaces,
  scope: Scope,
): Promise<ActionRecord> {
  await using open = await openActing(places, scope);
  const time = scope.clock().getTime();
  return await open.responses.responder.run(plan, { by: 'person', name: person, time });
}

/** Takes an action back. Throws `input.not-found`, `usage.invalid-argument`. */
export async function undoAction(
  id: string,
  person: string,
  places: ActingPlaces,
  scope: Scope,
): Promise<ActionRecord> {
  await using open = await openActing(places, scope);
  const { responder } = open.responses;
  await responder.expire();
  return await responder.undo(actionNamed(responder.list(), id).plan.id, person);
}

/** Grants what waits for a person: an action, or the run of a playbook. */
export async function approveAction(
  id: string,
  person: string,
  places: ActingPlaces,
  scope: Scope,
): Promise<ActionRecord> {
  await using open = await openActing(places, scope);
  const { responder, engine } = open.responses;
  const grant = { by: 'person', name: person, time: scope.clock().getTime() } as const;
  const run = engine.list().find((one) => isId(one.id, id) && one.state === 'waiting');
  if (run !== undefined) {
    await engine.approve(run.id, grant);
    const last = responder
      .list()
      .findLast(({ plan }) => plan.request.requestedBy === `playbook/${run.playbook.name}`);
    if (last !== undefined) return last;
  }
  const { plan } = actionNamed(responder.list({ open: true }), id);
  return await responder.run(plan, grant);
}

/** What the journal of the state directory says; nothing is started for it. */
export async function listActions(
  places: ActingPlaces,
  isOpenOnly: boolean,
  scope: Scope,
): Promise<readonly ActionRecord[]> {
  const workloads = workloadOptions(places.environment);
  const directory = { ofCgroup: () => undefined, containers: [], onChange: () => () => undefined };
  const { stateDirectory, configDirectory, version, environment } = places;
  const own = { stateDirectory, configDirectory, version, environment };
  await using responses = openResponses(
    { ...own, respond: 'off', playbooks: [], directory, places: workloads },
    scope,
  );
  return responses.responder.list({ open: isOpenOnly }).toReversed();
}

/** The action that a person means by its id or the end of it. Throws `input.not-found`. */
export function actionNamed(records: readonly ActionRecord[], id: string): ActionRecord {
  const found = records.find(({ plan }) => isId(plan.id, id));
  if (found !== undefined) return found;
  throw new CaissonError('input.not-found', `there is no action ${quote(id)}`, {
    hint: 'run `caisson respond list`',
  });
}

/** Playbooks of files, every one whole. Throws `usage.invalid-config` with each problem and its place. */
export function readPlaybooks(files: readonly RuleText[]): readonly Playbook[] {
  return loadPlaybooks(files);
}

/** Checks a bundle with a public key, or with that of this installation. */
export async function verifyEvidence(
  path: string,
  publicKey: string | undefined,
  { configDirectory, environment }: ActingPlaces,
  scope: Scope,
): Promise<BundleVerdict> {
  const own = evidenceSigner(installationKey(configDirectory, environment[keyVariable]));
  return await verifyBundle(path, publicKey ?? own.publicKey, scope);
}

interface Acting extends AsyncDisposable {
  readonly directory: OpenContainerDirectory;
  readonly responses: OpenResponses;
  /** This machine in its cluster. */
  readonly node?: string;
}

async function openActing(places: ActingPlaces, scope: Scope): Promise<Acting> {
  const stack = new AsyncDisposableStack();
  const { environment, clusterChoice } = places;
  const wish = { ...clusterChoice, environment, mayWrite: true, withPeers: false };
  const cluster = isClusterWished(wish)
    ? stack.use(await openWatchedCluster(wish, scope))
    : undefined;
  const workloads = { ...workloadOptions(environment), ...(cluster && { pods: cluster.pods }) };
  const directory = stack.use(await openContainerDirectory(workloads, scope));
  const sockets = socketDirectory(places.stateDirectory);
  const sensor = stack.use(new ActingSensor({ sensor: places.sensor, sockets }, scope));
  await sensor.open();
  const parts = {
    ...places,
    respond: 'on',
    playbooks: [],
    sensor,
    directory,
    places: workloads,
    ...(cluster !== undefined && { cluster }),
  } as const;
  const responses = stack.use(openResponses(parts, scope));
  const node = cluster?.node;
  return {
    directory,
    responses,
    ...(node && { node }),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

function containerNamed(containers: readonly WorkloadContainer[], word: string): WorkloadContainer {
  const found = containers.filter((one) => isNamed(one, word));
  const [first, second] = found;
  if (first === undefined)
    throw new CaissonError('input.not-found', `no container ${quote(word)} runs here`, {
      hint: `running: ${containers.map(({ name, shortId }) => name ?? shortId).join(', ') || 'none'}`,
    });
  if (second === undefined) return first;
  throw new CaissonError('usage.invalid-argument', `${quote(word)} could be several containers`, {
    hint: `say more: ${found.map(({ name, shortId }) => `${name ?? ''} (${shortId})`).join(', ')}`,
  });
}

function isId(id: string, word: string): boolean {
  return word.length >= 4 && id.endsWith(word.toUpperCase());
}
