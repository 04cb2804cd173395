// SPDX-License-Identifier: GPL-2.0
/*
 * A host with much to see: loads the programs of the given objects again and again until there are
 * PROGRAMS, then starts PROCESSES that hold FDS descriptors each, a few of them programs. Says so, and
 * lives until its input ends; then, or when it is killed, everything goes with it.
 *
 *   busy-host PROGRAMS PROCESSES FDS OBJECT...
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <bpf/libbpf.h>

/* Programs that each process holds besides this one. */
#define SHARE 4
/* Programs at most, and the first descriptor of a process that is kept: a shell's limit is above. */
#define MOST 16384

static int programs[MOST];
static int loaded;

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static int load(const char *path)
{
	struct bpf_object *object = bpf_object__open(path);
	struct bpf_program *program;

	if (!object || bpf_object__load(object))
		fail(path);
	bpf_object__for_each_program(program, object)
		programs[loaded++] = bpf_program__fd(program);
	return 0;
}

/* Keeps its share of the programs, closes the others, and fills up. */
static void hold(int number, int fds, int ready)
{
	int kept[SHARE], i;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (i = 0; i < SHARE; i++)
		kept[i] = fcntl(programs[(number * SHARE + i) % loaded], F_DUPFD, MOST);
	ready = fcntl(ready, F_DUPFD, MOST);
	close_range(0, MOST - 1, 0);
	for (i = 0; i < fds - SHARE; i++)
		if (open("/dev/null", O_RDONLY) < 0)
			exit(1);
	if (kept[0] < 0 || write(ready, "", 1) != 1)
		exit(1);
	close(ready);
	for (;;)
		pause();
}

int main(int argc, char **argv)
{
	struct rlimit files;
	pid_t *pids;
	int wanted, processes, fds, i, ends[2];
	char byte;

	if (argc < 5)
		return 2;
	wanted = atoi(argv[1]);
	processes = atoi(argv[2]);
	fds = atoi(argv[3]);
	libbpf_set_print(NULL);
	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &files) || pipe(ends))
		fail("limits");
	for (i = 0; loaded < wanted; i++)
		load(argv[4 + i % (argc - 4)]);
	pids = calloc(processes, sizeof(*pids));
	for (i = 0; i < processes; i++)
		if ((pids[i] = fork()) == 0)
			hold(i, fds, ends[1]);
	for (i = 0; i < processes; i++)
		if (read(ends[0], &byte, 1) != 1)
			fail("processes");
	printf("%d\n", loaded);
	fflush(stdout);
	while (read(0, &byte, 1) > 0)
		;
	for (i = 0; i < processes; i++)
		kill(pids[i], SIGKILL);
	while (wait(NULL) > 0)
		;
	return 0;
}
