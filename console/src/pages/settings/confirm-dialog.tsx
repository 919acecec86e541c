import type { ReactNode } from 'react';
import { FormDialog } from '../../parts/dialog.tsx';
import { ErrorState } from '../../parts/states.tsx';

/** Asks before something is destroyed, and says what that means. */
export function ConfirmDialog(props: {
  readonly title: string;
  readonly text: string;
  readonly act: string;
  readonly isBusy: boolean;
  readonly problem?: Error | undefined;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
}): ReactNode {
  return (
    <FormDialog
      title={props.title}
      isOpen
      onClose={props.onClose}
      onSubmit={props.onConfirm}
      submit={props.act}
      isBusy={props.isBusy}
      isDanger
    >
      <p>{props.text}</p>
      {props.problem === undefined ? undefined : <ErrorState problem={props.problem} />}
    </FormDialog>
  );
}
