import type { Violation } from '#contract/check.ts';
import type { SourceRange } from '#model/source-range.ts';
import type { YamlNode } from '#yaml/node.ts';
import { resolve, textOf } from '#yaml/read.ts';
import { parseImageReference } from '../image-reference.ts';
import { isSecretName } from '../run/environment.ts';
import { type BuildFile, type Field, pairsOf, type Service, valueText } from './build-file.ts';
import { mountsOf } from './mounts.ts';
import { textsOf, written } from './read-compose.ts';

/** What the rules look at; absent for a Dockerfile. */
export interface ComposeSubject {
  readonly compose?: BuildFile;
}

/** A container with all rights of the host's root. */
export function privileged(subject: ComposeSubject): readonly Violation[] {
  return atServices(subject, ({ fields }) => {
    const node = resolve(fields.get('privileged'));
    const isOn = node?.kind === 'scalar' && /^(?:true|yes|on|1)$/i.test(node.text);
    return isOn ? [{ node, identity: 'privileged' }] : [];
  });
}

const engineSocket =
  /(?:^|\/)(?:docker|podman|containerd|crio|buildkitd|dockershim|cri-dockerd)\.sock$/;

/** The socket of the container engine: whoever holds it is root on the host. */
export function engineSocketMounted(subject: ComposeSubject): readonly Violation[] {
  return atServices(subject, (service, file) =>
    mountsOf(service, file)
      .filter(({ source }) => engineSocket.test(source))
      .map(({ node, source }) => ({
        node,
        message: `"${source}" gives it the rights of the container engine`,
        identity: source,
      })),
  );
}

const hostDirectories =
  /^\/(?:|bin|boot|dev|etc|lib|lib64|proc|root|run|sbin|sys|usr|var|var\/run|var\/lib|var\/lib\/(?:docker|kubelet|containerd)|etc\/(?:shadow|passwd|sudoers|ssh|cron\.d|systemd|kubernetes))$/;
const readable = /^\/(?:proc|sys|dev|etc|lib|usr|run|var\/run)$/;

/** A directory of the host's own system. */
export function hostDirectoryMounted(subject: ComposeSubject): readonly Violation[] {
  return atServices(subject, (service, file) =>
    mountsOf(service, file)
      .filter(({ source, isReadOnly }) => {
        const path = source.length > 1 ? source.replace(/\/+$/, '') : source;
        return hostDirectories.test(path) && !(isReadOnly && readable.test(path));
      })
      .map(({ node, source, isReadOnly }) => ({
        node,
        message: `"${source}" of the host is ${isReadOnly ? 'readable' : 'writable'} in it`,
        identity: source,
        ...(isReadOnly && { severity: 'medium' as const }),
      })),
  );
}

/** The network of the host: all its interfaces, and what listens on its loopback. */
export function hostNetwork(subject: ComposeSubject): readonly Violation[] {
  return withValue(subject, ['network_mode', 'net'], /^host$/, 'it uses the network of the host');
}

/** Other namespaces of the host. */
export function hostNamespace(subject: ComposeSubject): readonly Violation[] {
  return withValue(
    subject,
    ['pid', 'ipc', 'uts', 'userns_mode', 'cgroup'],
    /^host$/,
    'it shares this namespace with the host',
  );
}

/** The superuser inside the container. */
export function rootUser(subject: ComposeSubject): readonly Violation[] {
  return withValue(subject, ['user'], /^(?:root|0+)(?::|$)/, 'it runs as root');
}

/** An image that means another one tomorrow. */
export function mutableImage(subject: ComposeSubject): readonly Violation[] {
  return atServices(subject, ({ fields }, file) => {
    const image = valueText(fields.get('image'), file);
    if (image?.known !== true || fields.has('build')) return [];
    const reference = parseImageReference(image.text);
    const { tag = 'latest', digest } = reference ?? {};
    if (reference === undefined || digest !== undefined || tag !== 'latest') return [];
    const message = `"${image.text}" moves with every release`;
    return [{ node: image.node, message, identity: image.text }];
  });
}

const dangerous = new Map([
  ['ALL', 'high'],
  ['SYS_ADMIN', 'high'],
  ['SYS_MODULE', 'high'],
  ['SYS_RAWIO', 'high'],
  ['SYS_PTRACE', 'medium'],
  ['SYS_BOOT', 'medium'],
  ['DAC_READ_SEARCH', 'high'],
  ['MAC_ADMIN', 'medium'],
  ['BPF', 'medium'],
  ['NET_ADMIN', 'medium'],
] as const);

/** Capabilities that lead out of the container. */
export function dangerousCapability(subject: ComposeSubject): readonly Violation[] {
  return atServices(subject, ({ fields }, file) =>
    textsOf(fields.get('cap_add'), file).flatMap(({ text, node }) => {
      const name = text.toUpperCase().replace(/^CAP_/, '');
      const severity = [...dangerous].find(([each]) => each === name)?.[1];
      if (severity === undefined) return [];
      return [{ node, message: `it gets the capability ${name}`, identity: name, severity }];
    }),
  );
}

const lifted =
  /^(?:(?:seccomp|apparmor|systempaths)[:=]unconfined|label[:=]disable|no-new-privileges[:=]false)$/i;

/** A protection of the container switched off. */
export function confinementOff(subject: ComposeSubject): readonly Violation[] {
  return atServices(subject, ({ fields }, file) =>
    textsOf(fields.get('security_opt'), file)
      .filter(({ text }) => lifted.test(text))
      .map(({ text, node }) => ({ node, message: `${text} lifts a protection`, identity: text })),
  );
}

/** Programs may gain rights by setuid. */
export function mayGainPrivileges(subject: ComposeSubject): readonly Violation[] {
  const { compose: file } = subject;
  if (file === undefined) return [];
  return file.services.flatMap(({ name, fields }) => {
    const options = textsOf(fields.get('security_opt'), file);
    if (options.some(({ text }) => /^no-new-privileges(?:[:=]true)?$/i.test(text))) return [];
    const place = fields.get('security_opt') ?? fields.get('image') ?? fields.get('build');
    return place === undefined
      ? []
      : [{ range: place.range, subject: name, identity: `no-new-privileges ${name}` }];
  });
}

/** A secret in the file itself: the environment of a service, or a build argument. */
export function secretInFile(subject: ComposeSubject): readonly Violation[] {
  const { compose: file } = subject;
  if (file === undefined) return [];
  const inServices = atServices(subject, ({ fields }) =>
    pairsOf(fields.get('environment'), written(file)).filter(isSecret).map(secretAt),
  );
  const inBuilds = file.builds.flatMap(({ name, writtenArgs }) =>
    writtenArgs.filter(isSecret).map(({ name: key, range }) => ({
      range,
      subject: name,
      message: `build argument "${key}" holds a secret and stays in the history of the image`,
      identity: key,
    })),
  );
  return once([...inServices, ...inBuilds]);
}

function isSecret({ name, value = '', known }: Field): boolean {
  if (!known || value === '' || !isSecretName(name) || /USER_?NAME$/i.test(name)) return false;
  return !/^(?:true|false|yes|no|on|off|none|null|\d{1,4}|\/.*|<.*>|\*+|x+)$/i.test(value);
}

function secretAt({ name, range }: Field): Found {
  return { range, message: `"${name}" holds a secret`, identity: name };
}

/** A build that leaves its sandbox. */
export function unconfinedBuild({ compose: file }: ComposeSubject): readonly Violation[] {
  if (file === undefined) return [];
  const found = file.builds.flatMap(({ name, fields }) => {
    const rights = textsOf(fields.get('entitlements'), file).filter(({ text }) =>
      /^(?:security\.insecure|network\.host)$/.test(text),
    );
    const network = valueText(fields.get('network'), file);
    const isPrivileged = textOf(fields.get('privileged'));
    return [
      ...rights.map(({ text, node }) => ({ node, text: `it may use ${text}` })),
      ...(network?.text === 'host'
        ? [{ node: network.node, text: 'it uses the network of the host' }]
        : []),
      ...(isPrivileged === 'true'
        ? [{ node: fields.get('privileged'), text: 'it is privileged' }]
        : []),
    ].map(({ node, text }) => ({
      ...(node !== undefined && { range: node.range }),
      subject: name,
      message: `the build of ${name} is not confined: ${text}`,
      identity: text,
    }));
  });
  return once(found);
}

type Found = Omit<Violation, 'range' | 'place'> & {
  readonly node?: YamlNode;
  readonly range?: SourceRange;
};

/** Violations at services; what several services share through an anchor is one place. */
function atServices(
  { compose: file }: ComposeSubject,
  find: (service: Service, file: BuildFile) => readonly Found[],
): readonly Violation[] {
  if (file === undefined) return [];
  return once(
    file.services.flatMap((service) =>
      find(service, file).map(({ node, range = node?.range, ...rest }) => ({
        subject: service.name,
        ...rest,
        ...(range !== undefined && { range }),
      })),
    ),
  );
}

function once(violations: readonly Violation[]): readonly Violation[] {
  const seen = new Set<string>();
  return violations.filter(({ range, identity = '' }) => {
    const key = `${range?.start ?? -1} ${identity}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function withValue(
  subject: ComposeSubject,
  keys: readonly string[],
  wrong: RegExp,
  what: string,
): readonly Violation[] {
  return atServices(subject, ({ fields }, file) =>
    keys.flatMap((key) => {
      const value = valueText(fields.get(key), file);
      if (value === undefined || !wrong.test(value.text)) return [];
      const message = `${key}: ${value.text}: ${what}`;
      return [{ node: value.node, message, identity: `${key} ${value.text}` }];
    }),
  );
}
