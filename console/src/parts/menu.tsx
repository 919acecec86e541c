import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Menu as AriaMenu, MenuItem, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { Icon, type IconName } from './icon.tsx';

/** A button with a menu. `onChoose` gets the id of the choice. */
export function Menu(props: {
  readonly label: string;
  readonly icon: IconName;
  readonly word?: string;
  readonly choices: readonly (readonly [id: string, word: ReactNode])[];
  readonly onChoose: (id: string) => void;
}): ReactNode {
  return (
    <MenuTrigger>
      <AriaButton
        className={props.word === undefined ? 'button plain icon' : 'button'}
        aria-label={props.label}
      >
        <Icon name={props.icon} size={props.word === undefined ? 18 : 16} />
        {props.word}
      </AriaButton>
      <Popover placement="bottom end">
        <AriaMenu
          className="menu"
          aria-label={props.label}
          onAction={(key) => props.onChoose(String(key))}
        >
          {props.choices.map(([id, word]) => (
            <MenuItem key={id} id={id} className="menu-item" textValue={id}>
              {word}
            </MenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
