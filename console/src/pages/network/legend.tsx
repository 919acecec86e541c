import type { ReactNode } from 'react';

/** What lines and frames mean. */
export function Legend(): ReactNode {
  return (
    <ul className="legend small quiet">
      <Line basis="both" word="seen and allowed" />
      <Line basis="observed" word="seen, no policy is known that allows it" />
      <Line basis="allowed" word="allowed, never seen" />
      <li>
        <svg
          width="30"
          height="16"
          viewBox="0 0 30 16"
          aria-hidden="true"
          className="map-box"
          data-exposure="internet"
        >
          <rect className="frame" x="1" y="1" width="28" height="14" rx="4" />
          <rect className="edge" x="1" y="1" width="5" height="14" />
        </svg>
        reachable from the internet
      </li>
      <li>
        <svg
          width="30"
          height="16"
          viewBox="0 0 30 16"
          aria-hidden="true"
          className="map-box"
          data-exposure="unknown"
        >
          <rect className="frame" x="1" y="1" width="28" height="14" rx="4" />
        </svg>
        not known
      </li>
      <li>
        <svg width="34" height="18" viewBox="0 0 34 18" aria-hidden="true" className="map-box">
          <rect className="behind" x="4" y="4" width="28" height="13" rx="4" />
          <rect className="frame" x="1" y="1" width="28" height="13" rx="4" />
        </svg>
        several workloads
      </li>
    </ul>
  );
}

function Line(props: { readonly basis: string; readonly word: string }): ReactNode {
  return (
    <li>
      <svg width="34" height="10" viewBox="0 0 34 10" aria-hidden="true">
        <g className="map-line" data-basis={props.basis}>
          <path d="M0 5h28" strokeWidth="2" />
          <circle cx="30" cy="5" r="3.5" />
        </g>
      </svg>
      {props.word}
    </li>
  );
}
