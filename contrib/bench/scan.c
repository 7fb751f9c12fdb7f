/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan.c - which way of reading every process's namespaces from /proc is cheapest; the ways take turns: scan ROUNDS */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
enum { FULLPATH = 1, FSTATAT = 2, STATFILE = 4 };
static const char *type[] = { "cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts" };
static int pids[200000], count, mode;
struct part { int from, to; };
static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec * 1e6 + t.tv_nsec / 1e3; }
static int cmpd(const void *a, const void *b) { double x = *(double *)a, y = *(double *)b; return x < y ? -1 : x > y; }
static void *work(void *arg)
{
	struct part *q = arg; char p[64], l[512]; struct stat s;
	for (int i = q->from; i < q->to; i++) {
		int d = -1;
		if (!(mode & FULLPATH)) { snprintf(p, sizeof p, "/proc/%d/ns", pids[i]); if ((d = open(p, O_PATH | O_DIRECTORY | O_CLOEXEC)) < 0) continue; }
		for (int k = 0; k < 8; k++) {
			if (mode & FULLPATH) { snprintf(p, sizeof p, "/proc/%d/ns/%s", pids[i], type[k]); if (readlink(p, l, 64) < 0) break; }
			else if (mode & FSTATAT ? fstatat(d, type[k], &s, 0) : readlinkat(d, type[k], l, 64) < 0) break;
		}
		if (d >= 0) close(d);
		if (mode & STATFILE) { snprintf(p, sizeof p, "/proc/%d/stat", pids[i]); if ((d = open(p, O_RDONLY | O_CLOEXEC)) >= 0) { if (read(d, l, sizeof l) < 0) {} close(d); } }
	}
	return NULL;
}
int main(int c, char **v)
{
	static const struct { const char *n; int m, th; } way[] = { { "readlinkat in PID/ns", 0, 1 }, { "readlinkat, 2 threads", 0, 2 }, { "readlink by full path", FULLPATH, 1 }, { "fstatat in PID/ns", FSTATAT, 1 }, { "readlinkat, and PID/stat", STATFILE, 1 } };
	int rounds = c > 1 ? atoi(v[1]) : 3; double *t[5]; DIR *d = opendir("/proc"); struct dirent *e;
	while ((e = readdir(d)) && count < 200000) if (e->d_name[0] > '0' && e->d_name[0] <= '9') pids[count++] = atoi(e->d_name);
	for (int i = 0; i < 5; i++) t[i] = calloc(rounds, sizeof(double));
	for (int r = -1; r < rounds; r++)
		for (int i = 0; i < 5; i++) {
			struct part a = { 0, count }, b = { count / 2, count }; pthread_t th; double s = now();
			mode = way[i].m;
			if (way[i].th == 2) { a.to = count / 2; pthread_create(&th, NULL, work, &b); work(&a); pthread_join(th, NULL); } else work(&a);
			if (r >= 0) t[i][r] = now() - s;
		}
	for (int i = 0; i < 5; i++) { qsort(t[i], rounds, sizeof(double), cmpd); printf("%s min %.2f median %.2f max %.2f us (n=%d)\n", way[i].n, t[i][0], t[i][rounds / 2], t[i][rounds - 1], rounds); }
	return 0;
}
