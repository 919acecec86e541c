import type { ReactNode } from 'react';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Copy } from '../../parts/name.tsx';

/** A secret that is shown once. */
export function SecretOnce(props: {
  readonly title: string;
  readonly text: string;
  readonly secret: string;
  readonly onClose: () => void;
}): ReactNode {
  return (
    <Dialog title={props.title} isOpen onClose={props.onClose}>
      <p>{props.text}</p>
      <div className="row tight">
        <pre className="command grow">{props.secret}</pre>
        <Copy text={props.secret} what={props.title.toLowerCase()} />
      </div>
      <div className="dialog-foot">
        <Button kind="first" onPress={props.onClose}>
          I have kept it
        </Button>
      </div>
    </Dialog>
  );
}
