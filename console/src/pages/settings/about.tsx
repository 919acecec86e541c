import type { ReactNode } from 'react';
import { useRead } from '../../api/hooks.ts';
import { visible } from '../../parts/name.tsx';
import { Card, Facts, Loaded } from '../../parts/page.tsx';
import { Time } from '../../parts/time.tsx';

/** Version, store and age of the data. */
export function About(): ReactNode {
  const read = useRead('readAbout');
  return (
    <Card title="About this Caisson">
      <Loaded of={read}>
        {(about) => (
          <Facts
            facts={[
              ['Version', visible(about.version)],
              ['Node', visible(about.node)],
              ['Started', <Time key="s" at={about.started} />],
              ['Store', visible(about.store)],
              ['Bus', visible(about.bus)],
              [
                'Advisories',
                `${visible(about.database.build)}, built ${visible(about.database.builtAt)}, from ${visible(about.database.origin)}`,
              ],
              ['API', <code key="a">/api/v1</code>],
            ]}
          />
        )}
      </Loaded>
    </Card>
  );
}
