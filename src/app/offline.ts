import type { Source } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';

/** Stands in for the registry with `--offline`: it says why nothing is fetched and opens no connection. */
export const offlineRegistry: Source = {
  kind: 'source',
  id: 'registry/offline',
  revision: 1,
  title: 'a registry that may not be asked',
  schemes: ['registry:'],
  open({ locator }) {
    return Promise.reject(
      new CaissonError(
        'access.unreachable',
        `${quote(locator)} is not on this machine, and --offline forbids to ask a registry`,
        { hint: 'save the image and scan the archive: caisson scan docker-archive:image.tar' },
      ),
    );
  },
};

/** The environment without engines that are reached over a network (`DOCKER_HOST=tcp://…`). */
export function withoutRemoteEngines(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  const remote = ['DOCKER_HOST', 'CONTAINER_HOST'].filter((name) =>
    /^(?:tcp|https?|ssh):/i.test(environment[name] ?? ''),
  );
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !remote.includes(name)));
}
