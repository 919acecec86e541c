import type { ReactNode } from 'react';
import { useRows } from '../../api/hooks.ts';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/page.tsx';
import { momentHref } from '../../parts/places.ts';
import { EmptyState, ErrorState, Skeleton } from '../../parts/states.tsx';
import { useMinute } from '../../parts/time.tsx';
import { type Lane, TimeAxis } from '../../parts/time-axis.tsx';
import { TimelineList } from '../../parts/timeline.tsx';

const lanes: readonly Lane[] = [
  { title: 'Deployed', kinds: ['seen', 'deploy', 'gone'] },
  { title: 'Scanned', kinds: ['scan', 'finding'] },
  { title: 'Detected', kinds: ['detection', 'incident'] },
  { title: 'First ran', kinds: ['exec'] },
  { title: 'Policy, response', kinds: ['policy', 'action'] },
];

/** Everything that happened to a workload, on one axis and as a list. */
export function WorkloadHistory(props: { readonly id: string }): ReactNode {
  const rows = useRows('readWorkloadTimeline', { params: { id: props.id } });
  const now = useMinute();
  if (rows.problem !== undefined) return <ErrorState problem={rows.problem} onAgain={rows.again} />;
  if (rows.isLoading) return <Skeleton lines={8} />;
  const items = rows.rows.map((row) => ({ ...row, href: momentHref(row.kind, row.ref) }));
  if (items.length === 0)
    return (
      <Card>
        <EmptyState
          reason="nothing-scanned"
          title="Nothing has happened yet"
          text="Deployments, scans, detections and changes of policy will stand here on one axis."
        />
      </Card>
    );
  return (
    <div className="stack wide">
      <Card title="When">
        <TimeAxis items={items} lanes={lanes} now={now} />
      </Card>
      <Card title="What">
        <TimelineList items={items} />
        {rows.isMore ? (
          <div>
            <Button onPress={rows.more}>Earlier</Button>
          </div>
        ) : undefined}
      </Card>
    </div>
  );
}
