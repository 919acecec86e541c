import type { ContainerEngineControl, SensorControl } from '#contract/runtime.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { ActionTarget } from '#model/response.ts';
import type { Severity } from '#model/severity.ts';
import type { EvidenceTaker } from './evidence/order.ts';

/** Names one object of a cluster. */
export interface ClusterObject {
  readonly apiVersion: string;
  readonly kind: string;
  /** Absent for kinds without namespace. */
  readonly namespace?: string;
  readonly name: string;
}

/** The few things that responses do in a cluster. All of it throws `access.*` and `input.*`. */
export interface ClusterActions {
  /** `undefined` when it is not there. */
  read(object: ClusterObject): Promise<JsonObject | undefined>;
  /** All objects of a kind in a namespace. */
  list(apiVersion: string, kind: string, namespace: string): Promise<readonly JsonObject[]>;
  /** JSON merge patch (RFC 7396); `metadata.uid` in it guards against another object of that name. */
  patch(object: ClusterObject, patch: JsonObject): Promise<JsonObject>;
  /** One of that name that is there already is no error. */
  create(object: JsonObject): Promise<JsonObject>;
  /** What is gone already is no error; one with another uid is left alone. */
  delete(
    object: ClusterObject,
    options: { readonly uid?: string; readonly graceSeconds?: number },
  ): Promise<void>;
}

/** Tells people. The same `id` twice is one message. Throws `access.*`. */
interface Notifier {
  notify(message: NotifierMessage): Promise<void>;
}
export interface NotifierMessage {
  readonly id: string;
  /** As the configuration calls it; absent: the default one. */
  readonly channel?: string;
  readonly title: string;
  readonly text: string;
  readonly severity?: Severity;
  readonly incident?: string;
  /** Id of an action or of a run of a playbook that waits for an answer. */
  readonly decision?: string;
}

/** Keeps the last raw events of each container in memory, and tells more of one when asked. */
export interface FlightRecorder {
  /** Raises what is recorded of a container (send and receive, DNS, write buffers) until `lower`. */
  raise(target: ActionTarget, options: JsonObject): Promise<void>;
  lower(target: ActionTarget): Promise<void>;
  /** The recording of the last `milliseconds`; `undefined` when there is none. */
  dump(target: ActionTarget, milliseconds: number): Promise<Uint8Array | undefined>;
}

/** Whom a network quarantine may leave reachable: one member of `allow` of the sensor's `quarantine`. */
export interface AllowedPeer {
  /** `10.0.0.0/8`, `2001:db8::1/128`. */
  readonly cidr: string;
  readonly port?: number;
  /** `tcp`, `udp`. */
  readonly protocol?: string;
}

/** What responses act through. What is absent is refused at planning, with the reason. */
export interface ResponsePorts {
  readonly sensor?: SensorControl;
  readonly engine?: ContainerEngineControl;
  readonly cluster?: ClusterActions;
  readonly notifier?: Notifier;
  readonly recorder?: FlightRecorder;
  readonly evidence?: EvidenceTaker;
  /** What `allow: [dns, collector]` means here. */
  readonly peers?: ReadonlyMap<string, readonly AllowedPeer[]>;
  /** `/proc` where absent. */
  readonly proc?: string;
}
