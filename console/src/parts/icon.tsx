import type { ReactNode } from 'react';

/** Drawings of 16 × 16, strokes only; they stand beside words and never alone without a label. */
const drawings = {
  today: 'M2.5 8.5 8 3l5.5 5.5M4 7.5V13h8V7.5',
  findings: 'M8 1.8 14.2 13H1.8ZM8 6v3.4M8 11.2v.3',
  vulnerability:
    'M8 5a3 3 0 0 1 3 3v2a3 3 0 0 1-6 0V8a3 3 0 0 1 3-3ZM5.5 5 4 3M10.5 5 12 3M5 8.5H2M11 8.5h3M5 11l-2 2M11 11l2 2',
  exception: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2ZM8 4.8V8l2.2 1.6',
  image: 'M2 5.2 8 2l6 3.2L8 8.4ZM2 8.2l6 3.2 6-3.2M2 11l6 3.2L14 11',
  component: 'M2.5 4.8 8 2l5.5 2.8v6.4L8 14l-5.5-2.8ZM2.5 4.8 8 7.6l5.5-2.8M8 7.6V14',
  workload: 'M2.5 3h11v4h-11ZM2.5 9h11v4h-11ZM5 5h.1M5 11h.1',
  network:
    'M8 3.5a1.5 1.5 0 1 0 0-.1M3.5 12.5a1.5 1.5 0 1 0 0-.1M12.5 12.5a1.5 1.5 0 1 0 0-.1M8 5v2.5L4.2 11M8 7.5l3.8 3.5',
  path: 'M3 13c0-5 10-3 10-8M3 13l-1-2.2M3 13l2-1.2M11.5 3.5h3v3',
  runtime: 'M1.5 8h3l2-5 3 10 2-5h3',
  incident:
    'M8 1.8c3.5 3 5 5 5 7.4a5 5 0 0 1-10 0c0-1.4.7-2.7 1.7-3.7.3 1.4 1 2 1.8 2.3C6.2 5.5 6.8 3.5 8 1.8Z',
  compliance: 'M3 2.5h10v11H3ZM5.3 8l2 2 3.6-4',
  host: 'M2 3h12v8H2ZM5.5 13.5h5M8 11v2.5',
  coverage:
    'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8ZM8 6.3a1.7 1.7 0 1 0 0 3.4 1.7 1.7 0 0 0 0-3.4Z',
  report: 'M4 1.8h5.5L12.5 5v9.2H4ZM9.3 2v3.3h3M6 8.5h4.5M6 11h4.5',
  settings: 'M2 4.5h7M12 4.5h2M2 11.5h2M7 11.5h7M10.5 3v3M5.5 10v3',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM10.3 10.3 14 14',
  close: 'm3.5 3.5 9 9M12.5 3.5l-9 9',
  copy: 'M5.5 5.5h8v8h-8ZM3.5 10.5h-1v-8h8v1',
  check: 'm3 8.5 3.2 3.2L13 4.8',
  menu: 'M2 4h12M2 8h12M2 12h12',
  user: 'M8 2.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6ZM2.8 13.8c.5-2.7 2.5-4 5.2-4s4.7 1.3 5.2 4',
  look: 'M8 2a6 6 0 1 0 0 12ZM8 2a6 6 0 0 1 0 12',
  help: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2ZM6.2 6.3a1.9 1.9 0 1 1 2.6 1.8c-.6.3-.8.6-.8 1.3M8 11.4v.2',
  down: 'm4 6 4 4 4-4',
  right: 'm6 4 4 4-4 4',
  back: 'M10 4 6 8l4 4',
  filter: 'M2 3.5h12L9.5 9v4.5l-3-1.5V9Z',
  download: 'M8 2v8M4.8 7 8 10.2 11.2 7M2.5 13.5h11',
  again: 'M13 8a5 5 0 1 1-1.5-3.5L13 6M13 2.5V6H9.5',
  plus: 'M8 3v10M3 8h10',
  more: 'M3.5 8h.1M8 8h.1M12.5 8h.1',
  live: 'M8 6.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3ZM4.5 4.5a5 5 0 0 0 0 7M11.5 4.5a5 5 0 0 1 0 7',
  key: 'M5.5 7.5a3 3 0 1 0 0 .1M8.5 7.5h6v2.5M12 7.5v2',
  send: 'M2 8 14 2.5 11 13.5 7.5 9ZM7.5 9 14 2.5',
} as const;

/** Name of a drawing. */
export type IconName = keyof typeof drawings;

/** A drawing; hidden from screen readers, since words stand beside it. */
export function Icon(props: { readonly name: IconName; readonly size?: number }): ReactNode {
  return (
    <svg
      width={props.size ?? 16}
      height={props.size ?? 16}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={drawings[props.name]} />
    </svg>
  );
}
