import type { ReactNode } from 'react';
import { RadioField } from '../../parts/fields.tsx';
import { actionWords, impactWords } from './action-words.ts';

/** The actions to choose from, grouped by what they do to the application; what can be undone comes first. */
export function Ladder(props: {
  readonly value: string;
  readonly onChange: (kind: string) => void;
}): ReactNode {
  return (
    <div className="ladder">
      {(['contain', 'observe', 'disrupt'] as const).map((impact) => (
        <RadioField
          key={impact}
          label={impactWords[impact]}
          value={props.value}
          onChange={props.onChange}
          choices={actionWords
            .filter((one) => one.impact === impact)
            .map((one) => [one.kind, one.word, one.help] as const)}
        />
      ))}
    </div>
  );
}
