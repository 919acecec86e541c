import type { PackageAction, PackageTool } from './model.ts';

/** How a package manager's command line is read. */
export interface ToolTable {
  /** Options with a value, as words between blanks. */
  readonly valued: string;
  readonly singleDash?: boolean;
  /** Subcommands, as words between blanks, for each action. */
  readonly actions: Readonly<Partial<Record<PackageAction, string>>>;
}

const apt: ToolTable = {
  valued:
    '-t --target-release --default-release -o --option -c --config-file -a --host-architecture -P --build-profiles --with-source',
  actions: {
    install: 'install reinstall build-dep',
    update: 'update',
    upgrade: 'upgrade safe-upgrade',
    'dist-upgrade': 'dist-upgrade full-upgrade',
    remove: 'remove purge autoremove',
    clean: 'clean autoclean distclean dist-clean',
  },
};

const yum: ToolTable = {
  valued:
    '-c --config -d -e -R -x --exclude --excludepkgs --enablerepo --disablerepo --repo --repoid --installroot --releasever --setopt --disableplugin --enableplugin --forcearch --comment --advisory --color --downloaddir --destdir --errorlevel --debuglevel --rpmverbosity --nodocs=',
  actions: {
    install:
      'install groupinstall localinstall group reinstall builddep module install-n install-na install-nevra in localinst grpinstall rei swap',
    update: 'makecache check-update',
    upgrade: 'update upgrade update-minimal upgrade-minimal up up-min offline-upgrade',
    'dist-upgrade': 'distro-sync distrosync dsync distribution-synchronization',
    remove: 'remove erase autoremove',
    clean: 'clean',
  },
};

/** Command lines of each tool, from its manual. */
export const toolTables: Readonly<Record<PackageTool, ToolTable>> = {
  'apt-get': apt,
  apt,
  aptitude: {
    ...apt,
    valued: `${apt.valued} -F --display-format -O --sort -w --width -q=`,
  },
  apk: {
    valued:
      '-t --virtual -X --repository -p --root --keys-dir --repositories-file --arch --wait --cache-dir --cache-max-age --progress-fd --timeout',
    actions: {
      install: 'add',
      update: 'update',
      upgrade: 'upgrade',
      remove: 'del',
      clean: 'cache',
    },
  },
  yum,
  dnf: yum,
  microdnf: yum,
  zypper: {
    valued:
      '-R --root --installroot -D --reposd-dir -C --cache-dir --raw-cache-dir --solv-cache-dir --pkg-cache-dir -c --config -t --type -r --repo --from -p --plus-repo --releasever --userdata --solver-focus --download -b --bugzilla --cve -g --category',
    actions: {
      install: 'install in source-install si patch',
      update: 'refresh ref',
      upgrade: 'update up',
      'dist-upgrade': 'dist-upgrade dup',
      remove: 'remove rm',
      clean: 'clean cc',
    },
  },
  pacman: { valued: '-b --dbpath -r --root --config --cachedir --arch --color', actions: {} },
  pip: {
    valued:
      '-r --requirement -c --constraint -e --editable -t --target --platform --python-version --implementation --abi --root --prefix --src -b --build --cache-dir -i --index-url --pypi-url --extra-index-url -f --find-links --trusted-host --proxy --timeout --default-timeout --retries --log --cert --client-cert --upgrade-strategy --no-binary --only-binary --progress-bar --report -C --config-settings --config-setting --global-option --install-option --exists-action --python --keyring-provider --root-user-action --use-feature --use-deprecated --group -d --dest -w --wheel-dir',
    actions: { install: 'install download wheel', remove: 'uninstall', clean: 'cache' },
  },
  pipx: {
    valued: '--suffix --python --preinstall -i --index-url --pip-args --spec',
    actions: { install: 'install inject', upgrade: 'upgrade upgrade-all', run: 'run' },
  },
  pipenv: {
    valued: '-r --requirements --python -i --index --categories --pypi-mirror',
    actions: { install: 'install sync', clean: 'clean' },
  },
  uv: {
    valued:
      '-r --requirement --requirements -c --constraint --constraints -e --editable -p --python --index-url -i --extra-index-url --index --default-index -f --find-links --allow-insecure-host --cache-dir --directory --project --target --prefix --group --extra --tag --branch --rev --with --config-file --link-mode --package --no-binary --only-binary',
    actions: { install: 'install add sync', upgrade: 'upgrade', clean: 'clean', run: 'run' },
  },
  poetry: {
    valued: '-G --group -E --extras --source -C --directory --with --without --only --python',
    actions: { install: 'add install', update: 'update lock', run: 'run' },
  },
  conda: {
    valued: '-n --name -p --prefix -c --channel -f --file --solver --revision --subdir --platform',
    actions: {
      install: 'install create',
      upgrade: 'update upgrade',
      remove: 'remove',
      clean: 'clean',
    },
  },
  npm: {
    valued:
      '--registry --prefix --cache --loglevel --tag --userconfig --globalconfig --fetch-retries --fetch-timeout --fetch-retry-mintimeout --fetch-retry-maxtimeout --scope -w --workspace --omit --include --only --install-strategy --network-concurrency --maxsockets --script-shell --https-proxy --proxy --before',
    actions: {
      install: 'install i in ins inst insta instal isnt isnta isntal isntall add',
      update: 'update up upgrade',
      remove: 'uninstall rm remove un',
      clean: 'cache',
      run: 'exec x',
      other: 'ci clean-install ic run run-script',
    },
  },
  yarn: {
    valued:
      '--registry --cwd --cache-folder --modules-folder --network-timeout --network-concurrency --mutex --prefix --use-yarnrc --global-folder --otp --tag',
    actions: {
      install: 'install add',
      upgrade: 'upgrade up',
      remove: 'remove',
      clean: 'cache',
      run: 'dlx',
    },
  },
  pnpm: {
    valued:
      '--registry -C --dir --store-dir --filter -F --reporter --loglevel --workspace-concurrency --network-concurrency --virtual-store-dir --lockfile-dir --package --config',
    actions: {
      install: 'install i add',
      upgrade: 'update up upgrade',
      remove: 'remove rm',
      run: 'dlx',
    },
  },
  bun: {
    valued: '--registry --cwd -c --config --cache-dir --backend',
    actions: { install: 'install i add', upgrade: 'update upgrade', remove: 'remove rm', run: 'x' },
  },
  gem: {
    valued:
      '-v --version -i --install-dir -n --bindir -P --trust-policy --platform -s --source -p --http-proxy --build-root -t --target-rbconfig -g --file --without --use-system-libraries',
    actions: { install: 'install i', update: 'update', remove: 'uninstall', clean: 'cleanup' },
  },
  go: {
    valued:
      '-C -tags -ldflags -o -gcflags -mod -p -asmflags -buildmode -modfile -overlay -pkgdir -toolexec -exec -installsuffix -compiler -covermode -coverpkg',
    singleDash: true,
    actions: { install: 'install get', run: 'run', clean: 'clean' },
  },
  cargo: {
    valued:
      '--version --vers --git --branch --tag --rev --path --root --registry --index -F --features --target --target-dir --profile -j --jobs --bin --example -Z --color --config --message-format -C',
    actions: { install: 'install binstall', update: 'update' },
  },
  composer: {
    valued: '-d --working-dir --prefer-install --ignore-platform-req --apcu-autoloader-prefix',
    actions: {
      install: 'require req install create-project',
      update: 'update upgrade',
      clean: 'clear-cache clearcache cc',
    },
  },
};

/** Other names of the same tools. */
export const toolNames: ReadonlyMap<string, PackageTool> = new Map<string, PackageTool>([
  ['yumdnf', 'dnf'],
  ['dnf5', 'dnf'],
  ['dnf-3', 'dnf'],
  ['tdnf', 'dnf'],
  ['mamba', 'conda'],
  ['micromamba', 'conda'],
  ['yarnpkg', 'yarn'],
  ['composer.phar', 'composer'],
]);
