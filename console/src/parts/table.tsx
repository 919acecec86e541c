import type { ReactNode } from 'react';

/** Word of a column; numbers stand at the right, and what is obvious to the eye is only read aloud. */
type Head = string | readonly [word: string, look: 'number' | 'unseen'];

/** A table of few rows (`DataGrid` is for lists of any length). */
export function Table(props: {
  /** What it is about, for screen readers. */
  readonly caption: string;
  readonly heads: readonly Head[];
  /** Where it may not fit: it scrolls sideways, also by keyboard; `wide` gets no narrower than 40 rem. */
  readonly overflow?: 'scroll' | 'wide';
  /** Its rows. */
  readonly children: ReactNode;
}): ReactNode {
  const table = (
    <table>
      <caption className="unseen">{props.caption}</caption>
      <thead>
        <tr>
          {props.heads.map((head) => (
            <HeadCell key={String(head)} head={head} />
          ))}
        </tr>
      </thead>
      <tbody>{props.children}</tbody>
    </table>
  );
  if (props.overflow === undefined) return table;
  return (
    <div
      className={props.overflow === 'wide' ? 'scroll-x wide' : 'scroll-x'}
      tabIndex={0}
      role="group"
      aria-label={props.caption}
    >
      {table}
    </div>
  );
}

function HeadCell({ head }: { readonly head: Head }): ReactNode {
  if (typeof head === 'string') return <th scope="col">{head}</th>;
  const [word, look] = head;
  return (
    <th scope="col" className={look === 'number' ? 'number' : undefined}>
      {look === 'unseen' ? <span className="unseen">{word}</span> : word}
    </th>
  );
}
