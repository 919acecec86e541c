import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { ContainerDirectory, SensorControl } from '#contract/runtime.ts';
import type { Scope } from '#contract/scope.ts';
import type { Correlator } from '#incident/correlator.ts';
import { isCaissonError } from '#kit/error.ts';
import type { Incident } from '#model/detection.ts';
import { type ActionRecord, type ActionTarget, actionKinds } from '#model/response.ts';
import { evidenceSigner } from '#respond/evidence/signer.ts';
import { evidenceTaker } from '#respond/evidence/taker.ts';
import { FileChain } from '#respond/journal/file-chain.ts';
import { PlaybookEngine } from '#respond/playbook/engine.ts';
import { loadPlaybooks } from '#respond/playbook/read.ts';
import type { AllowedPeer, ClusterActions, FlightRecorder, ResponsePorts } from '#respond/ports.ts';
import { Responder } from '#respond/responder.ts';
import { defaultSettings, type ResponseSettings } from '#respond/settings.ts';
import { engineControl } from '#workload/control.ts';
import type { WorkloadOptions } from '#workload/options.ts';
import { installationKey, keyVariable } from '../installation-key.ts';
import type { RuleText } from './rules.ts';

/** What playbooks may do: nothing, write down what they would do, or what their own mode says. */
export type RespondMode = 'off' | 'simulate' | 'on';

/** What responses need of those around them. */
export interface ResponseParts {
  readonly respond: RespondMode;
  readonly playbooks: readonly RuleText[];
  readonly stateDirectory: string;
  readonly configDirectory: string;
  readonly version: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly sensor?: SensorControl;
  /** Pids of the sensor, beside the one that contains: it protects itself. */
  readonly sensorPids?: readonly number[];
  readonly directory: ContainerDirectory;
  readonly places: WorkloadOptions;
  /** The cluster that this machine is a node of. */
  readonly cluster?: { readonly actions: ClusterActions; readonly node: string | undefined };
  readonly correlator?: Correlator;
  readonly flight?: FlightRecorder;
  readonly tell?: {
    action(time: number, text: string, isSimulated: boolean): void;
    note(time: number, text: string): void;
  };
}

/** Actions of this machine, with the playbooks that ask for them. */
export interface OpenResponses extends AsyncDisposable {
  readonly responder: Responder;
  readonly engine: PlaybookEngine;
  /** An incident opened or grew. */
  consider(incident: Incident): void;
  /** Ends what is over, goes on with what waits. Call it every second. */
  tick(): Promise<void>;
  /** Settles what a program that was killed left half done, and contains again what the sensor forgot. */
  recover(): Promise<void>;
}

const disruptive = new Set([
  'kill-container',
  'stop-container',
  'restart-container',
  'delete-pod',
  'cordon-node',
]);

/** What is at work when a watch ends is waited for so long: an evidence bundle takes a second or two. */
const lastWorkMs = 10_000;

/** Opens the journal of the state directory and everything that acts. Throws `host.io`, `usage.invalid-config`. */
export function openResponses(parts: ResponseParts, scope: Scope): OpenResponses {
  const journal = new FileChain(join(parts.stateDirectory, 'actions.jsonl'), scope.clock);
  const ports = portsOf(parts, scope);
  const responder = new Responder(
    { journal, ports, settings: settingsOf(parts), onChange: (record) => tellOf(record, parts) },
    scope,
  );
  const playbooks = parts.respond === 'off' ? [] : loadPlaybooks(parts.playbooks);
  const engine = new PlaybookEngine({ responder, ports, playbooks });
  function failed(error: unknown): void {
    if (!isCaissonError(error)) throw error;
    scope.log.warn('a response failed', { reason: error.message });
  }
  let isBusy = false;
  async function settled(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      failed(error);
    }
  }
  // Nothing is begun any more once this is disposed of; what was begun comes to its end before the journal is closed.
  const atWork = new Set<Promise<void>>();
  let isOver = false;
  function work(what: () => Promise<unknown>): Promise<void> {
    if (isOver) return Promise.resolve();
    const done = settled(what).finally(() => atWork.delete(done));
    atWork.add(done);
    return done;
  }
  return {
    responder,
    engine,
    consider(incident) {
      const target = targetOf(incident, parts.cluster?.node);
      if (playbooks.length > 0 && target !== undefined)
        void work(() => engine.consider(incident, target));
    },
    async tick() {
      if (isBusy) return;
      isBusy = true;
      await work(async () => {
        await responder.expire();
        await engine.tick();
      });
      isBusy = false;
    },
    recover: () => work(() => responder.recover()),
    async [Symbol.asyncDispose]() {
      isOver = true;
      await Promise.race([Promise.all(atWork), wait(lastWorkMs, undefined, { ref: false })]);
      journal[Symbol.dispose]();
    },
  };
}

function portsOf(parts: ResponseParts, scope: Scope): ResponsePorts {
  const engine = engineControl(parts.places, parts.directory);
  const { correlator, flight, environment, configDirectory } = parts;
  const key = installationKey(configDirectory, environment[keyVariable]);
  return {
    engine,
    proc: parts.places.proc,
    // Detections are collected on this machine, unless somebody says where else.
    peers: new Map([
      ['dns', nameServers(parts.places.proc)],
      ['collector', []],
    ]),
    ...(parts.sensor !== undefined && { sensor: parts.sensor }),
    ...(flight !== undefined && { recorder: flight }),
    ...(parts.cluster !== undefined && { cluster: parts.cluster.actions }),
    notifier: {
      notify: ({ title, text }) => {
        parts.tell?.note(scope.clock().getTime(), `${title}: ${text}`);
        return Promise.resolve();
      },
    },
    evidence: evidenceTaker(
      {
        directory: join(parts.stateDirectory, 'evidence'),
        signer: evidenceSigner(key),
        version: parts.version,
        host: hostname(),
        engine,
        ...(flight !== undefined && { recorder: flight }),
        ...(correlator !== undefined && { incidentOf: (id) => correlator.incident(id) }),
      },
      scope,
    ),
  };
}

/** The name servers of this machine: what `allow: [dns]` means. Those on loopback are a container's own and stay anyway. */
function nameServers(proc: string): readonly AllowedPeer[] {
  let text = '';
  try {
    text = readFileSync(join(proc, '1', 'root', 'etc', 'resolv.conf'), 'utf8').slice(0, 65_536);
  } catch {
    return []; // no name servers, or no right to look
  }
  return [...text.matchAll(/^nameserver[ \t]+([0-9A-Fa-f.:]{2,45})/gm)].flatMap(
    ([, address = '']) =>
      isIP(address) === 0
        ? []
        : ['udp', 'tcp'].map((protocol) => ({
            cidr: `${address}/${isIP(address) === 4 ? 32 : 128}`,
            port: 53,
            protocol,
          })),
  );
}

function settingsOf({ respond, sensorPids = [] }: ResponseParts): ResponseSettings {
  return {
    ...defaultSettings,
    simulate: respond === 'simulate',
    // On one machine who is root is who agrees; a platform with several people asks for two.
    personsForDisrupt: 1,
    protection: {
      ...defaultSettings.protection,
      pids: [process.pid, ...sensorPids],
    },
    // Whoever says "on" grants what playbooks in mode "automatic" contain; what may stop an application stays with people.
    grants:
      respond === 'on'
        ? [
            {
              name: 'respond on',
              actions: actionKinds.filter((kind) => !disruptive.has(kind)),
              namespaces: [],
              images: [],
              containers: [],
              requestedBy: ['playbook/*'],
            },
          ]
        : [],
  };
}

/** The container of an incident, by its kernel identity. Processes of the host are left to people. */
function targetOf(
  { container, detections }: Incident,
  node: string | undefined,
): ActionTarget | undefined {
  if (container === undefined) return undefined;
  const process = detections.findLast((one) => one.process?.cgroupId !== undefined)?.process;
  return {
    container,
    ...(node !== undefined && { node }),
    ...(process?.cgroupId !== undefined && { cgroupId: process.cgroupId }),
    ...(process !== undefined && { pid: process.pid, processStart: process.start }),
  };
}

function tellOf(record: ActionRecord, { tell, correlator }: ResponseParts): void {
  const { incident, requestedBy: actor } = record.plan.request;
  const time = record.history.at(-1)?.time ?? 0;
  const text = wordsOf(record);
  // What cannot be done here (a pod's label on a plain container) stands in the journal; nobody has to hear of it live.
  if (record.state !== 'refused') tell?.action(time, text, record.state === 'simulated');
  if (incident === undefined || correlator?.incident(incident) === undefined) return;
  correlator.record(incident, { time, kind: 'action', actor, text });
}

function wordsOf({ plan, state, error }: ActionRecord): string {
  const { kind, target } = plan.request;
  const where = target.container?.name ?? target.container?.shortId ?? target.node ?? '';
  if (state === 'simulated') return `${kind} ${where}`;
  return `${kind} ${where}: ${state}${error === undefined ? '' : ` (${error.message})`}`;
}
