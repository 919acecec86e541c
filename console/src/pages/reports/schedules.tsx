import type { ReactNode } from 'react';
import type { AnswerOf } from '#wire/routes.ts';
import { useAct, useMay, useRead } from '../../api/hooks.ts';
import { Button } from '../../parts/button.tsx';
import { visible } from '../../parts/name.tsx';
import { Facts, Loaded } from '../../parts/page.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { Time } from '../../parts/time.tsx';
import { telling } from '../../parts/toasts.tsx';

type Schedule = AnswerOf<'listSchedules'>['items'][number];

/** Reports that are made by the clock; what a reader may see is asked anew each time one is sent. */
export function Schedules(): ReactNode {
  const read = useRead('listSchedules');
  return (
    <Loaded of={read}>
      {(answer) =>
        answer.items.length === 0 ? (
          <div className="card">
            <EmptyState
              reason="nothing-found"
              title="No schedule"
              text="A schedule makes a report by the clock and mails it."
            />
          </div>
        ) : (
          <ul className="stack">
            {answer.items.map((schedule) => (
              <OneSchedule key={schedule.id} schedule={schedule} />
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}

function OneSchedule({ schedule }: { readonly schedule: Schedule }): ReactNode {
  const remove = useAct('removeSchedule', ['listSchedules']);
  const mayWrite = useMay('report.write');
  return (
    <li className="card stack">
      <div className="row spread">
        <h2>
          <bdi>{visible(schedule.wish.name)}</bdi>
        </h2>
        {mayWrite ? (
          <Button
            isBusy={remove.isPending}
            onPress={() =>
              remove.mutate({ params: { id: schedule.id } }, telling('It is no longer made.'))
            }
          >
            Stop
          </Button>
        ) : undefined}
      </div>
      {schedule.error === undefined ? undefined : (
        <p className="notice" data-tone="critical">
          <bdi>{visible(schedule.error)}</bdi>
        </p>
      )}
      <Facts
        facts={[
          ['Report', `${schedule.wish.kind}, ${schedule.wish.format.toUpperCase()}`],
          [
            'When',
            <span key="w">
              <code>{visible(schedule.cron)}</code> in {visible(schedule.timeZone)}
            </span>,
          ],
          ['Next', <Time key="n" at={schedule.next} />],
          ['Last', <Time key="l" at={schedule.last} />],
          ['To', schedule.mailTo.map(visible).join(', ')],
          ['Owner', <bdi key="o">{visible(schedule.owner)}</bdi>],
        ]}
      />
    </li>
  );
}
