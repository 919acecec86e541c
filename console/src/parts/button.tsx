import type { ReactNode, Ref } from 'react';
import { Icon, type IconName } from './icon.tsx';

/** A button. `kind` says what it does to the world: `first` is the one expected act of a place, `danger` destroys. */
export function Button(props: {
  readonly onPress?: () => void;
  readonly kind?: 'first' | 'danger' | 'plain';
  readonly icon?: IconName;
  /** Spoken name; needed where there is only an icon. */
  readonly label?: string;
  readonly isDisabled?: boolean;
  readonly isBusy?: boolean;
  readonly type?: 'submit';
  readonly isExpanded?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
  readonly className?: string;
  readonly children?: ReactNode;
}): ReactNode {
  const kinds = ['button', props.kind, props.children === undefined ? 'icon' : '', props.className];
  return (
    <button
      ref={props.ref}
      type={props.type ?? 'button'}
      className={kinds.filter(Boolean).join(' ')}
      disabled={props.isDisabled === true || props.isBusy === true}
      aria-busy={props.isBusy}
      aria-label={props.label}
      title={props.children === undefined ? props.label : undefined}
      aria-expanded={props.isExpanded}
      onClick={props.onPress}
    >
      {props.icon === undefined ? undefined : <Icon name={props.icon} />}
      {props.children}
    </button>
  );
}

/** One of a few choices, as buttons side by side. */
export function Choices<Value extends string>(props: {
  readonly label: string;
  readonly value: Value;
  readonly choices: readonly (readonly [Value, string])[];
  readonly onChange: (value: Value) => void;
}): ReactNode {
  return (
    <div className="choices" role="group" aria-label={props.label}>
      {props.choices.map(([value, word]) => (
        <button
          key={value}
          type="button"
          aria-pressed={value === props.value}
          onClick={() => props.onChange(value)}
        >
          {word}
        </button>
      ))}
    </div>
  );
}
