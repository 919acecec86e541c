import { bytesOfText } from '#kit/byte-string.ts';
import { isRecord } from '#kit/json.ts';
import type { ImageFacts } from '#model/artifact.ts';
import type { ProfileDimension } from '#model/profile.ts';
import { profileDimensions } from '#model/profile.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import type { Expectation } from '#profile/expectation.ts';

/** What an image says of itself, by its scan or by its engine. */
export type ImageIntent = Pick<
  ImageFacts,
  'entrypoint' | 'command' | 'exposedPorts' | 'user' | 'env'
>;

/**
 * What the sensor tells in full. System calls are not listed by it, and most capabilities (`DAC_OVERRIDE`, `FOWNER`, `KILL` …) leave no
 * trace in the calls that it sees: a profile that would deny the others must not be promoted.
 */
export const fedDimensions: readonly ProfileDimension[] = profileDimensions.filter(
  (name) => name !== 'syscall' && name !== 'capability',
);

/** Programs that run other programs: that an image begins with one does not make every start of it ordinary. */
const interpreters =
  /\/(?:env|(?:b?a|da|z|k|c|tc|fi)?sh|busybox|python[0-9.]*|perl|ruby|node|php[0-9.]*|java|tini|dumb-init|su-exec|gosu)$/;

/** What a workload will do by what its image and its engine say. `find` resolves the name of a program by `PATH`. */
export function expectationOf(
  container: WorkloadContainer,
  intent: ImageIntent,
  find: (name: string, directories: readonly string[]) => string | undefined,
): Expectation {
  const words = [...intent.entrypoint, ...intent.command];
  const program = programOf(words[0], intent.env, find);
  const users = usersOf(container.user ?? intent.user);
  const capabilities = (container.capabilities ?? []).filter((name) => name !== 'ALL');
  return {
    ...(program !== undefined && { entrypoint: [bytesOfText(program), ...words.slice(1)] }),
    ports: intent.exposedPorts.flatMap(portOf),
    users,
    capabilities: capabilities.map((name) => name.replace(/^CAP_/, '')),
  };
}

/** `Config` of `GET /containers/ID/json` of the Docker Engine API. */
export function intentOfInspect(inspect: unknown): ImageIntent | undefined {
  const config = isRecord(inspect) ? inspect['Config'] : undefined;
  if (!isRecord(config)) return undefined;
  const { User: user, ExposedPorts: ports } = config;
  return {
    entrypoint: textsOf(config['Entrypoint']),
    command: textsOf(config['Cmd']),
    exposedPorts: isRecord(ports) ? Object.keys(ports).slice(0, maxWords) : [],
    env: textsOf(config['Env']),
    ...(typeof user === 'string' && { user }),
  };
}

const maxWords = 256;

function textsOf(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, maxWords).filter((one): one is string => typeof one === 'string');
}

function programOf(
  word: string | undefined,
  env: readonly string[],
  find: (name: string, directories: readonly string[]) => string | undefined,
): string | undefined {
  if (word === undefined || word === '') return undefined;
  const path = env.find((one) => one.startsWith('PATH='))?.slice('PATH='.length) ?? usualPath;
  const program = word.includes('/') ? word : find(word, path.split(':').slice(0, maxWords));
  return program?.startsWith('/') === true && !interpreters.test(program) ? program : undefined;
}

const usualPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** `80/tcp`, `53/udp`, `8000-8010/tcp`, `80`. */
function portOf(text: string): readonly { readonly protocol: string; readonly port: number }[] {
  const [, port, last, protocol = 'tcp'] =
    /^([0-9]{1,5})(?:-([0-9]{1,5}))?(?:\/(tcp|udp|sctp))?$/.exec(text) ?? [];
  if (port === undefined) return [];
  const count = Math.min(maxWords, Number(last ?? port) - Number(port) + 1);
  return Array.from({ length: Math.max(0, count) }, (_, at) => ({
    protocol,
    port: Number(port) + at,
  }));
}

/** Nobody was named: root. Names of users are not looked up. */
function usersOf(user: string | undefined): readonly number[] {
  const [name = ''] = (user ?? '').split(':');
  if (name === '') return [0];
  return /^[0-9]{1,10}$/.test(name) ? [Number(name)] : name === 'root' ? [0] : [];
}
