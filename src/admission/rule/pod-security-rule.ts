import { formatFieldPath } from '#kube/field-path.ts';
import { fieldOf, isObject, listOf, objectsOf, textOf, textsOf, valueAt } from '#kube/json.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import {
  type PodSecurityControl,
  type PodSecurityLevel,
  type PodSecurityPlace,
  type PodSecurityViolation,
  podSecurityLevels,
} from '#model/pod-security.ts';
import { matchesWildcard } from '../wildcard.ts';
import type { RuleScope } from './rule-scope.ts';
import { type RuleVerdict, rulePassed, ruleSkipped } from './verdicts.ts';

/** What Kyverno calls the controls of the Pod Security Standards. */
const controls: Readonly<Record<string, readonly PodSecurityControl[]>> = {
  Capabilities: ['capabilities_baseline', 'capabilities_restricted'],
  Seccomp: ['seccompProfile_baseline', 'seccompProfile_restricted'],
  'Privileged Containers': ['privileged'],
  'Host Ports': ['hostPorts'],
  '/proc Mount Type': ['procMount', 'procMount_restricted'],
  HostProcess: ['windowsHostProcess'],
  SELinux: ['seLinuxOptions'],
  'Host Namespaces': ['hostNamespaces'],
  'HostPath Volumes': ['hostPathVolumes'],
  Sysctls: ['sysctls'],
  AppArmor: ['appArmorProfile'],
  'Privilege Escalation': ['allowPrivilegeEscalation'],
  'Running as Non-root': ['runAsNonRoot'],
  'Running as Non-root user': ['runAsUser'],
  'Volume Types': ['restrictedVolumes'],
};
/** Later than every version: the newest that is known. */
const latest = 1_000;

/** Judges `validate.podSecurity`; `exempt` are the controls that exceptions exclude. */
export function judgePodSecurity(
  { body, facts, object }: RuleScope,
  exempt: readonly Json[],
): RuleVerdict | undefined {
  if (object === null) return undefined;
  const validate = fieldOf(body, 'validate') ?? null;
  const written = fieldOf(validate, 'podSecurity') ?? null;
  const wanted = wantedOf(written);
  const pod = podOf(object);
  if (wanted === undefined || pod === undefined) {
    const message = 'the level, the version or the object is not as it must be';
    return { outcome: 'error', message };
  }
  if (facts.podSecurity === undefined)
    return ruleSkipped('not judged: there is no engine of the Pod Security Standards here');
  const found = facts.podSecurity(wanted.level, wanted.minor, pod);
  const left = excluded(found, listOf(fieldOf(written, 'exclude')), pod);
  if (left.length === 0) return rulePassed();
  if (excluded(left, exempt, pod).length === 0) return ruleSkipped('skipped by exceptions');
  return refusal(left, wanted.level, textOf(fieldOf(validate, 'message')) ?? '');
}

function wantedOf(
  written: Json,
): { readonly level: PodSecurityLevel; readonly minor: number } | undefined {
  const level = podSecurityLevels.find((one) => one === fieldOf(written, 'level'));
  const minor = minorOf(textOf(fieldOf(written, 'version')) ?? '');
  return level === undefined || minor === undefined ? undefined : { level, minor };
}

function refusal(
  violations: readonly PodSecurityViolation[],
  level: string,
  message: string,
): RuleVerdict {
  const problems = violations.map((one) => one.message).join('; ');
  const places = violations.flatMap((one) => one.places);
  return {
    outcome: 'fail',
    message: message === '' ? `Pod Security "${level}": ${problems}` : `${message} (${problems})`,
    place: places.map(({ field }) => formatFieldPath(field)).join(', '),
  };
}

function minorOf(version: string): number | undefined {
  if (version === '' || version === 'latest') return latest;
  const match = /^v1\.(\d{1,3})$/.exec(version);
  return match === null ? undefined : Number(match[1]);
}

/** The pod of an object; a CronJob's template lends its own metadata. */
function podOf(object: Json): JsonObject | undefined {
  const kind = textOf(fieldOf(object, 'kind')) ?? '';
  if (kind === 'Pod') return isObject(object) ? object : undefined;
  const path =
    kind === 'CronJob' ? ['spec', 'jobTemplate', 'spec', 'template'] : ['spec', 'template'];
  const template = valueAt(object, path);
  if (!isObject(template)) return undefined;
  return { ...template, apiVersion: 'v1', kind: 'Pod' };
}

/** What of violations is left when controls are excluded (Kyverno, `podSecurity.exclude`). */
function excluded(
  violations: readonly PodSecurityViolation[],
  excludes: readonly Json[],
  pod: JsonObject,
): readonly PodSecurityViolation[] {
  return violations.flatMap((violation) => {
    const places = excludes.reduce<readonly PodSecurityPlace[]>(
      (left, exclude) => withoutPlaces(violation, left, exclude, pod),
      violation.places,
    );
    return places.length === 0 ? [] : [{ ...violation, places }];
  });
}

function withoutPlaces(
  { control }: PodSecurityViolation,
  places: readonly PodSecurityPlace[],
  exclude: Json,
  pod: JsonObject,
): readonly PodSecurityPlace[] {
  const name = textOf(fieldOf(exclude, 'controlName')) ?? '';
  if (!Object.hasOwn(controls, name) || controls[name]?.includes(control) !== true) return places;
  const field = textOf(fieldOf(exclude, 'restrictedField')) ?? '';
  const values = textsOf(fieldOf(exclude, 'values'));
  const images = textsOf(fieldOf(exclude, 'images'));
  return places.filter((place) => {
    const isFieldMeant = field === '' || fieldNames(place).includes(field);
    // Types of volumes are fields: they have no values that could be named.
    const isValueMeant = control === 'restrictedVolumes' || areValuesMeant(place, values);
    return !(isFieldMeant && isValueMeant && areImagesMeant(place, images, pod));
  });
}

/** The field with `[*]` for numbers, with and without the number of a value in a list. */
function fieldNames({ field }: PodSecurityPlace): readonly string[] {
  const name = formatFieldPath(field).replaceAll(/\[\d+\]/g, '[*]');
  return [name, name.replace(/\[\*\]$/, ''), `${name}[*]`];
}

function areValuesMeant({ value }: PodSecurityPlace, values: readonly string[]): boolean {
  if (values.length === 0 || value === undefined) return true;
  return values.some((one) => matchesWildcard(one, value));
}

/** Without images a control of the pod is meant, with them one of containers with such images. */
function areImagesMeant(
  { field }: PodSecurityPlace,
  images: readonly string[],
  pod: JsonObject,
): boolean {
  const kinds = ['containers', 'initContainers', 'ephemeralContainers'];
  const at = field.findIndex((step) => typeof step === 'string' && kinds.includes(step));
  if (images.length === 0 || at < 0) return images.length === 0 && at < 0;
  const kind = String(field[at]);
  const number = field[at + 1];
  const container = objectsOf(valueAt(pod, ['spec', kind])).find(([place]) => place === number);
  const image = textOf(fieldOf(container?.[1], 'image')) ?? '';
  return images.some((one) => matchesWildcard(one, image));
}
