/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mount steps' inside halves, in namespaces of each test's own; root or not. */
#include "base/error.h"
#include "base/own.h"
#include "inside/mount.h"
#include "inside/newns.h"
#include "inside/root.h"
#include "lang/args.h"
#include "wire/call.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* A check in the child: its line is what the parent sees. */
#define CHECK(x)                         \
	do {                             \
		if (!(x))                \
			return __LINE__; \
	} while (0)

static const struct param two[] = {
	{ .kind = KIND_WORD, .name = "SOURCE", .optional = 1 },
	{ .kind = KIND_PATH, .name = "TARGET" },
	{ .kind = KIND_END },
};
static const struct param bind_params[] = {
	{ .kind = KIND_PATH_ANY, .name = "SRC" },
	{ .kind = KIND_PATH, .name = "DST" },
	{ .kind = KIND_END },
};
static const struct param move_params[] = {
	{ .kind = KIND_PATH, .name = "A" },
	{ .kind = KIND_PATH, .name = "B" },
	{ .kind = KIND_END },
};
static const struct param targets[] = {
	{ .kind = KIND_PATH, .name = "T", .repeated = 1 },
	{ .kind = KIND_END },
};
static const struct param dir[] = { { .kind = KIND_PATH, .name = "DIR" },
				    { .kind = KIND_END } };
static const struct param kinds[] = {
	{ .kind = KIND_WORD, .name = "KIND", .repeated = 1 },
	{ .kind = KIND_END },
};
static const struct option options[] = {
	{ .name = "-t", .kind = KIND_WORD },
	{ .name = "-o", .kind = KIND_WORD, .repeated = 1 },
	{ .name = "-r", .kind = KIND_END },
	{ .name = "-l", .kind = KIND_END },
	{ .name = "--ro", .kind = KIND_END },
	{ .name = "--proc", .kind = KIND_END },
	{ .name = "--dev", .kind = KIND_END },
	{ .name = "--root", .kind = KIND_PATH },
	{ .name = NULL },
};
static const struct command rows[] = {
	{ .name = "mount", .params = two, .options = options, .inside = mount_inside },
	{ .name = "bind", .params = bind_params, .options = options, .inside = bind_inside },
	{ .name = "move", .params = move_params, .options = options, .inside = move_inside },
	{ .name = "umount", .params = targets, .options = options, .inside = umount_inside },
	{ .name = "remount", .params = targets, .options = options, .inside = remount_inside },
	{ .name = "pivot", .params = dir, .options = options, .inside = pivot_inside },
	{ .name = "chroot", .params = dir, .options = options, .inside = chroot_inside },
	{ .name = "newns", .params = kinds, .options = options, .inside = newns_inside },
	{ .name = NULL },
};

static int proc;
static struct error why;

/* step: the words up to NULL, with HANDLE if it is not -1; the inside half's answer. */
static int step(int handle, const char *name, ...)
{
	const char *v[16] = { name };
	struct words words = { .n = 1, .v = v };
	struct call c = { .proc = proc, .pid_ns = -1, .out = -1 };
	const struct command *row = rows;
	struct args a;
	va_list ap;

	va_start(ap, name);
	while ((v[words.n] = va_arg(ap, const char *)))
		words.n++;
	va_end(ap);
	if (handle >= 0) {
		c.handles = &handle;
		c.handles_n = 1;
	}
	while (strcmp(row->name, name) != 0)
		row++;
	why = (struct error){ .errnum = 0 };
	if (args_bind(row, &words, &a, NULL, &why) < 0)
		return -1;
	int done = row->inside(&c, &a, &why);
	args_done(&a);
	call_done(&c);
	return done;
}

static int write_file(const char *path, const char *text)
{
	autofd int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

	return fd < 0 || write(fd, text, strlen(text)) < 0 ? -1 : 0;
}

static int enter_own(void)
{
	char map[64];
	uid_t uid = geteuid();
	gid_t gid = getegid();

	CHECK(unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0);
	CHECK(write_file("/proc/self/setgroups", "deny") == 0);
	(void)snprintf(map, sizeof(map), "0 %u 1", uid);
	CHECK(write_file("/proc/self/uid_map", map) == 0);
	(void)snprintf(map, sizeof(map), "0 %u 1", gid);
	CHECK(write_file("/proc/self/gid_map", map) == 0);
	CHECK(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
	CHECK(mount("base", "/mnt", "tmpfs", 0, NULL) == 0);
	proc = open("/proc", O_PATH | O_CLOEXEC);
	CHECK(proc >= 0);
	return 0;
}

/* BODY in a child with user and mount namespaces of its own and a tmpfs on /mnt. */
static void in_own(int (*body)(void))
{
	struct error err;
	int status, line[2];
	int failed = 0;

	assert_int_equal(inside_preload(&err), 0);
	assert_int_equal(pipe(line), 0);
	pid_t pid = fork();
	if (pid == 0) {
		failed = enter_own();
		if (!failed)
			failed = body();
		if (failed && why.text[0])
			(void)dprintf(2, "line %d: %s (%s, %d)\n", failed, why.text, why.call,
				      why.errnum);
		(void)!write(line[1], &failed, sizeof(failed));
		_exit(0);
	}
	(void)close(line[1]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(read(line[0], &failed, sizeof(failed)), sizeof(failed));
	(void)close(line[0]);
	assert_int_equal(failed, 0);
}

static long type_of(const char *path)
{
	struct statfs st;

	return statfs(path, &st) < 0 ? -1 : (long)st.f_type;
}

static unsigned long flags_of(const char *path)
{
	struct statvfs st;

	return statvfs(path, &st) < 0 ? 0 : st.f_flag;
}

static bool is_mount(const char *path)
{
	struct statx st;

	return statx(AT_FDCWD, path, 0, 0, &st) == 0 &&
	       (st.stx_attributes & STATX_ATTR_MOUNT_ROOT);
}

static int options_body(void)
{
	struct statfs st;

	CHECK(mkdir("/mnt/a", 0755) == 0);
	CHECK(step(-1, "mount", "-t", "tmpfs", "-o", "size=64k,nosuid", "-o", "ro", "src",
		   "/mnt/a", NULL) == 0);
	CHECK(statfs("/mnt/a", &st) == 0 && st.f_blocks * (unsigned long)st.f_bsize == 65536);
	CHECK((flags_of("/mnt/a") & (ST_RDONLY | ST_NOSUID | ST_NODEV)) ==
	      (ST_RDONLY | ST_NOSUID | (flags_of("/mnt") & ST_NODEV)));
	CHECK(step(-1, "mount", "tmpfs", "/mnt/a", NULL) == 0);
	CHECK(!(flags_of("/mnt/a") & ST_RDONLY));
	return 0;
}

static void mount_passes_flags_and_options_on(void **state)
{
	(void)state;
	in_own(options_body);
}

static int words_body(void)
{
	CHECK(step(-1, "mount", "-o", "size=x", "tmpfs", "/mnt", NULL) == -1);
	CHECK(why.errnum == EINVAL && strcmp(why.call, "mount") == 0);
	CHECK(strcmp(why.text, "/mnt: tmpfs: Bad value for 'size'") == 0);
	CHECK(step(-1, "mount", "-t", "nosuchfs", "a", "/mnt", NULL) == -1);
	CHECK(why.errnum == ENODEV && strcmp(why.text, "nosuchfs") == 0);
	CHECK(step(-1, "mount", "tmpfs", "/mnt/none", NULL) == -1);
	CHECK(why.errnum == ENOENT && strcmp(why.text, "/mnt/none") == 0);
	return 0;
}

static void a_failure_says_the_kernels_words(void **state)
{
	(void)state;
	in_own(words_body);
}

static int refused_body(void)
{
	CHECK(step(-1, "mount", "sda1", "/mnt", NULL) == -1 && why.errnum == 0);
	CHECK(strstr(why.text, "mount -t TYPE sda1 /mnt") &&
	      strstr(why.text, "/dev/sda1 /mnt"));
	CHECK(step(-1, "mount", "ext4", "/mnt", NULL) == -1 && why.errnum == 0);
	CHECK(step(-1, "mount", "/usr", "/mnt", NULL) == -1);
	CHECK(strstr(why.text, "bind /usr /mnt"));
	CHECK(step(-1, "mount", "-o", "bind,ro", "tmpfs", "/mnt", NULL) == -1);
	CHECK(strstr(why.text, "bind SRC DST"));
	CHECK(step(-1, "mount", "-o", "remount", "tmpfs", "/mnt", NULL) == -1);
	CHECK(strstr(why.text, "remount -o"));
	CHECK(step(-1, "mount", "-o", "rshared", "tmpfs", "/mnt", NULL) == -1);
	CHECK(strstr(why.text, "propagation"));
	CHECK(step(-1, "mount", "-o", "loop", "tmpfs", "/mnt", NULL) == -1);
	CHECK(step(-1, "mount", "-o", "x-a=b", "tmpfs", "/mnt", NULL) == -1);
	CHECK(strstr(why.text, "mount(8)"));
	CHECK(step(-1, "mount", "-o", "defaults", "tmpfs", "/mnt", NULL) == 0);
	return 0;
}

static void what_is_no_mount_of_ours_is_refused(void **state)
{
	(void)state;
	in_own(refused_body);
}

static int missing_body(void)
{
	struct call c = { .proc = proc, .pid_ns = -1, .out = -1 };
	autofd int base = open("/mnt", O_PATH | O_CLOEXEC);

	CHECK(mountpoint_inside(&c, "/mnt/x/./y/z/", &why) == 0);
	CHECK(c.words_n == 3 && c.give_n == 1);
	CHECK(strcmp(c.words[0], "x") == 0 && strcmp(c.words[2], "z") == 0);
	call_done(&c);
	CHECK(mountpoint_inside(&c, "/mnt", &why) == 0 && c.words_n == 0 && c.give_n == 1);
	call_done(&c);
	CHECK(mountpoint_inside(&c, "/mnt/x/../y", &why) == -1);
	CHECK(step(base, "mount", "-o", "size=x", "tmpfs", "/mnt/x/y", NULL) == -1);
	CHECK(access("/mnt/x", F_OK) < 0);
	CHECK(step(base, "mount", "tmpfs", "/mnt/x/y", NULL) == 0 && is_mount("/mnt/x/y"));
	CHECK(write_file("/mnt/file", "text") == 0);
	CHECK(step(base, "bind", "/mnt/file", "/mnt/d/file", NULL) == 0);
	CHECK(is_mount("/mnt/d/file"));
	CHECK(chdir("/mnt") == 0);
	CHECK(step(base, "mount", "tmpfs", "rel/b", NULL) == 0 && is_mount("/mnt/rel/b"));
	return 0;
}

static void a_missing_target_is_made_and_goes_if_the_mount_fails(void **state)
{
	(void)state;
	in_own(missing_body);
}

static int bind_body(void)
{
	CHECK(mkdir("/mnt/a", 0755) == 0 && mkdir("/mnt/a/sub", 0755) == 0);
	CHECK(mkdir("/mnt/b", 0755) == 0);
	CHECK(step(-1, "mount", "tmpfs", "/mnt/a/sub", NULL) == 0);
	CHECK(step(-1, "bind", "/mnt/a", "/mnt/b", NULL) == 0 && !is_mount("/mnt/b/sub"));
	CHECK(step(-1, "umount", "/mnt/b", NULL) == 0);
	CHECK(step(-1, "bind", "-r", "--ro", "/mnt/a", "/mnt/b", NULL) == 0);
	CHECK(flags_of("/mnt/b/sub") & ST_RDONLY);
	CHECK(!(flags_of("/mnt/a/sub") & ST_RDONLY));
	/* `/` has mounts below that came from outside: they cannot be left out. */
	CHECK(step(-1, "bind", "/", "/mnt/b", NULL) == -1 && why.errnum == EINVAL);
	return 0;
}

static void bind_takes_what_is_below_only_with_r(void **state)
{
	(void)state;
	in_own(bind_body);
}

static int remount_body(void)
{
	struct statfs st;

	CHECK(step(-1, "mount", "-o", "nosuid,noatime", "tmpfs", "/mnt", NULL) == 0);
	CHECK(step(-1, "remount", "-o", "ro", "/mnt", NULL) == 0);
	CHECK((flags_of("/mnt") & (ST_RDONLY | ST_NOSUID | ST_NOATIME)) ==
	      (ST_RDONLY | ST_NOSUID | ST_NOATIME));
	CHECK(step(-1, "remount", "-o", "rw,atime,size=64k", "/mnt", NULL) == 0);
	CHECK((flags_of("/mnt") & (ST_RDONLY | ST_NOSUID | ST_NOATIME)) == ST_NOSUID);
	CHECK(statfs("/mnt", &st) == 0 && st.f_blocks * (unsigned long)st.f_bsize == 65536);
	CHECK(step(-1, "remount", "-o", "size=x", "/mnt", NULL) == -1);
	CHECK(strcmp(why.text, "/mnt: tmpfs: Bad value for 'size'") == 0);
	return 0;
}

static void remount_changes_only_what_is_named(void **state)
{
	(void)state;
	in_own(remount_body);
}

static int umount_body(void)
{
	CHECK(mkdir("/mnt/a", 0755) == 0);
	CHECK(step(-1, "mount", "tmpfs", "/mnt/a", NULL) == 0);
	CHECK(mkdir("/mnt/a/b", 0755) == 0 && mkdir("/mnt/a/b/c", 0755) == 0);
	CHECK(step(-1, "mount", "tmpfs", "/mnt/a/b/c", NULL) == 0);
	CHECK(step(-1, "mount", "tmpfs", "/mnt/a/b", NULL) == 0); /* hides the one before */
	CHECK(step(-1, "mount", "tmpfs", "/mnt/a/b", NULL) == 0); /* and on top of that */
	CHECK(step(-1, "umount", "/mnt/a", NULL) == -1 && why.errnum == EBUSY);
	CHECK(step(-1, "umount", "-r", "/mnt/a", NULL) == 0 && !is_mount("/mnt/a"));
	CHECK(is_mount("/mnt"));
	CHECK(step(-1, "umount", "-r", "/mnt/a", NULL) == -1 && why.errnum == EINVAL);
	CHECK(step(-1, "mount", "tmpfs", "/mnt/a", NULL) == 0 && chdir("/mnt/a") == 0);
	CHECK(step(-1, "umount", "/mnt/a", NULL) == -1 && why.errnum == EBUSY);
	CHECK(step(-1, "umount", "-l", "/mnt/a", NULL) == 0);
	return 0;
}

static void umount_r_takes_the_deepest_first(void **state)
{
	(void)state;
	in_own(umount_body);
}

static int move_body(void)
{
	autofd int base = open("/mnt", O_PATH | O_CLOEXEC);

	CHECK(mkdir("/mnt/a", 0755) == 0);
	CHECK(step(-1, "move", "/mnt/a", "/mnt/b", NULL) == -1 && why.errnum == ENOENT);
	CHECK(step(base, "move", "/mnt/a", "/mnt/b", NULL) == -1 && why.errnum == EINVAL);
	CHECK(access("/mnt/b", F_OK) < 0);
	CHECK(step(-1, "mount", "tmpfs", "/mnt/a", NULL) == 0);
	CHECK(step(base, "move", "/mnt/a", "/mnt/b", NULL) == 0);
	CHECK(is_mount("/mnt/b") && !is_mount("/mnt/a"));
	return 0;
}

static void move_moves(void **state)
{
	(void)state;
	in_own(move_body);
}

static int pivot_body(void)
{
	CHECK(mkdir("/mnt/root", 0755) == 0 && mkdir("/mnt/root/only", 0755) == 0);
	CHECK(mkdir("/mnt/root/proc", 0755) == 0 && chdir("/mnt") == 0);
	/* No PID namespace of its own: the kernel says no, and the step with it. */
	CHECK(step(-1, "pivot", "--proc", "root", NULL) == -1 && why.errnum == EPERM);
	CHECK(step(-1, "pivot", "root", NULL) == 0);
	CHECK(access("/only", F_OK) == 0 && access("/usr", F_OK) < 0);
	CHECK(step(-1, "chroot", "/only", NULL) == 0 && access("/only", F_OK) < 0);
	return 0;
}

static void pivot_leaves_nothing_of_the_old_root(void **state)
{
	(void)state;
	in_own(pivot_body);
}

static int check_device(const char *path, unsigned major_number, unsigned minor_number)
{
	struct stat st;
	autofd int fd = open(path, O_RDWR | O_CLOEXEC);

	CHECK(fd >= 0 && fstat(fd, &st) == 0);
	CHECK(S_ISCHR(st.st_mode) && (st.st_mode & 0777) == 0666);
	CHECK(st.st_rdev == makedev(major_number, minor_number));
	return 0;
}

static int newns_body(void)
{
	struct stat st;

	CHECK(mkdir("/mnt/root", 0755) == 0 && mkdir("/mnt/root/dev", 0755) == 0);
	(void)umask(077);
	CHECK(step(-1, "newns", "user", "mnt", "--root", "/mnt/root", "--dev", NULL) == 0);
	CHECK(check_device("/dev/null", 1, 3) == 0 && check_device("/dev/zero", 1, 5) == 0);
	CHECK(check_device("/dev/full", 1, 7) == 0 && check_device("/dev/urandom", 1, 9) == 0);
	CHECK(stat("/dev/tty", &st) == 0 && st.st_rdev == makedev(5, 0));
	CHECK(type_of("/dev/pts") == DEVPTS_SUPER_MAGIC &&
	      check_device("/dev/ptmx", 5, 2) == 0);
	CHECK(stat("/dev/shm", &st) == 0 && (st.st_mode & 07777) == 01777);
	CHECK(lstat("/dev/fd", &st) == 0 && S_ISLNK(st.st_mode));
	CHECK(access("/usr", F_OK) < 0 && umask(0) == 077);
	return 0;
}

static int newns_here_body(void)
{
	CHECK(step(-1, "newns", "user", "mnt", "--dev", NULL) == 0);
	CHECK(check_device("/dev/null", 1, 3) == 0 && type_of("/dev") == TMPFS_MAGIC);
	return 0;
}

static void newns_makes_a_minimal_dev(void **state)
{
	(void)state;
	in_own(newns_body);
	in_own(newns_here_body);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mount_passes_flags_and_options_on),
		cmocka_unit_test(a_failure_says_the_kernels_words),
		cmocka_unit_test(what_is_no_mount_of_ours_is_refused),
		cmocka_unit_test(a_missing_target_is_made_and_goes_if_the_mount_fails),
		cmocka_unit_test(bind_takes_what_is_below_only_with_r),
		cmocka_unit_test(remount_changes_only_what_is_named),
		cmocka_unit_test(umount_r_takes_the_deepest_first),
		cmocka_unit_test(move_moves),
		cmocka_unit_test(pivot_leaves_nothing_of_the_old_root),
		cmocka_unit_test(newns_makes_a_minimal_dev),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
