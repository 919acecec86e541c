import { type ReactNode, useId } from 'react';

interface Said {
  readonly label: string;
  readonly help?: string;
  readonly fault?: string | undefined;
}

/** A field for a line of text. */
export function TextField(
  props: Said & {
    readonly value: string;
    readonly onChange: (value: string) => void;
    readonly type?: 'text' | 'password' | 'email' | 'number' | 'date' | 'url';
    readonly isRequired?: boolean;
    readonly autoComplete?: string;
    readonly placeholder?: string;
    readonly max?: number;
    readonly minLength?: number;
    readonly isLong?: boolean;
    readonly min?: string;
    readonly shouldFocus?: boolean;
  },
): ReactNode {
  const id = useId();
  const shared = {
    id,
    className: 'input',
    value: props.value,
    required: props.isRequired,
    placeholder: props.placeholder,
    maxLength: props.max ?? 500,
    minLength: props.minLength,
    'aria-describedby': props.help === undefined ? undefined : `${id}help`,
    'aria-invalid': props.fault !== undefined,
  };
  return (
    <FieldFrame id={id} said={props}>
      {props.isLong === true ? (
        <textarea
          {...shared}
          rows={3}
          onChange={(event) => props.onChange(event.currentTarget.value)}
        />
      ) : (
        <input
          {...shared}
          type={props.type ?? 'text'}
          min={props.min}
          autoComplete={props.autoComplete ?? 'off'}
          autoFocus={props.shouldFocus}
          onChange={(event) => props.onChange(event.currentTarget.value)}
        />
      )}
    </FieldFrame>
  );
}

/** A field to choose one of several values. */
export function SelectField<Value extends string>(
  props: Said & {
    readonly value: Value;
    readonly onChange: (value: Value) => void;
    readonly choices: readonly (readonly [Value, string, ...unknown[]])[];
  },
): ReactNode {
  const id = useId();
  return (
    <FieldFrame id={id} said={props}>
      <select
        id={id}
        className="input"
        value={props.value}
        aria-describedby={props.help === undefined ? undefined : `${id}help`}
        onChange={({ currentTarget }) => {
          const chosen = props.choices.find(([value]) => value === currentTarget.value);
          if (chosen !== undefined) props.onChange(chosen[0]);
        }}
      >
        {props.choices.map(([value, word]) => (
          <option key={value} value={value}>
            {word}
          </option>
        ))}
      </select>
    </FieldFrame>
  );
}

/** A box to tick. */
export function CheckField(props: {
  readonly label: string;
  readonly help?: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}): ReactNode {
  return (
    <label className="check">
      <input
        type="checkbox"
        checked={props.isOn}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      <span>
        {props.label}
        {props.help === undefined ? undefined : <span className="quiet small"> {props.help}</span>}
      </span>
    </label>
  );
}

/** One of several choices, each a line with an explanation. */
export function RadioField<Value extends string>(props: {
  readonly label: string;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly choices: readonly (readonly [Value, string, string?])[];
}): ReactNode {
  const name = useId();
  return (
    <fieldset className="facet stack">
      <legend>{props.label}</legend>
      {props.choices.map(([value, word, help]) => (
        <label className="check" key={value}>
          <input
            type="radio"
            name={name}
            value={value}
            checked={value === props.value}
            onChange={() => props.onChange(value)}
          />
          <span>
            {word}
            {help === undefined ? undefined : <span className="quiet small"> {help}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function FieldFrame(props: {
  readonly id: string;
  readonly said: Said;
  readonly children: ReactNode;
}): ReactNode {
  const { help, fault, label } = props.said;
  return (
    <div className="field">
      <label htmlFor={props.id}>{label}</label>
      {props.children}
      {help === undefined ? undefined : (
        <span className="help" id={`${props.id}help`}>
          {help}
        </span>
      )}
      {fault === undefined ? undefined : <span className="fault">{fault}</span>}
    </div>
  );
}
