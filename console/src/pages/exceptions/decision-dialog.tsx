import { type ReactNode, useState } from 'react';
import type { AnswerOf } from '#wire/routes.ts';
import { useAct } from '../../api/hooks.ts';
import { FormDialog } from '../../parts/dialog.tsx';
import { TextField } from '../../parts/fields.tsx';
import { visible } from '../../parts/name.tsx';
import { Time } from '../../parts/time.tsx';
import { tell } from '../../parts/toasts.tsx';
import { countOf } from '../../parts/words.ts';

type Exception = AnswerOf<'readException'>;
/** What one can decide about an exception. */
export type Decision = 'approve' | 'reject' | 'end';
const words = { approve: 'Approve', reject: 'Reject', end: 'End now' } as const;

/** Approves, rejects or ends an exception. */
export function DecisionDialog(props: {
  readonly exception: Exception;
  readonly decision: Decision;
  readonly onClose: () => void;
}): ReactNode {
  const { exception, decision } = props;
  const [reason, setReason] = useState('');
  const act = useAct('decideException', [
    'listExceptions',
    'readException',
    'listFindings',
    'countFindings',
  ]);
  function send(): void {
    act.mutate(
      {
        params: { id: exception.id },
        body: { decision, version: exception.version, ...(reason === '' ? {} : { reason }) },
      },
      {
        onSuccess: () => {
          tell(`${words[decision]}: done.`);
          props.onClose();
        },
      },
    );
  }
  return (
    <FormDialog
      title={`${words[decision]}: exception for ${visible(exception.scope.rule)}`}
      problem={act.error}
      onClose={props.onClose}
      onSubmit={send}
      submit={words[decision]}
      isBusy={act.isPending}
      isDanger={decision !== 'approve'}
      isReady={decision === 'approve' || reason.trim() !== ''}
    >
      <Covers exception={exception} />
      <TextField
        label={decision === 'approve' ? 'Why (optional)' : 'Why'}
        value={reason}
        onChange={setReason}
        isLong
        max={2000}
      />
    </FormDialog>
  );
}

function Covers({ exception }: { readonly exception: Exception }): ReactNode {
  return (
    <p>
      It covers {countOf(exception.findings, 'finding')}
      {exception.expires === undefined ? undefined : (
        <>
          {' '}
          until <Time at={exception.expires} />
        </>
      )}
      .
    </p>
  );
}
