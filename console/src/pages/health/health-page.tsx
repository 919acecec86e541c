import type { ReactNode } from 'react';
import type { AnswerOf } from '#wire/routes.ts';
import { useRead } from '../../api/hooks.ts';
import { Badge, type Tone } from '../../parts/badges.tsx';
import { FreshBar } from '../../parts/fresh-bar.tsx';
import { Icon } from '../../parts/icon.tsx';
import { visible } from '../../parts/name.tsx';
import { Card, Loaded, PageHead } from '../../parts/page.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { Time } from '../../parts/time.tsx';
import { To } from '../../parts/to.tsx';
import { countOf, numberText } from '../../parts/words.ts';
import { BlindSpots } from './blind-spots.tsx';
import { Storage } from './storage.tsx';
import './health.css';

type Coverage = AnswerOf<'readCoverage'>;

/** What is not seen, how old the data is, what waits and what was lost: silence must not look like safety. */
export function Page(): ReactNode {
  const read = useRead('readCoverage', {}, { everyMs: 60_000 });
  return (
    <div className="page">
      <PageHead
        title="Coverage and health"
        about="What is not seen, and what does not work as it should. Figures on other pages are only as good as this one."
      >
        <To className="button" href="/jobs">
          <Icon name="again" />
          Jobs
        </To>
      </PageHead>
      <FreshBar kinds={['gap']} reads={['readCoverage']} />
      <Loaded of={read} lines={12}>
        {(coverage) => (
          <>
            <Lead coverage={coverage} />
            <BlindSpots blind={coverage.blind} />
            <div className="columns">
              <Ages coverage={coverage} />
              <Queues coverage={coverage} />
              <Storage coverage={coverage} />
            </div>
          </>
        )}
      </Loaded>
    </div>
  );
}

function Lead({ coverage }: { readonly coverage: Coverage }): ReactNode {
  const old = coverage.ages.filter((age) => age.state !== 'good').length;
  const failed = coverage.queues.reduce((sum, queue) => sum + queue.failed, 0);
  const isFine = coverage.blind.length === 0 && coverage.lost === 0 && old === 0 && failed === 0;
  return (
    <div className="figures four">
      <Figure
        label="Blind spots"
        value={coverage.blind.length}
        about={isFine ? 'all that is known is seen' : 'each with what to do about it'}
        isBad={coverage.blind.length > 0}
      />
      <Figure
        label="Events lost"
        value={coverage.lost}
        about="in the last 7 days, counted by the sensors"
        isBad={coverage.lost > 0}
      />
      <Figure
        label="Old or missing data"
        value={old}
        about="advisories and what else comes from outside"
        isBad={old > 0}
      />
      <Figure
        label="Work that failed"
        value={failed}
        about="given up after all tries"
        isBad={failed > 0}
      />
    </div>
  );
}

function Figure(props: {
  readonly label: string;
  readonly value: number;
  readonly about: string;
  readonly isBad: boolean;
}): ReactNode {
  return (
    <div className="figure">
      <span className="label">{props.label}</span>
      <span className={props.isBad ? 'value tone-high' : 'value'}>{numberText(props.value)}</span>
      <span className="delta">{props.about}</span>
    </div>
  );
}

const ageTones: Readonly<Record<string, Tone>> = {
  good: 'good',
  old: 'medium',
  missing: 'critical',
};

function Ages({ coverage }: { readonly coverage: Coverage }): ReactNode {
  return (
    <Card title="Age of data">
      {coverage.ages.length === 0 ? (
        <p className="quiet">Nothing tells its age here, or it is not for you to see.</p>
      ) : undefined}
      <ul className="stack">
        {coverage.ages.map((age) => (
          <li key={age.name}>
            <div className="row spread">
              <bdi className="strong">{visible(age.name)}</bdi>
              <Badge tone={ageTones[age.state] ?? 'unknown'}>{age.state}</Badge>
            </div>
            <span className="small quiet">
              <bdi>{visible(age.text)}</bdi>
              {age.at === undefined ? undefined : (
                <>
                  {' · '}
                  <Time at={age.at} />
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Queues({ coverage }: { readonly coverage: Coverage }): ReactNode {
  return (
    <Card title="Queues" side={<To href="/jobs">All jobs</To>}>
      {coverage.queues.length === 0 ? (
        <EmptyState
          reason="nothing-found"
          title="Nothing waits"
          text="Scans and deliveries are all done, or the queues are not for you to see."
        />
      ) : undefined}
      <ul className="stack">
        {coverage.queues.map((queue) => (
          <li key={queue.name}>
            <div className="row spread">
              <bdi className="strong">{visible(queue.name)}</bdi>
              {queue.failed > 0 ? (
                <Badge tone="critical">{numberText(queue.failed)} failed</Badge>
              ) : (
                <Badge tone="good">no failure</Badge>
              )}
            </div>
            <span className="small quiet">
              {queue.waiting === 0
                ? 'nothing waits'
                : `${countOf(queue.waiting, 'piece')} of work ${queue.waiting === 1 ? 'waits' : 'wait'}`}
              {queue.oldest === undefined ? undefined : (
                <>
                  {', the oldest since '}
                  <Time at={queue.oldest} />
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
