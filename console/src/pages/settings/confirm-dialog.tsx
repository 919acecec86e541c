import type { ReactNode } from 'react';
import { FormDialog } from '../../parts/dialog.tsx';

/** Asks before something is destroyed, and says what that means. */
export function ConfirmDialog(props: {
  readonly title: string;
  readonly text: string;
  readonly act: string;
  readonly isBusy: boolean;
  readonly problem: Error | null;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
}): ReactNode {
  return (
    <FormDialog
      title={props.title}
      onClose={props.onClose}
      onSubmit={props.onConfirm}
      submit={props.act}
      isBusy={props.isBusy}
      isDanger
      problem={props.problem}
    >
      <p>{props.text}</p>
    </FormDialog>
  );
}
