// SPDX-License-Identifier: Apache-2.0
/*
 * Preloaded into a program as it is shipped: kills it, SIGKILL, at a chosen call that changes a file.
 *
 *   KILL_CALL   fsync (or fdatasync), write, or rename
 *   KILL_PATH   part of the path that the call is about; of the new path for a rename
 *   KILL_WHEN   before or after the call
 *   KILL_COUNT  which of the calls that match, from 1
 *   KILL_PAGES  of fsync: one or more pages written to the file since the last fsync; absent: any
 *   KILL_SINCE  calls count only after a rename of such a path; absent: from the start
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

/* The page of SQLite's files: one frame of its log holds one. */
#define PAGE 4096

static const char *call, *path, *when, *pages, *since;
static long count;
static atomic_long matched, written;
static atomic_bool counting;

__attribute__((constructor)) static void read_plan(void)
{
	const char *text = getenv("KILL_COUNT");

	call = getenv("KILL_CALL");
	path = getenv("KILL_PATH");
	when = getenv("KILL_WHEN");
	pages = getenv("KILL_PAGES");
	since = getenv("KILL_SINCE");
	count = text ? atol(text) : 1;
	atomic_store(&counting, since == NULL);
}

static void die(void)
{
	syscall(SYS_kill, getpid(), SIGKILL);
	for (;;)
		pause();
}

static int is_about(int fd)
{
	char link[32] = "/proc/self/fd/", name[4096], digits[12];
	int at = 0, end = strlen(link);
	ssize_t length;

	do
		digits[at++] = '0' + fd % 10;
	while (fd /= 10);
	while (at > 0)
		link[end++] = digits[--at];
	length = readlink(link, name, sizeof(name) - 1);
	if (length < 0)
		return 0;
	name[length] = 0;
	return strstr(name, path) != NULL;
}

/* Whether this call is the one. */
static int reached(const char *name)
{
	if (!call || strcmp(call, name) || !atomic_load(&counting))
		return 0;
	return atomic_fetch_add(&matched, 1) + 1 == count;
}

static int is_before(void)
{
	return strcmp(when, "before") == 0;
}

static int sync_at(int fd, int (*real)(int))
{
	int mine, result;
	long since_last;

	if (!call || strcmp(call, "fsync") || !is_about(fd))
		return real(fd);
	since_last = atomic_exchange(&written, 0);
	mine = !pages || (since_last > 0 && (since_last > 1) == (strcmp(pages, "more") == 0));
	mine = mine && reached("fsync");
	if (mine && is_before())
		die();
	result = real(fd);
	if (mine)
		die();
	return result;
}

int fsync(int fd)
{
	return sync_at(fd, (int (*)(int))dlsym(RTLD_NEXT, "fsync"));
}

int fdatasync(int fd)
{
	return sync_at(fd, (int (*)(int))dlsym(RTLD_NEXT, "fdatasync"));
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset)
{
	static ssize_t (*real)(int, const void *, size_t, off64_t);

	if (!real)
		real = dlsym(RTLD_NEXT, "pwrite64");
	if (call && size == PAGE && is_about(fd))
		atomic_fetch_add(&written, 1);
	return real(fd, data, size, offset);
}

ssize_t write(int fd, const void *data, size_t size)
{
	static ssize_t (*real)(int, const void *, size_t);
	int mine;
	ssize_t result;

	if (!real)
		real = dlsym(RTLD_NEXT, "write");
	mine = call && strcmp(call, "write") == 0 && is_about(fd) && reached("write");
	if (mine && is_before())
		die();
	result = real(fd, data, size);
	if (mine)
		die();
	return result;
}

static int rename_is_mine(const char *to)
{
	if (since && strstr(to, since))
		atomic_store(&counting, 1);
	return call && strcmp(call, "rename") == 0 && strstr(to, path) && reached("rename");
}

int rename(const char *from, const char *to)
{
	static int (*real)(const char *, const char *);
	int mine = rename_is_mine(to), result;

	if (!real)
		real = dlsym(RTLD_NEXT, "rename");
	if (mine && is_before())
		die();
	result = real(from, to);
	if (mine)
		die();
	return result;
}

/* ClickHouse has renameat2(2) through it. */
long syscall(long number, ...)
{
	static long (*real)(long, ...);
	long a, b, c, d, e, f, result;
	int mine;
	va_list arguments;

	if (!real)
		real = dlsym(RTLD_NEXT, "syscall");
	va_start(arguments, number);
	a = va_arg(arguments, long);
	b = va_arg(arguments, long);
	c = va_arg(arguments, long);
	d = va_arg(arguments, long);
	e = va_arg(arguments, long);
	f = va_arg(arguments, long);
	va_end(arguments);
	mine = number == SYS_renameat2 && rename_is_mine((const char *)d);
	if (mine && is_before())
		die();
	result = real(number, a, b, c, d, e, f);
	if (mine)
		die();
	return result;
}
