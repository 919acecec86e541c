import type { FormEvent, ReactNode } from 'react';
import { Dialog as AriaDialog, Heading } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { Button } from './button.tsx';

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

/** A dialogue that is filled in and sent: fields, then “cancel” and the act. */
export function FormDialog(props: {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onSubmit: () => void;
  readonly submit: string;
  readonly isBusy?: boolean;
  readonly isReady?: boolean;
  readonly isDanger?: boolean;
  readonly isWide?: boolean;
  readonly children: ReactNode;
}): ReactNode {
  function send(event: FormEvent): void {
    event.preventDefault();
    props.onSubmit();
  }
  return (
    <Dialog
      title={props.title}
      isOpen={props.isOpen}
      onClose={props.onClose}
      isWide={props.isWide ?? false}
    >
      <form className="stack" onSubmit={send}>
        {props.children}
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
