import type { FileView } from '#contract/source.ts';
import { isRecord, parseJson } from '#kit/json.ts';

/** Services of Ubuntu Pro that are enabled: `esm-infra`, `esm-apps`, `fips`. Nothing on a machine without subscription. */
export function* enabledServices(file: FileView): Iterable<string> {
  const status = parseJson(file.text(), 'the status of Ubuntu Pro');
  const services = isRecord(status) && status['attached'] === true ? status['services'] : undefined;
  if (!Array.isArray(services)) return;
  for (const service of services) {
    if (!isRecord(service) || service['status'] !== 'enabled') continue;
    if (typeof service['name'] === 'string') yield service['name'];
  }
}
