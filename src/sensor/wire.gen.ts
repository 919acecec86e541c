/** Made by tools/wire.ts from native/include/caisson_wire.h. */

/** Bounds and version of the format. */
export const wireLimits = {
  wireVersion: 1,
  maxRecord: 65536,
  maxPath: 4096,
  maxArgv: 4096,
  classes: 32,
} as const;

/** Values of the enumerations. */
export const wire = {
  action: {
    kill: 1,
    deny: 2,
    cut: 3,
    freeze: 4,
    thaw: 5,
    expired: 6,
  },
  fileMark: {
    upper: 1,
    overlay: 2,
    memfd: 4,
    tmpfs: 8,
    deleted: 16,
    writable: 32,
    setuid: 64,
    setgid: 128,
    host: 256,
  },
  mark: {
    truncated: 1,
    unresolved: 2,
    compat: 4,
    host: 8,
    fault: 16,
  },
  netKind: {
    dnsQuery: 1,
    dnsAnswer: 2,
    sni: 3,
    http: 4,
  },
  reason: {
    drift: 1,
    memfd: 2,
    tmpfs: 3,
    denied: 4,
    quarantine: 5,
    command: 6,
  },
  role: {
    client: 1,
    server: 2,
  },
  type: {
    exec: 1,
    exit: 2,
    fork: 3,
    open: 4,
    socket: 5,
    call: 6,
    net: 7,
    verdict: 8,
    loss: 9,
    throttle: 10,
    hello: 11,
    heartbeat: 12,
    process: 13,
    identity: 14,
    cgroup: 15,
    uring: 16,
    reply: 17,
    synced: 18,
  },
} as const;

/** Where the members of each struct lie, in bytes from its start. */
export const layout = {
  call: {
    size: 176,
    /** header */
    h: 0,
    /** u64[6] */
    arg: 40,
    /** file */
    file: 88,
    /** u16[4] */
    stringLen: 128,
    /** u16 */
    family: 136,
    /** u16 */
    protocol: 138,
    /** u16 */
    localPort: 140,
    /** u16 */
    remotePort: 142,
    /** u8[16] */
    local: 144,
    /** u8[16] */
    remote: 160,
  },
  counters: {
    size: 1104,
    /** header */
    h: 0,
    /** u64 */
    from: 40,
    /** u64 */
    realtime: 48,
    /** u64[32] */
    seen: 56,
    /** u64[32] */
    sent: 312,
    /** u64[32] */
    dropped: 568,
    /** u64[32] */
    filtered: 824,
    /** u64 */
    queued: 1080,
    /** u64 */
    ringPriority: 1088,
    /** u64 */
    ringBulk: 1096,
  },
  exec: {
    size: 240,
    /** header */
    h: 0,
    /** identity */
    id: 40,
    /** file */
    file: 184,
    /** u32 */
    argc: 224,
    /** u16 */
    pathLen: 228,
    /** u16 */
    rawLen: 230,
    /** u16 */
    cwdLen: 232,
    /** u16 */
    argvLen: 234,
    /** u32 */
    spare: 236,
  },
  exit: {
    size: 48,
    /** header */
    h: 0,
    /** u32 */
    signal: 40,
    /** u32 */
    spare: 44,
  },
  file: {
    size: 40,
    /** u64 */
    ino: 0,
    /** u64 */
    ctime: 8,
    /** u64 */
    mtime: 16,
    /** u32 */
    dev: 24,
    /** u32 */
    mark: 28,
    /** u32 */
    links: 32,
    /** u32 */
    mode: 36,
  },
  fork: {
    size: 192,
    /** header */
    h: 0,
    /** identity */
    id: 40,
    /** u64 */
    flags: 184,
  },
  header: {
    size: 40,
    /** u32 */
    len: 0,
    /** u16 */
    type: 4,
    /** u16 */
    nr: 6,
    /** u64 */
    ts: 8,
    /** u32 */
    tgid: 16,
    /** u32 */
    tid: 20,
    /** i64 */
    ret: 24,
    /** u32 */
    mark: 32,
    /** u32 */
    cpu: 36,
  },
  identity: {
    size: 144,
    /** u32 */
    ppid: 0,
    /** u32 */
    uid: 4,
    /** u32 */
    euid: 8,
    /** u32 */
    suid: 12,
    /** u32 */
    fsuid: 16,
    /** u32 */
    gid: 20,
    /** u32 */
    egid: 24,
    /** u32 */
    sgid: 28,
    /** u32 */
    fsgid: 32,
    /** u32 */
    loginuid: 36,
    /** u32 */
    sid: 40,
    /** u32 */
    pgid: 44,
    /** u32 */
    vpid: 48,
    /** u32 */
    vpgid: 52,
    /** u32 */
    vsid: 56,
    /** u32 */
    tty: 60,
    /** u64 */
    capEffective: 64,
    /** u64 */
    capPermitted: 72,
    /** u64 */
    capInheritable: 80,
    /** u32 */
    mntNs: 88,
    /** u32 */
    pidNs: 92,
    /** u32 */
    netNs: 96,
    /** u32 */
    userNs: 100,
    /** u64 */
    cgroup: 104,
    /** u64 */
    cgroupV1: 112,
    /** u64 */
    start: 120,
    /** byte[16] */
    comm: 128,
  },
  ids: {
    size: 184,
    /** header */
    h: 0,
    /** identity */
    id: 40,
  },
  net: {
    size: 104,
    /** header */
    h: 0,
    /** u64 */
    cgroup: 40,
    /** u64 */
    cookie: 48,
    /** u16 */
    kind: 56,
    /** u16 */
    family: 58,
    /** u16 */
    protocol: 60,
    /** u16 */
    localPort: 62,
    /** u16 */
    remotePort: 64,
    /** u16 */
    dataLen: 66,
    /** u32 */
    spare: 68,
    /** u8[16] */
    local: 72,
    /** u8[16] */
    remote: 88,
  },
  open: {
    size: 96,
    /** header */
    h: 0,
    /** file */
    file: 40,
    /** u32 */
    flags: 80,
    /** u32 */
    mode: 84,
    /** i32 */
    dirfd: 88,
    /** u16 */
    pathLen: 92,
    /** u16 */
    rawLen: 94,
  },
  socket: {
    size: 104,
    /** header */
    h: 0,
    /** u64 */
    cookie: 40,
    /** i32 */
    fd: 48,
    /** u16 */
    family: 52,
    /** u16 */
    protocol: 54,
    /** u16 */
    localPort: 56,
    /** u16 */
    remotePort: 58,
    /** u8[16] */
    local: 60,
    /** u8[16] */
    remote: 76,
    /** u32 */
    role: 92,
    /** u16 */
    pathLen: 96,
    /** u16 */
    type: 98,
    /** u32 */
    flags: 100,
  },
  text: {
    size: 64,
    /** header */
    h: 0,
    /** u64 */
    id: 40,
    /** u32 */
    wire: 48,
    /** u32 */
    order: 52,
    /** u32 */
    textLen: 56,
    /** u32 */
    spare: 60,
  },
  throttle: {
    size: 72,
    /** header */
    h: 0,
    /** u64 */
    cgroup: 40,
    /** u64 */
    suppressed: 48,
    /** u32 */
    stopped: 56,
    /** u32 */
    spare: 60,
    /** u64 */
    cgroupV1: 64,
  },
  uring: {
    size: 64,
    /** header */
    h: 0,
    /** u32 */
    opcode: 40,
    /** i32 */
    fd: 44,
    /** u64 */
    flags: 48,
    /** u32 */
    spare: 56,
    /** u16 */
    pathLen: 60,
    /** u16 */
    spare2: 62,
  },
  verdict: {
    size: 104,
    /** header */
    h: 0,
    /** u64 */
    cgroup: 40,
    /** u32 */
    policy: 48,
    /** u16 */
    action: 52,
    /** u16 */
    reason: 54,
    /** file */
    file: 56,
    /** u16 */
    simulated: 96,
    /** u16 */
    pathLen: 98,
    /** u32 */
    spare: 100,
  },
} as const;
