import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Opens and closes one file `argv[1]` times on processor `argv[2]`; prints nanoseconds. */
const openLoop = `
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
int main(int argc, char **argv)
{
	struct timespec a, b;
	cpu_set_t set;
	CPU_ZERO(&set);
	CPU_SET(atoi(argv[2]), &set);
	sched_setaffinity(0, sizeof(set), &set);
	clock_gettime(CLOCK_MONOTONIC, &a);
	for (long i = 0, n = atol(argv[1]); i < n; i++)
		close(open("/etc/hostname", O_RDONLY));
	clock_gettime(CLOCK_MONOTONIC, &b);
	printf("%ld", (b.tv_sec - a.tv_sec) * 1000000000L + b.tv_nsec - a.tv_nsec);
}
`;

/** Starts /bin/true \`argv[1]\` times, \`argv[2]\` microseconds apart. */
const execLoop = `
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
int main(int argc, char **argv)
{
	char *words[] = {"/bin/true", 0}, *none[] = {0};
	for (int i = 0, n = atoi(argv[1]); i < n; i++) {
		pid_t pid;
		if (!posix_spawn(&pid, words[0], 0, 0, words, none))
			waitpid(pid, 0, 0);
		usleep(atoi(argv[2]));
	}
}
`;

/** Compiles both into a directory. */
export function compileLoads(directory: string): { readonly open: string; readonly exec: string } {
  return { open: compile(directory, 'open', openLoop), exec: compile(directory, 'exec', execLoop) };
}

function compile(directory: string, name: string, source: string): string {
  const file = join(directory, `${name}-loop.c`);
  const program = join(directory, `${name}-loop`);
  writeFileSync(file, source);
  execFileSync('cc', ['-O2', '-w', '-o', program, file]);
  return program;
}

/** Runs a load and gives what it printed. */
export async function runLoad(program: string, ...words: readonly number[]): Promise<number> {
  const child = spawn(program, words.map(String), { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  await once(child, 'close');
  return Number(printed);
}
