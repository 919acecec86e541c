import type { ReactNode } from 'react';
import type { AnswerOf } from '#wire/routes.ts';
import { useRead } from '../../api/hooks.ts';
import { Badge } from '../../parts/badges.tsx';
import { SelectField } from '../../parts/fields.tsx';
import { visible } from '../../parts/name.tsx';
import { Card, Loaded } from '../../parts/page.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { relativeTime, useMinute } from '../../parts/time.tsx';
import { useView } from '../../parts/view.ts';
import { countOf, numberText } from '../../parts/words.ts';
import type { ImageDetail } from './image-detail.ts';

type Difference = AnswerOf<'compareImages'>;

/** What differs from an earlier image of the same name. */
export function ImageChanges({ image }: { readonly image: ImageDetail }): ReactNode {
  const view = useView();
  const now = useMinute();
  const before = image.previous.find((one) => one.id === view.one('before')) ?? image.previous[0];
  if (before === undefined)
    return (
      <EmptyState
        reason="nothing-found"
        title="No earlier image"
        text="As soon as this name points to another digest, the two are compared here."
      />
    );
  return (
    <div className="stack wide">
      <SelectField
        label="Compare with"
        value={before.id}
        onChange={(id) => view.change({ before: id })}
        choices={image.previous.map(
          (one) =>
            [
              one.id,
              `${one.digest.replace('sha256:', '').slice(0, 12)}${one.scanned === undefined ? '' : `, scanned ${relativeTime(one.scanned, now)}`}`,
            ] as const,
        )}
      />
      <Compared id={image.id} before={before.id} />
    </div>
  );
}

function Compared(props: { readonly id: string; readonly before: string }): ReactNode {
  const read = useRead('compareImages', {
    params: { id: props.id },
    query: { before: props.before },
  });
  return (
    <Loaded of={read}>
      {(difference) => (
        <>
          <p className="lead">
            <b className="tone-good">{countOf(difference.findings.closed, 'finding')} closed</b>,{' '}
            <b className="tone-high">{numberText(difference.findings.opened)} opened</b>.
          </p>
          <div className="columns">
            <ChangeList title="Changed" tone="accent" lines={changedLines(difference)} />
            <ChangeList
              title="Added"
              tone="high"
              lines={difference.components.added.map((one) => `${one.name} ${one.version}`)}
            />
            <ChangeList
              title="Removed"
              tone="good"
              lines={difference.components.removed.map((one) => `${one.name} ${one.version}`)}
            />
          </div>
        </>
      )}
    </Loaded>
  );
}

function changedLines(difference: Difference): readonly string[] {
  return difference.components.changed.map((one) => `${one.name} ${one.before} → ${one.after}`);
}

function ChangeList(props: {
  readonly title: string;
  readonly tone: 'accent' | 'high' | 'good';
  readonly lines: readonly string[];
}): ReactNode {
  return (
    <Card
      title={props.title}
      side={<Badge tone={props.tone}>{numberText(props.lines.length)}</Badge>}
    >
      {props.lines.length === 0 ? <p className="quiet">none</p> : undefined}
      <ul className="stack">
        {props.lines.slice(0, 200).map((line, at) => (
          <li key={`${at} ${line}`}>
            <bdi className="mono">{visible(line)}</bdi>
          </li>
        ))}
      </ul>
    </Card>
  );
}
