import type {
  CapabilitySets,
  ExecutedFile,
  FileOrigin,
  ProcessNamespaces,
  RuntimeProcess,
} from '#model/runtime-event.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import type { ProcessIdentity, ProcessImage } from './process-facts.ts';

/** What live processes ask of the table that holds them. `generation` grows when its answers may have changed. */
export interface ProcessWorld {
  readonly generation: number;
  get(pid: number): LiveProcess | undefined;
  containerOf(process: LiveProcess): WorkloadContainer | undefined;
  userNameOf(uid: number, process: LiveProcess): string | undefined;
  groupNameOf(gid: number, process: LiveProcess): string | undefined;
}

const noCapabilities: CapabilitySets = { effective: 0, permitted: 0, inheritable: 0 };

/**
 * A process as it is now. Its members change with what the source tells; only the table writes them. What is kept must be
 * copied (`keptProcess`).
 *
 * A parent that exited stays the parent until the table forgets it; then the process that took over, as the kernel does.
 * Ancestors are always older, so that no stream of records can make a circle.
 */
export class LiveProcess implements RuntimeProcess {
  readonly pid: number;
  parentPid = 0;
  born = 0;
  start = 0;
  name = '';
  exe = '';
  exePath = '';
  args: readonly string[] = [];
  env: readonly string[] | undefined;
  cwd = '/';
  tty = 0;
  session = 0;
  group = 0;
  virtualPid: number | undefined;
  virtualSession: number | undefined;
  virtualGroup: number | undefined;
  uid = 0;
  effectiveUid = 0;
  gid = 0;
  effectiveGid = 0;
  loginUid = -1;
  capabilities: CapabilitySets = noCapabilities;
  file: ExecutedFile | undefined;
  namespaces: ProcessNamespaces | undefined;
  cgroup: string | undefined;
  cgroupId: string | undefined;
  /** When it exited, in nanoseconds of the table's clock. */
  exited: number | undefined;
  /** What this pid was before `since`: for events that arrive late. */
  before: LiveProcess | undefined;
  since = 0;
  /** Asked for since the table last looked for room. */
  touched = false;

  readonly #world: ProcessWorld;
  #parent: LiveProcess | undefined;
  #forgotten = false;
  #changes = 0;
  #generation = -1;
  #container: WorkloadContainer | undefined;
  #userName: string | undefined;
  #groupName: string | undefined;
  #loginName: string | undefined;
  #commandLine: string | undefined;
  #exeLine: string | undefined;

  constructor(pid: number, world: ProcessWorld) {
    this.pid = pid;
    this.#world = world;
  }

  get parent(): LiveProcess | undefined {
    const known = this.#parent;
    if (known !== undefined && !known.#forgotten) return known;
    const told = this.parentPid === known?.pid ? undefined : this.#world.get(this.parentPid);
    this.setParent(told ?? known?.parent);
    return this.#parent;
  }

  /** Grows with every change but those of `cwd` and of ancestors. */
  get version(): number {
    return this.#changes + this.#world.generation;
  }

  get container(): WorkloadContainer | undefined {
    if (this.#generation !== this.#world.generation) this.#ask();
    return this.#container;
  }

  get userName(): string | undefined {
    if (this.#generation !== this.#world.generation) this.#ask();
    return this.#userName;
  }

  get groupName(): string | undefined {
    if (this.#generation !== this.#world.generation) this.#ask();
    return this.#groupName;
  }

  get loginName(): string | undefined {
    if (this.#generation !== this.#world.generation) this.#ask();
    return this.#loginName;
  }

  /** Name and arguments, with blanks between. */
  get commandLine(): string {
    this.#commandLine ??= joined(this.name, this.args);
    return this.#commandLine;
  }

  /** `argv[0]` and arguments, with blanks between. */
  get exeLine(): string {
    this.#exeLine ??= joined(this.exe, this.args);
    return this.#exeLine;
  }

  /** Refuses a process that is not older. */
  setParent(parent: LiveProcess | undefined): void {
    this.#parent = parent !== undefined && isOlder(parent, this) ? parent : undefined;
  }

  identify(identity: ProcessIdentity): void {
    this.parentPid = identity.parentPid;
    this.born = identity.born;
    this.start = identity.start;
    this.tty = identity.tty;
    this.session = identity.session;
    this.group = identity.group;
    this.uid = identity.uid;
    this.effectiveUid = identity.effectiveUid;
    this.gid = identity.gid;
    this.effectiveGid = identity.effectiveGid;
    this.loginUid = identity.loginUid;
    this.capabilities = identity.capabilities;
    this.#place(identity);
    this.rename(identity.name);
    this.#generation = -1;
    this.#changes += 1;
  }

  /** A new `comm`. */
  rename(name: string): void {
    if (name === this.name) return;
    this.name = name;
    this.#commandLine = undefined;
    this.#changes += 1;
  }

  execute(image: ProcessImage): void {
    this.exe = image.exe;
    this.exePath = image.exePath;
    this.args = image.args;
    this.cwd = image.cwd;
    this.env = image.env;
    this.file = image.file;
    this.#commandLine = undefined;
    this.#exeLine = undefined;
    this.#changes += 1;
  }

  /** Into another cgroup, and so perhaps into a container. */
  move(cgroup: string | undefined, cgroupId: string | undefined): void {
    if (this.cgroup === cgroup && this.cgroupId === cgroupId) return;
    this.cgroup = cgroup;
    this.cgroupId = cgroupId;
    this.#generation = -1;
    this.#changes += 1;
  }

  /** Everything that the program of `other` brought, without its identity. */
  inherit(other: LiveProcess): void {
    this.execute(other);
    this.#exeLine = other.#exeLine;
    if (this.name === other.name) this.#commandLine = other.#commandLine;
  }

  /** As it was, for events that happened before a change. */
  past(): LiveProcess {
    const copy = new LiveProcess(this.pid, this.#world);
    copy.identify(this);
    copy.inherit(this);
    copy.#parent = this.#parent;
    copy.exited = this.exited;
    return copy;
  }

  /** What was found out later about the file that it executes; ignored when it executes another one by now. */
  learnFile(
    file: ExecutedFile,
    facts: { readonly sha256?: string; readonly origin?: FileOrigin },
  ): void {
    const now = this.file;
    if (now?.inode === file.inode && now.device === file.device && now.changed === file.changed) {
      this.file = { ...now, ...facts };
      this.#changes += 1;
    }
  }

  /** The table let go of it: its children go to whoever is next, and nothing further up is held by it. */
  forget(): void {
    this.setParent(this.#heir());
    this.#forgotten = true;
    this.before = undefined;
  }

  /** Who takes over its children: the first process of its pid namespace if it is an ancestor, else the host's. */
  #heir(): LiveProcess | undefined {
    let ancestor = this.parent;
    for (let steps = 0; ancestor !== undefined && steps < 64; steps += 1) {
      if (ancestor.virtualPid === 1 && ancestor.exited === undefined) return ancestor;
      ancestor = ancestor.parent;
    }
    return this.#world.get(1);
  }

  #place(identity: ProcessIdentity): void {
    if (identity.virtualPid !== undefined) this.virtualPid = identity.virtualPid;
    if (identity.virtualSession !== undefined) this.virtualSession = identity.virtualSession;
    if (identity.virtualGroup !== undefined) this.virtualGroup = identity.virtualGroup;
    if (identity.namespaces !== undefined) this.namespaces = identity.namespaces;
    if (identity.cgroup !== undefined) this.cgroup = identity.cgroup;
    if (identity.cgroupId !== undefined) this.cgroupId = identity.cgroupId;
  }

  #ask(): void {
    const world = this.#world;
    this.#container = world.containerOf(this);
    this.#generation = world.generation;
    this.#userName = world.userNameOf(this.uid, this);
    this.#groupName = world.groupNameOf(this.gid, this);
    this.#loginName = this.loginUid < 0 ? undefined : world.userNameOf(this.loginUid, this);
  }
}

/** What rules call `proc.cmdline`: name and arguments. Computed once between two execs of a live process. */
export function commandLineOf(process: RuntimeProcess): string {
  return process instanceof LiveProcess ? process.commandLine : joined(process.name, process.args);
}

/** What rules call `proc.exeline`: `argv[0]` and arguments. */
export function exeLineOf(process: RuntimeProcess): string {
  return process instanceof LiveProcess ? process.exeLine : joined(process.exe, process.args);
}

function joined(first: string, args: readonly string[]): string {
  return args.length === 0 ? first : `${first} ${args.join(' ')}`;
}

function isOlder(parent: LiveProcess, child: LiveProcess): boolean {
  return parent.born < child.born || (parent.born === child.born && parent.pid < child.pid);
}
