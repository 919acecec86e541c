import type { ReactNode } from 'react';
import { useRead } from '../../api/hooks.ts';
import { Tier } from '../../parts/badges.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Copy, visible } from '../../parts/name.tsx';
import { Card, Facts, Loaded, PageHead } from '../../parts/page.tsx';
import { placeText } from '../../parts/places.ts';
import { To } from '../../parts/to.tsx';
import { usePathPart } from '../../parts/view.ts';
import { MergedPicture } from './merged-picture.tsx';
import {
  type AttackPath,
  hrefOfStep,
  iconOfStep,
  type PathStep,
  wordOfStep,
} from './path-words.ts';
import './path.css';

/** One attack path: each step with its evidence, and the cheapest thing that breaks it. */
export function Page(): ReactNode {
  const id = usePathPart('id');
  const read = useRead('readAttackPath', { params: { id } });
  return (
    <div className="page">
      <Loaded of={read} lines={12}>
        {(path) => <Shown path={path} />}
      </Loaded>
    </div>
  );
}

function Shown({ path }: { readonly path: AttackPath }): ReactNode {
  return (
    <>
      <PageHead
        title={visible(path.title)}
        name={<bdi className="line-wrap">{visible(path.title)}</bdi>}
        above={<To href="/attack-paths">Attack paths</To>}
        about={
          <span className="row">
            <Tier tier={path.tier} />
            <span>score {Math.round(path.score)} of 100</span>
            <bdi>{visible(placeText(path.place))}</bdi>
          </span>
        }
      />
      <Card title="Break it here">
        <p className="cut-line lead">
          <span aria-hidden="true">✂</span>
          <bdi>{visible(path.cut.title)}</bdi>
        </p>
        {path.cut.command === undefined ? undefined : (
          <div className="row tight">
            <pre className="command grow">
              <code>{visible(path.cut.command)}</code>
            </pre>
            <Copy text={path.cut.command} what="command" />
          </div>
        )}
        <p className="small quiet">
          The least work that ends this path: an update before another manifest, a manifest before
          living with neither.
        </p>
      </Card>
      <Card title="The way">
        <MergedPicture paths={[path]} lit={undefined} />
        <ol className="way">
          {path.steps.map((step, at) => (
            <Step
              key={`${at} ${step.label}`}
              step={step}
              isCut={at === path.cut.step}
              isLast={at === path.steps.length - 1}
            />
          ))}
        </ol>
      </Card>
    </>
  );
}

function Step(props: {
  readonly step: PathStep;
  readonly isCut: boolean;
  readonly isLast: boolean;
}): ReactNode {
  const { step } = props;
  const href = hrefOfStep(step);
  const label = <bdi className="strong">{visible(step.label)}</bdi>;
  return (
    <li data-cut={props.isCut} data-goal={props.isLast}>
      <div className="way-mark" aria-hidden="true">
        <span>
          <Icon name={iconOfStep(step.kind)} size={18} />
        </span>
        {props.isLast ? undefined : (
          <svg viewBox="0 0 14 40" preserveAspectRatio="none">
            <path d="M7 0v40" stroke="currentColor" strokeWidth="1.5" />
          </svg>
        )}
      </div>
      <div className="way-body stack">
        <div>
          <span className="small quiet">{wordOfStep(step.kind)}</span>
          <div>
            {href === undefined ? label : <To href={href}>{label}</To>}{' '}
            {props.isCut ? <b className="tone-good">✂ cut here</b> : undefined}
          </div>
        </div>
        <Facts
          facts={step.evidence.map(
            (one) => [visible(one.label), <bdi key="t">{visible(one.text)}</bdi>] as const,
          )}
        />
      </div>
    </li>
  );
}
