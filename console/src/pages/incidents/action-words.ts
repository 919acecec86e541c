/** What kinds of actions there are, from what only looks to what stops; in the words of who decides. */
export interface ActionWord {
  readonly kind: string;
  readonly word: string;
  readonly help: string;
  readonly impact: 'observe' | 'contain' | 'disrupt';
  /** It ends by itself after a time. */
  readonly ends?: boolean;
  readonly needsPid?: boolean;
}

export const actionWords: readonly ActionWord[] = [
  {
    kind: 'quarantine-network',
    word: 'Cut the network',
    help: 'connections stall, and resume after the undo',
    impact: 'contain',
    ends: true,
  },
  {
    kind: 'freeze',
    word: 'Freeze',
    help: 'nothing in the container runs on until the undo',
    impact: 'contain',
    ends: true,
  },
  {
    kind: 'deny-exec',
    word: 'Deny new programs',
    help: 'what runs goes on; what is not of the image may not start',
    impact: 'contain',
    ends: true,
  },
  {
    kind: 'isolate-service',
    word: 'Take out of service',
    help: 'no more requests; a clean replica starts',
    impact: 'contain',
  },
  {
    kind: 'snapshot',
    word: 'Secure evidence',
    help: 'processes, memory, changed files; a moment frozen',
    impact: 'observe',
  },
  {
    kind: 'capture',
    word: 'Record',
    help: 'events of the next minutes in full',
    impact: 'observe',
    ends: true,
  },
  {
    kind: 'kill-process',
    word: 'End a process',
    help: 'and all that it started',
    impact: 'disrupt',
    needsPid: true,
  },
  {
    kind: 'restart-container',
    word: 'Restart the container',
    help: 'from its image, without what was changed',
    impact: 'disrupt',
  },
  {
    kind: 'stop-container',
    word: 'Stop the container',
    help: 'it gets time to end',
    impact: 'disrupt',
  },
  { kind: 'kill-container', word: 'Kill the container', help: 'at once', impact: 'disrupt' },
  {
    kind: 'delete-pod',
    word: 'Delete the pod',
    help: 'its controller starts another one',
    impact: 'disrupt',
  },
];

/** What groups of actions are called, least first. */
export const impactWords = {
  contain: 'Contain: the application goes on as far as it can, and it can be undone',
  observe: 'Look: changes nothing',
  disrupt: 'Stop: a second person must agree',
} as const;

/** What only playbooks do. */
const playbookWords: Readonly<Record<string, string>> = {
  notify: 'Notify',
  'label-pod': 'Label the pod',
};

/** Says a kind of action to people. */
export function actionWord(kind: string): string {
  return actionWords.find((one) => one.kind === kind)?.word ?? playbookWords[kind] ?? kind;
}
