import type { Host } from './host.ts';
import { commandOfService, type ServiceCommand, type UnitFile } from './unit.ts';

const directories = [
  '/etc/systemd/system',
  '/run/systemd/system',
  '/usr/local/lib/systemd/system',
  '/usr/lib/systemd/system',
  '/lib/systemd/system',
];

/** A service and its drop-ins as files; empty when there is none (systemd.unit(5), Unit File Load Path). */
export function unitFiles(host: Host, service: string): readonly UnitFile[] {
  const main = host.first(directories.map((directory) => `${directory}/${service}`));
  const dropIns = new Map<string, string>();
  for (const directory of directories.toReversed())
    for (const name of host.names(`${directory}/${service}.d`).slice(0, 500))
      if (name.endsWith('.conf')) dropIns.set(name, `${directory}/${service}.d/${name}`);
  const paths = [
    ...(main === undefined ? [] : [main]),
    ...[...dropIns.keys()].sort().flatMap((name) => dropIns.get(name) ?? []),
  ];
  return paths.flatMap((path) => {
    const text = host.text(path);
    return text === undefined ? [] : [{ path, text }];
  });
}

/** What a service starts. */
export function commandOf(host: Host, service: string): ServiceCommand | undefined {
  return commandOfService(unitFiles(host, service), (path) => host.text(path));
}
