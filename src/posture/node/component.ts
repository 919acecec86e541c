import type { Violation } from '#contract/check.ts';
import { fixOf } from '#kube/edit.ts';
import { type KubeObject, locate, referenceOf } from '#kube/object.ts';
import type { FieldPatch, FieldPath } from '#model/kubernetes.ts';
import type { Location } from '#model/location.ts';
import type { Fix } from '#model/source-range.ts';

export const componentNames = [
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'etcd',
  'kubelet',
  'kube-proxy',
] as const;
export type ComponentName = (typeof componentNames)[number];

/** One setting as somebody wrote it. */
export interface Setting {
  /** Every value in its order: of a flag that stands twice, of a list. Never empty. */
  readonly values: readonly string[];
  /** As people would write it: `--profiling=true`, `readOnlyPort: 10255`. */
  readonly written: string;
}

/** Where a setting stands, or would have to be written. */
export interface Spot {
  readonly location: Location;
  /** Of manifests and configuration objects: where the field is. */
  readonly object?: KubeObject;
  readonly field?: FieldPath;
}

/**
 * One place that settings come from: the words of a command, a configuration file, what an installer adds. Names are those of
 * flags; of the kubelet and kube-proxy those of fields of their configuration (`authentication.anonymous.enabled`).
 */
export interface SettingSource {
  /** For people: `process 812`, `static Pod`, `kubelet configuration`. */
  readonly title: string;
  get(name: string): Setting | undefined;
  /** `undefined` where nobody can write: what an installer adds by itself. */
  spot(name: string): Spot | undefined;
  /** The change that gives a setting another value, or takes it away. */
  patch(name: string, value: string | undefined): FieldPatch | undefined;
  /** The name of a setting as it is written here. */
  label(name: string): string;
}

/** A component of Kubernetes that is configured on a node or described by an object. */
export interface Component {
  readonly name: ComponentName;
  /** What counts, the strongest first: settings of later ones count where earlier ones say nothing. Never empty. */
  readonly sources: readonly [SettingSource, ...SettingSource[]];
  /** Where a person changes settings, the best place first. Never empty. */
  readonly homes: readonly [SettingSource, ...SettingSource[]];
  /** The kubelet: whether a configuration file is in use, which changes what counts where nothing is written. */
  readonly usesConfig: boolean;
  /** A configuration file that it is given, but that could not be read: what nothing else sets is then not known. */
  readonly unread?: string;
}

/** A setting that is in force, and the source that says so. */
export interface InForce extends Setting {
  readonly source: SettingSource;
}

export function settingOf(component: Component, name: string): InForce | undefined {
  for (const source of component.sources) {
    const setting = source.get(name);
    if (setting !== undefined) return { ...setting, source };
  }
  return undefined;
}

/** The violation at the place where a setting has to be changed, with the change as a fix where it can be written. */
export function violationAt(
  component: Component,
  name: string,
  { message, wanted }: { readonly message: string; readonly wanted?: string | false },
): Violation {
  const home = homeOf(component, name);
  const spot = home.spot(name) ?? { location: { path: '.' } };
  const { object, field } = spot;
  const fix = object && fixTo(home, name, wanted, object);
  return {
    message,
    place: object === undefined ? spot.location : locate(object, field ?? []),
    subject: component.name,
    identity: `${component.name} ${name}`,
    evidence: [evidenceOf(component, name)],
    ...(object !== undefined && object.name !== '' && { object: referenceOf(object) }),
    ...(fix !== undefined && { fixes: [fix] }),
  };
}

function fixTo(
  home: SettingSource,
  name: string,
  wanted: string | false | undefined,
  object: KubeObject,
): Fix | undefined {
  if (wanted === undefined) return undefined;
  const patch = home.patch(name, wanted === false ? undefined : wanted);
  return patch && fixOf(object, patch);
}

/** Where what is in force is written: a file rather than the process that read it. */
function homeOf(component: Component, name: string): SettingSource {
  const found = settingOf(component, name);
  if (found === undefined) return component.homes[0];
  const same = component.homes.find(
    (home) => home.get(name)?.values.join() === found.values.join(),
  );
  return same ?? (found.source.spot(name) === undefined ? component.homes[0] : found.source);
}

/** What is in force, as a pair for people. */
export function evidenceOf(
  component: Component,
  name: string,
): { readonly label: string; readonly text: string } {
  const found = settingOf(component, name);
  if (found !== undefined)
    return {
      label: `${component.name} (${found.source.title})`,
      text: found.written.slice(0, 500),
    };
  const [home] = component.homes;
  return { label: `${component.name} (${home.title})`, text: `${home.label(name)} is not set` };
}
