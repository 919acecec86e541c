import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { call } from '../../api/call.ts';
import { type RowOf, useAct, useSession } from '../../api/hooks.ts';
import { Badge } from '../../parts/badges.tsx';
import { FormDialog } from '../../parts/dialog.tsx';
import { CheckField, RadioField, SelectField, TextField } from '../../parts/fields.tsx';
import { visible } from '../../parts/name.tsx';
import { ErrorState } from '../../parts/states.tsx';
import { tell } from '../../parts/toasts.tsx';
import { countOf, wordOf } from '../../parts/words.ts';
import { TierCounts } from './decide-dialog.tsx';
import {
  type Draft,
  type End,
  emptyDraft,
  endKinds,
  isComplete,
  justifications,
  requestOf,
  scopeOf,
  widthsOf,
} from './exception-draft.ts';

type Finding = RowOf<'listFindings'>;

/** Asks for an exception: how far it reaches (counted while one chooses), why, and when it must end. */
export function ExceptionDialog(props: {
  readonly finding: Finding;
  readonly onClose: () => void;
}): ReactNode {
  const { finding } = props;
  const me = useSession()?.user.name ?? '';
  const [draft, setDraft] = useState(() => emptyDraft(me, Date.now()));
  const act = useAct('requestException', ['listExceptions', 'listFindings', 'readFinding']);
  function change(part: Partial<Draft>): void {
    setDraft({ ...draft, ...part });
  }
  function send(): void {
    act.mutate(
      { body: requestOf(draft, finding) },
      {
        onSuccess: (made) => {
          tell(
            made.state === 'active'
              ? 'The exception holds.'
              : 'Asked. It counts when somebody else approves it.',
          );
          props.onClose();
        },
      },
    );
  }
  return (
    <FormDialog
      title={`Exception for ${visible(finding.rule)}`}
      isOpen
      isWide
      onClose={props.onClose}
      onSubmit={send}
      submit="Ask for the exception"
      isBusy={act.isPending}
      isReady={isComplete(draft)}
    >
      <Fields finding={finding} draft={draft} change={change} />
      {act.error === null ? undefined : <ErrorState problem={act.error} />}
    </FormDialog>
  );
}

function Fields(props: {
  readonly finding: Finding;
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
}): ReactNode {
  const { finding, draft, change } = props;
  return (
    <>
      <RadioField
        label="How far it reaches"
        value={draft.width}
        onChange={(width) => change({ width })}
        choices={widthsOf(finding)}
      />
      <Reach finding={finding} width={draft.width} />
      <SelectField
        label="Reason"
        value={draft.justification}
        onChange={(value) =>
          change({
            justification: justifications.find((one) => one === value) ?? draft.justification,
          })
        }
        choices={justifications.map((one) => [one, wordOf(one)] as const)}
        help="In the words of VEX, so that others can use it too."
      />
      <TextField
        label="In your words"
        value={draft.reason}
        onChange={(reason) => change({ reason })}
        isLong
        isRequired
        max={2000}
      />
      <TextField
        label="Evidence (optional)"
        value={draft.evidence}
        onChange={(evidence) => change({ evidence })}
        max={4000}
        help="A ticket, a measurement, a link."
      />
      <Ends draft={draft} change={change} />
      <TextField
        label="Owner"
        value={draft.owner}
        onChange={(owner) => change({ owner })}
        isRequired
        max={200}
      />
    </>
  );
}

function Ends(props: {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
}): ReactNode {
  const { draft, change } = props;
  function toggle(end: End, isOn: boolean): void {
    const others = draft.ends.filter((one) => one !== end);
    change({ ends: isOn ? [...others, end] : others });
  }
  return (
    <fieldset className="facet stack">
      <legend>It ends (at least one)</legend>
      {endKinds.map((end) => (
        <CheckField
          key={end}
          label={wordOf(end)}
          isOn={draft.ends.includes(end)}
          onChange={(isOn) => toggle(end, isOn)}
        />
      ))}
      {draft.ends.includes('date') ? (
        <TextField
          label="Last day"
          type="date"
          value={draft.lastDay}
          onChange={(lastDay) => change({ lastDay })}
          isRequired
        />
      ) : undefined}
    </fieldset>
  );
}

function Reach(props: { readonly finding: Finding; readonly width: string }): ReactNode {
  const scope = scopeOf(props.finding, props.width);
  const preview = useQuery({
    queryKey: ['previewException', scope],
    queryFn: ({ signal }) => call('previewException', { body: { scope }, signal }),
  });
  if (preview.error !== null) return <ErrorState problem={preview.error} />;
  const { data } = preview;
  return (
    <div className="notice" data-tone="low" role="status" aria-busy={preview.isFetching}>
      {data === undefined ? (
        'Counting what this covers …'
      ) : (
        <div className="stack">
          <span>
            Covers <b>{countOf(data.findings, 'finding')}</b> in{' '}
            <b>{countOf(data.assets, 'place')}</b>{' '}
            {data.sample.some((one) => one.exploited) ? (
              <Badge tone="critical">known exploited</Badge>
            ) : undefined}
          </span>
          <TierCounts byTier={data.byTier} />
        </div>
      )}
    </div>
  );
}
