/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a fuzzer's function over files, and those of directories, with any compiler. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

/* The name is libFuzzer's. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size); /* NOLINT */

static int replay(const char *path)
{
	FILE *f = fopen(path, "re");
	static uint8_t data[1 << 20];

	if (!f)
		return 0;
	size_t size = fread(data, 1, sizeof(data), f);
	(void)fclose(f);
	/* A copy of just that size: what reads beyond it is seen by ASan. */
	uint8_t *copy = malloc(size ? size : 1);
	for (size_t i = 0; copy && i < size; i++)
		copy[i] = data[i];
	if (copy)
		(void)LLVMFuzzerTestOneInput(copy, size);
	free(copy);
	return 1;
}

static int replay_all(const char *path)
{
	struct stat st;
	DIR *dir;
	int n = 0;

	if (stat(path, &st) < 0 || !S_ISDIR(st.st_mode))
		return replay(path);
	dir = opendir(path);
	for (const struct dirent *e = dir ? readdir(dir) : NULL; e; e = readdir(dir)) {
		char name[4096];

		(void)snprintf(name, sizeof(name), "%s/%s", path, e->d_name);
		if (e->d_name[0] != '.')
			n += replay(name);
	}
	if (dir)
		(void)closedir(dir);
	return n;
}

int main(int argc, char **argv)
{
	int n = 0;

	for (int i = 1; i < argc; i++)
		n += replay_all(argv[i]);
	(void)printf("%d inputs\n", n);
	return n > 0 ? 0 : 1;
}
