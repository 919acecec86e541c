import type { Priority } from '#model/detection.ts';
import type { ItemReader } from './item-reader.ts';
import type { FilePlace, RuleText } from './rule-text.ts';

/** Where an item stands among all: `index` since its first definition, `visibility` since the last change. */
export interface Order {
  index: number;
  visibility: number;
}

/** What the files say so far. Entries grow while files are read; nothing keeps them afterwards. */
export interface ListEntry extends Order {
  readonly name: string;
  items: string[];
  readonly place: FilePlace;
}

export interface MacroEntry extends Order {
  readonly name: string;
  text: RuleText;
  readonly place: FilePlace;
}

export interface RuleEntry extends Order {
  readonly name: string;
  source: string;
  text: RuleText;
  output: RuleText;
  description: string;
  priority: Priority;
  enabled: boolean;
  tags: Set<string>;
  exceptions: ExceptionEntry[];
  warnEventTypes: boolean;
  skipUnknown: boolean;
  capture?: boolean;
  captureDurationMs?: number;
  readonly place: FilePlace;
  /** Our own keys are read from it when everything is defined. */
  readonly item: ItemReader;
}

/** A value of an exception: a text, or a list of them. */
export type ExceptionValue = string | readonly ExceptionValue[];

export interface ExceptionEntry {
  readonly name: string;
  readonly fields?: ExceptionValue;
  readonly comparisons?: ExceptionValue;
  readonly values: ExceptionValue[];
  readonly place: FilePlace;
}
