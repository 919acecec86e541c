import { type ReactNode, useId, useState } from 'react';

/** More about a thing, on hover and on focus; Escape takes it away. The child stays a word of the text. */
export function Tip(props: { readonly tip: string; readonly children: ReactNode }): ReactNode {
  const id = useId();
  const [at, setAt] = useState<DOMRect>();
  return (
    <span
      className="tip"
      title={at === undefined ? props.tip : undefined}
      aria-describedby={at === undefined ? undefined : id}
      onFocus={(event) => setAt(event.currentTarget.getBoundingClientRect())}
      onBlur={() => setAt(undefined)}
      onMouseEnter={(event) => setAt(event.currentTarget.getBoundingClientRect())}
      onMouseLeave={() => setAt(undefined)}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && at !== undefined) setAt(undefined);
      }}
    >
      {props.children}
      {at === undefined ? undefined : (
        <span role="tooltip" id={id} className="tip-box" style={placeOf(at)}>
          {props.tip}
        </span>
      )}
    </span>
  );
}

function placeOf(at: DOMRect): { position: 'fixed'; left: number; top: number } {
  const isLow = at.bottom + 60 > innerHeight;
  return {
    position: 'fixed',
    left: Math.max(8, Math.min(at.left, innerWidth - 320)),
    top: isLow ? at.top - 38 : at.bottom + 6,
  };
}
