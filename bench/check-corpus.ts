/** Writes made-up Dockerfiles and workflows that are as long, as varied and as careless as those of real projects. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Numbers that only look random: the same corpus on every machine. */
class Dice {
  #state: number;
  constructor(seed: number) {
    this.#state = seed;
  }
  below(limit: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * limit);
  }
  often(percent: number): boolean {
    return this.below(100) < percent;
  }
  of<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.below(items.length)] ?? items[0];
  }
  some(items: readonly [string, ...string[]], most: number): readonly string[] {
    return [...new Set(Array.from({ length: 1 + this.below(most) }, () => this.of(items)))];
  }
}

const debian = [
  'curl', 'ca-certificates', 'git', 'build-essential', 'libpq-dev', 'gnupg', 'wget', 'unzip', 'openssh-client', 'python3-dev',
  'libssl-dev', 'pkg-config', 'nginx', 'supervisor', 'ffmpeg', 'imagemagick', 'jq', 'vim', 'tini=0.19.0-1', 'libxml2-dev',
] as const; // biome-ignore format: a list
const alpine = [
  'bash',
  'curl',
  'git',
  'gcc',
  'musl-dev',
  'tzdata',
  'libffi-dev',
  'openssl=3.3.2-r1',
  'make',
  'su-exec',
] as const;
const python = [
  'flask==3.0.3',
  'gunicorn',
  'numpy==2.1.0',
  'requests>=2.31',
  'django',
  'celery[redis]',
  'poetry==1.8.3',
  'uvicorn',
] as const;
const node = [
  'pm2',
  'typescript@5.6.2',
  'npm@10',
  'serve',
  '@angular/cli@18.2.0',
  'yarn',
  'nodemon',
] as const;
const words = [
  'api',
  'worker',
  'portal',
  'billing',
  'ingest',
  'search',
  'mailer',
  'gateway',
  'report',
  'auth',
  'sync',
  'admin',
] as const;

type Line = (dice: Dice) => string;

function apt(dice: Dice): string {
  const packages = dice.some(debian, 9);
  const options = dice.often(70) ? ' -y' : dice.often(50) ? ' -yq' : '';
  const lean = dice.often(60) ? ' --no-install-recommends' : '';
  const clean = dice.often(65) ? ' \\\n    && rm -rf /var/lib/apt/lists/*' : '';
  const list = packages.map((name) => ` \\\n        ${name}`).join('');
  return `RUN apt-get update && apt-get install${options}${lean}${list}${clean}`;
}

function download(dice: Dice): string {
  const name = dice.of(words);
  const version = `${dice.below(9)}.${dice.below(20)}.${dice.below(9)}`;
  const url = `https://downloads.example.com/${name}/releases/v${version}/${name}-linux-amd64.tar.gz`;
  if (dice.often(30)) return `RUN curl -fsSL ${url} | tar -xz -C /usr/local/bin`;
  if (dice.often(30)) return `RUN curl -sL https://get.example.com/${name}.sh | bash`;
  return [
    'RUN set -eux; \\',
    '    arch="$(dpkg --print-architecture)"; \\',
    `    case "$arch" in \\`,
    `        amd64) url='${url}'; sha='${'0123456789abcdef'.repeat(4)}' ;; \\`,
    `        arm64) url='${url.replace('amd64', 'arm64')}'; sha='${'fedcba9876543210'.repeat(4)}' ;; \\`,
    `        *) echo >&2 "unsupported $arch"; exit 1 ;; \\`,
    `    esac; \\`,
    `    wget -O /tmp/${name}.tgz "$url"; \\`,
    `    echo "$sha  /tmp/${name}.tgz" | sha256sum -c -; \\`,
    `    tar -xzf /tmp/${name}.tgz -C /opt; \\`,
    `    rm /tmp/${name}.tgz`,
  ].join('\n');
}

function heredoc(dice: Dice): string {
  const name = dice.of(words);
  if (dice.often(40))
    return `COPY <<EOF /etc/${name}.conf\nlisten = 0.0.0.0:${8000 + dice.below(1000)}\nworkers = ${dice.below(16)}\nlog = /dev/stdout\nEOF`;
  return [
    'RUN <<EOT',
    dice.often(70) ? 'set -e' : '# prepare',
    `mkdir -p /srv/${name}/data`,
    `cd /srv/${name}`,
    `for file in *.conf; do`,
    `  cp $file /etc/${name}/`,
    'done',
    `chown -R ${dice.below(2) === 0 ? 'app:app' : '1000'} /srv/${name}`,
    'EOT',
  ].join('\n');
}

const lines: readonly [Line, ...Line[]] = [
  apt,
  apt,
  download,
  heredoc,
  (dice) =>
    `RUN apk add ${dice.often(70) ? '--no-cache ' : '--update '}${dice.some(alpine, 6).join(' ')}`,
  (dice) =>
    `RUN pip install ${dice.often(50) ? '--no-cache-dir ' : ''}${dice
      .some(python, 5)
      .map((name) => (name.includes('>') ? `"${name}"` : name))
      .join(' ')}`,
  () =>
    'COPY requirements.txt ./\nRUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt',
  (dice) =>
    `COPY package*.json ./\nRUN npm ${dice.of(['ci', 'install', 'ci --omit=dev', 'install --production'])}${dice.often(30) ? ' && npm cache clean --force' : ''}`,
  (dice) => `RUN npm install -g ${dice.some(node, 3).join(' ')}`,
  (dice) =>
    `ENV ${dice.of(words).toUpperCase()}_HOME=/opt/${dice.of(words)} \\\n    PATH=/opt/${dice.of(words)}/bin:$PATH`,
  (dice) =>
    `ENV ${dice.of(['NODE_ENV=production', 'PYTHONUNBUFFERED 1', 'DEBIAN_FRONTEND=noninteractive', 'JAVA_OPTS="-Xmx512m -server"'])}`,
  (dice) =>
    `ARG ${dice.of(['VERSION=1.2.3', 'BUILD_DATE', 'COMMIT', 'http_proxy', 'UID=1000', 'DB_PASSWORD'])}`,
  (dice) =>
    `${dice.often(80) ? 'COPY' : 'ADD'} ${dice.of(['. .', 'src/ /app/src/', '--chown=app:app . /app', 'config/*.yml /etc/app/', 'entrypoint.sh /usr/local/bin/'])}`,
  (dice) => `WORKDIR ${dice.of(['/app', '/usr/src/app', 'app', '/srv/$APP_NAME'])}`,
  (dice) =>
    `LABEL org.opencontainers.image.title="${dice.of(words)}" org.opencontainers.image.licenses="${dice.of(['MIT', 'Apache-2.0', 'custom'])}"`,
  (dice) =>
    `RUN ${dice.of(['groupadd -r app && useradd -r -g app app', 'adduser -D -u 10001 app', 'useradd -m -s /bin/bash app', 'chmod -R 777 /var/log/app', 'ln -sf /dev/stdout /var/log/nginx/access.log', 'sudo chown app /data', 'cd /app && make install'])}`,
  (dice) =>
    `RUN ${dice.of(['go mod download', 'CGO_ENABLED=0 go build -ldflags="-s -w -X main.version=${VERSION}" -o /out/app ./cmd/app', 'mvn -B -q package -DskipTests', 'cargo build --release --locked', 'npm run build', 'bundle install --jobs 4 --retry 3', 'make -j$(nproc) && make install', 'python manage.py collectstatic --noinput'])}`,
  (dice) => `EXPOSE ${dice.of(['8080', '80 443', '22', '3000/tcp', '${PORT}'])}`,
  () =>
    `RUN if [ "$NODE_ENV" = production ]; then \\\n      npm prune --production; \\\n    else \\\n      echo "keeping development dependencies of $NODE_ENV"; \\\n    fi`,
  (dice) =>
    `# ${dice.of(['install what the build needs', 'keep this layer small', 'see the wiki for why', 'hadolint ignore=DL3008,DL3059'])}`,
];

const bases = [
  'node:20-alpine', 'node:22.9.0-bookworm-slim', 'python:3.12-slim', 'python:3', 'golang:1.23-alpine', 'ubuntu:22.04', 'debian:bookworm-slim',
  'debian', 'alpine:3.20', 'alpine:latest', 'eclipse-temurin:21-jdk', 'nginx:1.27-alpine', 'ruby:3.3-slim', 'rust:1.81', 'gcr.io/distroless/static-debian12',
  'registry.example.com/base/java:17', 'mcr.microsoft.com/dotnet/aspnet:8.0', 'php:8.3-fpm', '--platform=$BUILDPLATFORM golang:1.23',
] as const; // biome-ignore format: a list

const ends: readonly [Line, ...Line[]] = [
  () => 'CMD ["node", "server.js"]',
  () => 'CMD npm start',
  () => 'ENTRYPOINT ["/usr/local/bin/entrypoint.sh"]\nCMD ["serve"]',
  (dice) =>
    `HEALTHCHECK --interval=30s --timeout=3s CMD curl -f http://localhost:${3000 + dice.below(6000)}/health || exit 1\nCMD ["gunicorn", "-b", "0.0.0.0:8000", "app:app"]`,
  () => 'ENTRYPOINT exec java $JAVA_OPTS -jar /app/app.jar',
];

function dockerfile(dice: Dice): string {
  const wanted = 10 + dice.below(51);
  const stages = dice.of([1, 1, 1, 2, 2, 3]);
  const parts: string[] = dice.often(35) ? ['# syntax=docker/dockerfile:1', ''] : [];
  for (let stage = 1; stage <= stages; stage += 1)
    parts.push(from(dice, stage, stage === stages), ...body(dice, wanted / stages - 2));
  if (dice.often(45)) parts.push(`USER ${dice.of(['app', '10001:10001', 'root', 'node'])}`);
  parts.push(dice.of(ends)(dice));
  return `${parts.join('\n')}\n`;
}

function from(dice: Dice, stage: number, isLast: boolean): string {
  const line = `FROM ${dice.of(bases)}`;
  if (!isLast) return `${line} ${dice.of(['AS', 'as'])} stage${stage}`;
  return stage === 1 ? line : `\n${line}\nCOPY --from=stage${1 + dice.below(stage - 1)} /out /app`;
}

function body(dice: Dice, wanted: number): readonly string[] {
  const parts: string[] = [];
  for (let length = 0; length < wanted; ) {
    const line = dice.of(lines)(dice);
    if (dice.often(25)) parts.push('');
    parts.push(line);
    length += line.split('\n').length;
  }
  return parts;
}

const steps: readonly [Line, ...Line[]] = [
  (dice) =>
    `      - uses: actions/checkout@${dice.of(['v4', 'v3', 'main', '11bd71901bbe5b1630ceea73d27597364c9af683'])}`,
  (dice) =>
    `      - uses: actions/setup-node@v4\n        with:\n          node-version: ${18 + 2 * dice.below(4)}\n          cache: npm`,
  (dice) =>
    `      - name: Test ${dice.of(words)}\n        run: |\n          npm ci\n          npm test -- --coverage\n        env:\n          CI: true\n          TOKEN: \${{ secrets.${dice.of(words).toUpperCase()}_TOKEN }}`,
  () => `      - run: echo "\${{ github.event.pull_request.title }}"`,
  (dice) =>
    `      - uses: docker/build-push-action@v6\n        with:\n          context: ./${dice.of(words)}\n          push: \${{ github.event_name != 'pull_request' }}\n          tags: registry.example.com/${dice.of(words)}:\${{ github.sha }}`,
  (dice) =>
    `      - name: Upload\n        if: always()\n        uses: actions/upload-artifact@v${3 + dice.below(2)}\n        with:\n          name: ${dice.of(words)}\n          path: dist/`,
  () =>
    "      - uses: actions/cache@v4\n        with:\n          path: ~/.cache\n          key: ${{ runner.os }}-${{ hashFiles('**/package-lock.json') }}",
  (dice) =>
    `      - name: Deploy\n        shell: bash\n        run: |\n          set -euo pipefail\n          ./deploy.sh --env ${dice.of(['staging', 'production'])} --ref "$GITHUB_REF"`,
];

function workflow(dice: Dice): string {
  const on = dice.of([
    '[push, pull_request]',
    'push',
    '{ push: { branches: [main] }, pull_request_target: {} }',
    '{ workflow_dispatch: {} }',
  ]);
  const head = [`name: ${dice.of(words)}`, `on: ${on}`];
  if (dice.often(40)) head.push('permissions:', `  contents: ${dice.of(['read', 'write'])}`);
  head.push('jobs:');
  for (let job = 0; job <= dice.below(3); job += 1) {
    head.push(
      `  ${dice.of(words)}${job}:`,
      `    runs-on: ${dice.of(['ubuntu-latest', 'ubuntu-24.04', '[self-hosted, linux]'])}`,
    );
    if (dice.often(30))
      head.push('    strategy:', '      matrix:', '        version: [18, 20, 22]');
    head.push('    steps:');
    for (let step = 0; step < 3 + dice.below(6); step += 1) head.push(dice.of(steps)(dice));
  }
  return `${head.join('\n')}\n`;
}

/** Writes `count` Dockerfiles below a directory, each in a directory of its own, 50 of those in one. */
export function writeDockerfiles(directory: string, count: number): void {
  const dice = new Dice(1);
  for (let index = 0; index < count; index += 1) {
    const own = join(directory, `team-${Math.floor(index / 50)}`, `${dice.of(words)}-${index}`);
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, 'Dockerfile'), dockerfile(dice));
    if (dice.often(30)) writeFileSync(join(own, '.dockerignore'), 'node_modules\n.git\n*.log\n');
  }
}

/** Writes `count` workflows, 10 to a repository. */
export function writeWorkflows(directory: string, count: number): void {
  const dice = new Dice(2);
  for (let index = 0; index < count; index += 1) {
    const own = join(directory, `repo-${Math.floor(index / 10)}`, '.github', 'workflows');
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, `${dice.of(words)}-${index}.yml`), workflow(dice));
  }
}
