import type { Json } from '#model/json-value.ts';
import type { OfAudit } from './audit-fields.ts';
import { isList, jsonBytes, memberAt, membersAt } from './json-path.ts';
import { type FieldMakers, indexOf } from './maker.ts';

const spec = ['requestObject', 'spec'] as const;

/** Members of a container by the names of fields, through lists on the way. */
const plain: Readonly<Record<string, readonly string[]>> = {
  name: ['name'],
  image: ['image'],
  privileged: ['securityContext', 'privileged'],
  allow_privilege_escalation: ['securityContext', 'allowPrivilegeEscalation'],
  read_only_fs: ['securityContext', 'readOnlyRootFilesystem'],
  run_as_user: ['securityContext', 'runAsUser'],
  run_as_group: ['securityContext', 'runAsGroup'],
  proc_mount: ['securityContext', 'procMount'],
  add_capabilities: ['securityContext', 'capabilities', 'add'],
};

type Read = (container: Json, body: Json) => readonly string[];

const special: Readonly<Record<string, Read>> = {
  'image.repository': (container) => textsAt(container, ['image']).map(repositoryOf),
  command: (container) => words(container, 'command'),
  args: (container) => words(container, 'args'),
  host_port: hostPorts,
  eff_run_as_user: (container, body) => effective(container, body, 'runAsUser'),
  eff_run_as_group: (container, body) => effective(container, body, 'runAsGroup'),
};

/** Fields of the containers of a pod; `[n]` picks one of them. */
export function containerFieldsOf(ofAudit: OfAudit): FieldMakers {
  const readers: readonly (readonly [string, Read])[] = [
    ...Object.entries(plain).map(
      ([name, keys]) => [name, (container: Json) => textsAt(container, keys)] as const,
    ),
    ...Object.entries(special),
  ];
  const lists = ['containers', 'initContainers', 'ephemeralContainers'];
  return {
    ...Object.fromEntries(
      lists.flatMap((list) =>
        readers.map(([name, read]) => [
          `ka.req.pod.${list}.${name}`,
          ofAudit((body, argument) => ofContainers(body, list, argument, read)),
        ]),
      ),
    ),
    'ka.req.container.image': ofAudit((body) =>
      first(body, (container) => textsAt(container, ['image'])),
    ),
    'ka.req.container.image.repository': ofAudit((body) =>
      first(body, (container) => textsAt(container, ['image']).map(repositoryOf)),
    ),
    'ka.req.container.privileged': ofAudit((body) => {
      const all = ofContainers(body, 'containers', undefined, (container) =>
        textsAt(container, ['securityContext', 'privileged']),
      );
      const isPod = memberAt(body, [...spec, 'containers']) !== undefined;
      return isPod ? String(all?.includes('true') ?? false) : undefined;
    }),
  };
}

function ofContainers(
  body: Json,
  list: string,
  argument: string | undefined,
  read: Read,
): readonly string[] | undefined {
  const containers = membersAt(body, [...spec, list], indexOf(argument));
  const values = containers?.flatMap((container) => read(container, body));
  return values === undefined || values.length === 0 ? undefined : values;
}

function first(body: Json, read: Read): string | undefined {
  return ofContainers(body, 'containers', '0', read)?.[0];
}

function textsAt(container: Json, keys: readonly string[]): readonly string[] {
  return membersAt(container, keys)?.map(jsonBytes) ?? [];
}

/** Without tag and digest; a port of the registry stays. */
function repositoryOf(image: string): string {
  return image.replace(/@.*$/, '').replace(/:[^:/]*$/, '');
}

/** One text a container, with blanks between the words. */
function words(container: Json, key: string): readonly string[] {
  const list = memberAt(container, [key]);
  return isList(list) ? [list.map(jsonBytes).join(' ')] : [];
}

/** With the network of the host, the port of the container is the host's. */
function hostPorts(container: Json): readonly string[] {
  return (membersAt(container, ['ports']) ?? []).flatMap((port) => {
    const number = memberAt(port, ['hostPort']) ?? memberAt(port, ['containerPort']);
    return number === undefined ? [] : [jsonBytes(number)];
  });
}

/** What the container says, or the pod, or else 0. */
function effective(container: Json, body: Json, key: string): readonly string[] {
  const own = memberAt(container, ['securityContext', key]);
  const value = own ?? memberAt(body, [...spec, 'securityContext', key]);
  return [value === undefined ? '0' : jsonBytes(value)];
}
