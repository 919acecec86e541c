import type { Scope } from '#contract/scope.ts';
import { isCaissonError } from '#kit/error.ts';
import { isRecord } from '#kit/json.ts';
import type { IngestLine } from '#wire/ingest.ts';
import { engineControl } from '#workload/control.ts';
import type { WatchPlace } from '../../runtime/watch-place.ts';

type ExposureLine = Extract<IngestLine, { type: 'exposure' }>;

/** Asks the engine of a container; undefined where none answers, or what answers does not know of ports. */
export async function exposureAt(
  { places, directory }: WatchPlace,
  id: string,
  { signal }: Scope,
): Promise<ExposureLine | undefined> {
  try {
    return exposureOfInspect(id, await engineControl(places, directory).inspect(id, signal));
  } catch (error) {
    if (isCaissonError(error) || signal.aborted) return undefined;
    throw error;
  }
}

/** What an engine's description of a container says of its reach (Docker Engine API, `GET /containers/{id}/json`); podman answers the same. */
export function exposureOfInspect(container: string, inspect: unknown): ExposureLine | undefined {
  if (!isRecord(inspect)) return undefined;
  const { NetworkSettings: settings, HostConfig: host } = inspect;
  if (!isRecord(settings)) return undefined;
  const networks = isRecord(settings['Networks']) ? Object.keys(settings['Networks']) : [];
  const mode = isRecord(host) ? host['NetworkMode'] : undefined;
  const modes = mode === 'host' || mode === 'none' ? [mode] : [];
  return {
    type: 'exposure',
    container,
    published: publishedIn(settings['Ports']).slice(0, 500),
    networks: [...new Set([...modes, ...networks])].slice(0, 100).map((name) => name.slice(0, 512)),
  };
}

function publishedIn(ports: unknown): ExposureLine['published'] {
  if (!isRecord(ports)) return [];
  return Object.entries(ports).flatMap(([name, bindings]) => {
    const [target, protocol] = name.split('/');
    if (!Array.isArray(bindings) || (protocol !== 'tcp' && protocol !== 'udp')) return [];
    return bindings.filter(isRecord).flatMap(({ HostIp: address, HostPort: port }) => {
      const number = Number(port);
      if (!Number.isInteger(number) || !Number.isInteger(Number(target))) return [];
      // No address means all of them.
      const at = typeof address === 'string' && address !== '' ? address.slice(0, 100) : '0.0.0.0';
      return [{ address: at, port: number, target: Number(target), protocol }];
    });
  });
}
