import { type ReactNode, useEffect, useRef } from 'react';
import { Button } from './button.tsx';

/**
 * The one side panel: shows what a list has one row about. It does not block the list behind it; Escape closes it, and the
 * focus goes back to where it came from.
 */
export function SidePanel(props: {
  readonly label: string;
  readonly head: ReactNode;
  readonly onClose: () => void;
  readonly foot?: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  const box = useRef<HTMLElement>(null);
  const from = useRef<Element>(undefined);
  const { onClose } = props;
  useEffect(() => {
    from.current = document.activeElement ?? undefined;
    // In a list, moving on with j and k must go on working: the focus stays there. From elsewhere it comes here.
    if (from.current?.getAttribute('role') !== 'grid') box.current?.focus();
    return () => {
      if (from.current instanceof HTMLElement && from.current.isConnected)
        from.current.focus({ preventScroll: true });
    };
  }, []);
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (
        event.key === 'Escape' &&
        !event.defaultPrevented &&
        document.querySelector('.veil') === null
      )
        onClose();
    }
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [onClose]);
  return (
    <aside ref={box} className="panel" aria-label={props.label} tabIndex={-1}>
      <div className="panel-head">
        <div className="grow stack">{props.head}</div>
        <Button kind="plain" icon="close" label="Close panel" onPress={onClose} />
      </div>
      {/* Scrollable, so it must be reachable by keyboard. */}
      <div className="panel-body stack wide" tabIndex={0} role="group" aria-label={props.label}>
        {props.children}
      </div>
      {props.foot === undefined ? undefined : <div className="panel-foot">{props.foot}</div>}
    </aside>
  );
}
