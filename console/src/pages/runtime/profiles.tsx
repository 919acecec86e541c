import type { ReactNode } from 'react';
import { useRows } from '../../api/hooks.ts';
import { Button } from '../../parts/button.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../parts/states.tsx';
import { ProfileCard } from './profile-card.tsx';

/** What is normal for each workload, as far as it is learnt. */
export function Profiles(): ReactNode {
  const rows = useRows('listProfiles', {}, { limit: 50 });
  if (rows.problem !== undefined) return <ErrorState problem={rows.problem} onAgain={rows.again} />;
  if (rows.isLoading) return <Skeleton lines={8} />;
  if (rows.rows.length === 0)
    return (
      <div className="card">
        <EmptyState
          reason="nothing-scanned"
          title="No profile is learnt yet"
          text="Profiles grow from what sensors see: programs, files, connections, rights. What leaves an active profile becomes a detection."
        />
      </div>
    );
  return (
    <div className="stack">
      <div className="columns">
        {rows.rows.map((profile, at) => (
          <ProfileCard key={`${at} ${profile.name}`} profile={profile} />
        ))}
      </div>
      {rows.isMore ? (
        <div>
          <Button onPress={rows.more}>More profiles</Button>
        </div>
      ) : undefined}
    </div>
  );
}
