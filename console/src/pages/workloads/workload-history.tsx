import type { ReactNode } from 'react';
import { useRows } from '../../api/hooks.ts';
import { LoadedRows, More } from '../../parts/loaded-rows.tsx';
import { Card } from '../../parts/page.tsx';
import { momentHref } from '../../parts/places.ts';
import { EmptyState } from '../../parts/states.tsx';
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
  return (
    <LoadedRows of={rows} lines={8} empty={<NoHistory />}>
      {(moments) => {
        const items = moments.map((one) => ({ ...one, href: momentHref(one.kind, one.ref) }));
        return (
          <div className="stack wide">
            <Card title="When">
              <TimeAxis items={items} lanes={lanes} now={now} />
            </Card>
            <Card title="What">
              <TimelineList items={items} />
              <More of={rows}>Earlier</More>
            </Card>
          </div>
        );
      }}
    </LoadedRows>
  );
}

function NoHistory(): ReactNode {
  return (
    <Card>
      <EmptyState
        reason="nothing-scanned"
        title="Nothing has happened yet"
        text="Deployments, scans, detections and changes of policy will stand here on one axis."
      />
    </Card>
  );
}
