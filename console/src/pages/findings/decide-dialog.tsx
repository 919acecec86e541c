import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { RequestOf } from '#wire/routes.ts';
import { call } from '../../api/call.ts';
import { useAct } from '../../api/hooks.ts';
import { Tier } from '../../parts/badges.tsx';
import { FormDialog } from '../../parts/dialog.tsx';
import { TextField } from '../../parts/fields.tsx';
import { ErrorState } from '../../parts/states.tsx';
import { tell } from '../../parts/toasts.tsx';
import { countOf, numberText } from '../../parts/words.ts';
import type { Wish } from './bulk-bar.tsx';

type Decision = Exclude<Wish, { readonly kind: 'except' }>;
type Body = NonNullable<RequestOf<'decideFindings'>['body']>;

const titles = {
  acknowledge: 'Acknowledge findings',
  reopen: 'Reopen findings',
  assign: 'Assign findings',
  comment: 'Comment on findings',
} as const;

/** A decision about one or many findings. It first says what it is about: how many, where, how urgent. */
export function DecideDialog(props: {
  readonly wish: Decision;
  readonly onClose: () => void;
}): ReactNode {
  const { wish } = props;
  const [owner, setOwner] = useState('');
  const [text, setText] = useState('');
  const act = useAct('decideFindings', [
    'listFindings',
    'countFindings',
    'readFinding',
    'readOverview',
  ]);
  const body = bodyOf(wish, owner, text);
  function send(): void {
    act.mutate(
      { body },
      {
        onSuccess: (done) => {
          tell(`${countOf(done.findings, 'finding')} in ${countOf(done.assets, 'place')}: done.`);
          props.onClose();
        },
      },
    );
  }
  return (
    <FormDialog
      title={titles[wish.kind]}
      problem={act.error}
      onClose={props.onClose}
      onSubmit={send}
      submit={titles[wish.kind].split(' ')[0] ?? 'Do it'}
      isBusy={act.isPending}
      isReady={isReady(wish, owner, text)}
    >
      <Preview wish={wish} />
      {wish.kind === 'assign' ? (
        <TextField
          label="Owner"
          value={owner}
          onChange={setOwner}
          isRequired
          max={200}
          shouldFocus
          help="A person or a team; it is told through destinations."
        />
      ) : undefined}
      <TextField
        label={wish.kind === 'comment' ? 'Comment' : 'Why (optional)'}
        value={text}
        onChange={setText}
        isLong
        max={2000}
        isRequired={wish.kind === 'comment'}
        help="It stays in the history of each finding."
      />
    </FormDialog>
  );
}

function Preview({ wish }: { readonly wish: Decision }): ReactNode {
  const preview = useQuery({
    queryKey: ['preview', wish],
    queryFn: ({ signal }) =>
      call('decideFindings', { body: { ...bodyOf(wish, '', ''), preview: true }, signal }),
  });
  if (preview.error !== null) return <ErrorState problem={preview.error} />;
  if (preview.data === undefined) return <p className="quiet">Counting what this is about …</p>;
  const { findings, assets, byTier } = preview.data;
  return (
    <div className="notice" data-tone="low" role="status">
      <div className="stack">
        <span>
          This is about <b>{countOf(findings, 'finding')}</b> in <b>{countOf(assets, 'place')}</b>.
        </span>
        <TierCounts byTier={byTier} />
      </div>
    </div>
  );
}

/** Counts by tier in a row. */
export function TierCounts(props: {
  readonly byTier: Readonly<Record<string, number>>;
}): ReactNode {
  return (
    <div className="row">
      {Object.entries(props.byTier)
        .filter(([, count]) => count > 0)
        .toSorted(([a], [b]) => a.localeCompare(b))
        .map(([tier, count]) => (
          <span className="row tight" key={tier}>
            <Tier tier={tier} /> {numberText(count)}
          </span>
        ))}
    </div>
  );
}

function bodyOf(wish: Decision, owner: string, text: string): Body {
  return {
    action: wish.kind,
    ...(wish.ids === undefined ? {} : { ids: [...wish.ids] }),
    ...(wish.filter === undefined ? {} : { filter: wish.filter }),
    ...(wish.version === undefined ? {} : { version: wish.version }),
    ...(owner === '' ? {} : { owner }),
    ...(text === '' ? {} : { text }),
  };
}

function isReady(wish: Decision, owner: string, text: string): boolean {
  if (wish.kind === 'assign') return owner.trim() !== '';
  return wish.kind !== 'comment' || text.trim() !== '';
}
