import { type ReactNode, useState } from 'react';
import { useRows } from '../../api/hooks.ts';
import { Tier } from '../../parts/badges.tsx';
import { FreshBar } from '../../parts/fresh-bar.tsx';
import { Icon } from '../../parts/icon.tsx';
import { LoadedRows, More } from '../../parts/loaded-rows.tsx';
import { visible } from '../../parts/name.tsx';
import { Card, PageHead } from '../../parts/page.tsx';
import { placeText } from '../../parts/places.ts';
import { EmptyState } from '../../parts/states.tsx';
import { To } from '../../parts/to.tsx';
import { countOf } from '../../parts/words.ts';
import { MergedPicture } from './merged-picture.tsx';
import { type AttackPath, iconOfStep } from './path-words.ts';
import './path.css';

/** Ways from outside to a node or to secrets: all in one picture, then one by one with what breaks each. */
export function Page(): ReactNode {
  const rows = useRows('listAttackPaths', {}, { limit: 50 });
  return (
    <div className="page">
      <PageHead
        title="Attack paths"
        about="How somebody outside could reach a node or the secrets of a cluster, step by step, each with its evidence. Cut a path at its cheapest place."
      />
      <FreshBar kinds={['finding.', 'asset.scanned']} reads={['listAttackPaths']} />
      <LoadedRows of={rows} lines={10} empty={<NoPaths />}>
        {(paths) => <Shown paths={paths} isMore={rows.isMore} />}
      </LoadedRows>
      <More of={rows}>More paths</More>
    </div>
  );
}

function NoPaths(): ReactNode {
  return (
    <Card>
      <EmptyState
        reason="nothing-found"
        title="No path is known"
        text="No workload that can be reached from outside has both a way in and rights that lead further. What was not scanned or is not watched cannot be judged: see “Coverage”."
      />
    </Card>
  );
}

function Shown(props: {
  readonly paths: readonly AttackPath[];
  readonly isMore: boolean;
}): ReactNode {
  const { paths } = props;
  const [lit, setLit] = useState<string>();
  return (
    <>
      <Card
        title={`${countOf(paths.length, 'path')}${props.isMore ? ' and more' : ''}, drawn over each other`}
      >
        <MergedPicture paths={paths} lit={lit} />
        <p className="small quiet">
          ✂ and a dashed frame: the cheapest place to cut, with how many paths end there. Thick
          lines: many paths.
        </p>
      </Card>
      <ol className="stack">
        {paths.map((path) => (
          <PathRow
            key={path.id}
            path={path}
            onPoint={(isOn) => setLit(isOn ? path.id : undefined)}
          />
        ))}
      </ol>
    </>
  );
}

function PathRow(props: {
  readonly path: AttackPath;
  readonly onPoint: (isOn: boolean) => void;
}): ReactNode {
  const { path } = props;
  return (
    <li
      className="card path-row"
      onMouseEnter={() => props.onPoint(true)}
      onMouseLeave={() => props.onPoint(false)}
      onFocus={() => props.onPoint(true)}
      onBlur={() => props.onPoint(false)}
    >
      <div className="row">
        <Tier tier={path.tier} />
        <h2>
          <To href={`/attack-paths/${encodeURIComponent(path.id)}`}>
            <bdi className="line-wrap">{visible(path.title)}</bdi>
          </To>
        </h2>
        <bdi className="small quiet">{visible(placeText(path.place))}</bdi>
      </div>
      <ol className="chain small">
        {path.steps.map((step, at) => (
          <li
            key={`${at} ${step.label}`}
            className={at === path.cut.step ? 'tone-good strong' : ''}
          >
            <Icon name={iconOfStep(step.kind)} size={14} />
            <bdi className="line-wrap">{visible(step.label)}</bdi>
            {at === path.cut.step ? <span aria-hidden="true">✂</span> : undefined}
          </li>
        ))}
      </ol>
      <p className="cut-line">
        <b className="tone-good">Cut</b> <bdi>{visible(path.cut.title)}</bdi>
      </p>
    </li>
  );
}
