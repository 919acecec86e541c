import { type ReactNode, useState } from 'react';
import { Icon } from './icon.tsx';
import { tell } from './toasts.tsx';

/**
 * A name that came from outside: isolated in its direction, control characters shown, shortened in the middle, copied byte
 * for byte.
 */
export function Name(props: {
  readonly text: string;
  readonly tail?: number;
  readonly canCopy?: boolean;
  readonly mono?: boolean;
}): ReactNode {
  const shown = visible(props.text);
  const cut = Math.max(0, shown.length - (props.tail ?? 14));
  return (
    <span className={props.mono === true ? 'name mono' : 'name'} title={shown}>
      <bdi>
        {cut > 12 ? (
          <>
            <span className="head">{shown.slice(0, cut)}</span>
            <span className="tail">{shown.slice(cut)}</span>
          </>
        ) : (
          <span className="head">{shown}</span>
        )}
      </bdi>
      {props.canCopy === true ? <Copy text={props.text} what="name" /> : undefined}
    </span>
  );
}

/** Who owns or has something; nobody, where that is so. */
export function Person(props: { readonly name: string | undefined }): ReactNode {
  if (props.name === undefined) return <span className="quiet">nobody</span>;
  return <bdi>{visible(props.name)}</bdi>;
}

/** The name of an image where room is short: without its registry, whole on hover. */
export function ImageName(props: { readonly text: string }): ReactNode {
  const [first = '', ...rest] = props.text.split('/');
  const isRegistry = rest.length > 0 && (first.includes('.') || first.includes(':'));
  const bare = isRegistry ? rest.join('/').replace(/^library\//u, '') : props.text;
  return (
    <span className="name" title={visible(props.text)}>
      <bdi>
        <span className="head">{visible(bare)}</span>
      </bdi>
    </span>
  );
}

/** A digest: the algorithm is left out and the middle cut, the copy is whole. */
export function Digest(props: { readonly text: string }): ReactNode {
  const bare = props.text.replace(/^sha256:/u, '');
  return (
    <span className="name mono" title={props.text}>
      <bdi>{bare.length > 19 ? `${bare.slice(0, 12)}…${bare.slice(-6)}` : visible(bare)}</bdi>
      <Copy text={props.text} what="digest" />
    </span>
  );
}

/** Copies a text exactly as it is. */
export function Copy(props: { readonly text: string; readonly what: string }): ReactNode {
  const [isDone, setDone] = useState(false);
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(props.text);
      setDone(true);
      tell(`Copied the ${props.what}.`);
    } catch {
      tell('The browser does not let this page copy.', 'problem');
    }
  }
  return (
    <button
      type="button"
      className="copy"
      aria-label={`Copy ${props.what}`}
      onClick={() => void copy()}
    >
      <Icon name={isDone ? 'check' : 'copy'} size={14} />
    </button>
  );
}

/** Shows what would be invisible or turn text around: control, format and direction characters become symbols. */
export function visible(text: string): string {
  const bounded = text.length > 1000 ? `${text.slice(0, 1000)}…` : text;
  return bounded
    .replaceAll(/\p{Cc}/gu, (sign) => controlPicture(sign.codePointAt(0) ?? 0))
    .replaceAll(/[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, '�');
}

function controlPicture(code: number): string {
  return code < 0x20 ? String.fromCodePoint(0x2400 + code) : '�';
}
