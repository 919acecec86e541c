import type { FormEvent, ReactNode } from 'react';
import { Dialog as AriaDialog, Heading } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { Button } from './button.tsx';
import { ErrorState } from './states.tsx';

/** A dialogue for one decision. Never opens another one. Focus is kept inside and given back. */
export function Dialog(props: {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly isWide?: boolean;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <ModalOverlay
      className="veil"
      isOpen={props.isOpen}
      isDismissable
      onOpenChange={(isOpen) => {
        if (!isOpen) props.onClose();
      }}
    >
      <Modal className={props.isWide === true ? 'dialog wide' : 'dialog'}>
        <AriaDialog>
          <div className="dialog-body">
            <Heading slot="title" level={2}>
              {props.title}
            </Heading>
            {props.children}
          </div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** A dialogue that is filled in and sent: fields, then “cancel” and the act; it is open as long as it is there. */
export function FormDialog(props: {
  readonly title: string;
  readonly onClose: () => void;
  readonly onSubmit: () => void;
  readonly submit: string;
  readonly isBusy?: boolean;
  readonly isReady?: boolean;
  readonly isDanger?: boolean;
  readonly isWide?: boolean;
  /** Why it could not be done. */
  readonly problem?: Error | null;
  readonly children: ReactNode;
}): ReactNode {
  const { problem = null } = props;
  function send(event: FormEvent): void {
    event.preventDefault();
    props.onSubmit();
  }
  return (
    <Dialog title={props.title} isOpen onClose={props.onClose} isWide={props.isWide ?? false}>
      <form className="stack" onSubmit={send}>
        {props.children}
        {problem === null ? undefined : <ErrorState problem={problem} />}
        <div className="dialog-foot">
          <Button onPress={props.onClose}>Cancel</Button>
          <Button
            type="submit"
            kind={props.isDanger === true ? 'danger' : 'first'}
            isBusy={props.isBusy ?? false}
            isDisabled={props.isReady === false}
          >
            {props.submit}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
