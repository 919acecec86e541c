import type { Settings } from '#cli/settings.ts';
import type { PipelineSettings } from '#pipeline/settings.ts';
import { databaseLocation } from './database-location.ts';

/** Published vulnerabilities of actions, from the database that is in use; it is opened when somebody asks. */
export async function builtInAdvisories(
  dataDirectory: string,
  settings: Settings,
): Promise<Exclude<PipelineSettings['advisoriesOf'], undefined>> {
  const [{ openIndex }, { actionAdvisories }] = await Promise.all([
    import('#advisory/open-index.ts'),
    import('#app/action-advisories.ts'),
  ]);
  return actionAdvisories((scope) => openIndex(databaseLocation(dataDirectory, settings), scope));
}
