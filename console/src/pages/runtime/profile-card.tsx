import type { ReactNode } from 'react';
import type { RowOf } from '../../api/hooks.ts';
import { Badge } from '../../parts/badges.tsx';
import { Name, visible } from '../../parts/name.tsx';
import { Card } from '../../parts/page.tsx';
import { Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { countOf, numberText } from '../../parts/words.ts';

type Profile = RowOf<'listProfiles'>;

/** One profile: what it knows in each dimension, and whether leaving it is noticed yet. */
export function ProfileCard({ profile }: { readonly profile: Profile }): ReactNode {
  return (
    <Card>
      <div className="row spread tight">
        <h2 className="grow">
          <Name text={profile.workload} />
        </h2>
        <Badge tone={profile.state === 'active' ? 'good' : 'low'}>{profile.state}</Badge>
      </div>
      <p className="small quiet">
        <Name text={profile.image} tail={20} />
        <br />
        {countOf(profile.behaviours, 'behaviour')}, version {profile.version}, changed{' '}
        <Time at={profile.updated} />
      </p>
      <Table
        caption="Dimensions of the profile"
        heads={['Dimension', 'State', ['Known', 'number']]}
      >
        {profile.dimensions.map((one) => (
          <tr key={one.name}>
            <td>
              <bdi>{visible(one.name)}</bdi>
            </td>
            <td>
              <bdi className={one.state === 'learning' ? 'quiet' : undefined}>
                {visible(one.state)}
              </bdi>
            </td>
            <td className="number">{numberText(one.known)}</td>
          </tr>
        ))}
      </Table>
    </Card>
  );
}
