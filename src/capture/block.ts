/** What blocks of a capture hold, by their numbers. */
type BlockContent =
  | 'section'
  | 'machine'
  | 'processes'
  | 'descriptors'
  | 'event'
  | 'interfaces'
  | 'users';

interface BlockForm {
  readonly content: BlockContent;
  /** Of process lists 1 to 9; 2 for the others means that each entry says its length. */
  readonly version: number;
  readonly hasFlags: boolean;
  /** The event says how many parameters it has. */
  readonly hasCount: boolean;
}

const plain = { version: 1, hasFlags: false, hasCount: false };
const processLists = [0x202, 0x207, 0x209, 0x210, 0x211, 0x212, 0x213, 0x214, 0x215];
/** Numbers before the format was published. */
const unofficial: ReadonlyMap<number, number> = new Map([
  [0x8002abcd, 0x201],
  [0x8000abcd, 0x202],
  [0x8013abcd, 0x207],
  [0x8014abcd, 0x209],
  [0x8001abcd, 0x203],
  [0x8010abcd, 0x204],
  [0x8011abcd, 0x205],
  [0x8012abcd, 0x206],
]);

const forms: ReadonlyMap<number, BlockForm> = new Map<number, BlockForm>([
  [0x0a0d0d0a, { ...plain, content: 'section' }],
  [0x201, { ...plain, content: 'machine' }],
  ...processLists.map(
    (number, at) => [number, { ...plain, content: 'processes', version: at + 1 }] as const,
  ),
  [0x203, { ...plain, content: 'descriptors' }],
  [0x218, { ...plain, content: 'descriptors', version: 2 }],
  [0x205, { ...plain, content: 'interfaces' }],
  [0x219, { ...plain, content: 'interfaces', version: 2 }],
  [0x206, { ...plain, content: 'users' }],
  [0x220, { ...plain, content: 'users', version: 2 }],
  [0x204, { ...plain, content: 'event' }],
  [0x208, { ...plain, content: 'event', hasFlags: true }],
  [0x216, { ...plain, content: 'event', hasCount: true }],
  [0x217, { ...plain, content: 'event', hasCount: true, hasFlags: true }],
  [0x221, { ...plain, content: 'event', hasCount: true }],
  [0x222, { ...plain, content: 'event', hasCount: true, hasFlags: true }],
]);

const unknown: BlockForm = { ...plain, content: 'section', version: 0 };

/** Knows blocks by number. */
export const blockKinds = {
  /** Version 0 stands for a block that nobody knows: it is skipped. */
  formOf(number: number): BlockForm {
    return forms.get(unofficial.get(number) ?? number) ?? unknown;
  },
};
