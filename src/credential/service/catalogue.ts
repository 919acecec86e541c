import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseJson } from '#kit/json.ts';
import { parseCondition } from './condition.ts';
import type { ServiceRecord, ServiceVerdict } from './record.ts';

/** A record as `tools/service-catalog.ts` writes it: conditions are text. */
export type CompiledService = Omit<ServiceRecord, 'verdicts'> & {
  readonly verdicts: readonly (Omit<ServiceVerdict, 'when'> & { readonly when: string })[];
};

/** Reads the compiled catalogue; `dataDirectory` is the program's own, so its shape is known. */
export function loadServices(dataDirectory: string): readonly ServiceRecord[] {
  const path = join(dataDirectory, 'catalog', 'services.json');
  const { services } = parseJson(readFileSync(path, 'utf8'), path) as {
    readonly services: readonly CompiledService[];
  };
  return services.map(recordOf);
}

/** A record with its conditions parsed. Throws `input.malformed` when one is wrong. */
export function recordOf(service: CompiledService): ServiceRecord {
  const verdicts = service.verdicts.map((verdict) => ({
    ...verdict,
    when: parseCondition(verdict.when),
  }));
  return { ...service, verdicts };
}
