import type { ReactNode } from 'react';
import { Dialog } from '../parts/dialog.tsx';

const keys: readonly (readonly [string, string])[] = [
  ['/', 'search everything (also Ctrl K)'],
  ['?', 'this help'],
  ['j  k', 'next and previous row; also the arrows'],
  ['o  Enter', 'open the row'],
  ['x  Space', 'select the row'],
  ['e', 'ask for an exception'],
  ['a', 'assign'],
  ['Esc', 'close the panel or dialogue'],
];

/** What keys there are, and what the marks mean. */
export function Help(props: { readonly isOpen: boolean; readonly onClose: () => void }): ReactNode {
  return (
    <Dialog title="Keys and marks" isOpen={props.isOpen} onClose={props.onClose}>
      <dl className="facts">
        {keys.map(([key, text]) => (
          <HelpLine key={key} name={key} text={text} />
        ))}
      </dl>
      <div className="stack">
        <h3>Tiers</h3>
        <p>
          P0 is exploited and in reach: act now. P1 within a week, P2 a month, P3 a quarter, P4 with
          the next rebuild. The score only orders inside a tier. Where it is not known whether a
          component was loaded, it counts as loaded.
        </p>
        <h3>Addresses</h3>
        <p>
          Everything you see stands in the address: filter, sorting, the open row. Send the link,
          and a colleague sees the same.
        </p>
      </div>
    </Dialog>
  );
}

function HelpLine(props: { readonly name: string; readonly text: string }): ReactNode {
  return (
    <>
      <dt>
        {props.name.split('  ').map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </dt>
      <dd>{props.text}</dd>
    </>
  );
}
