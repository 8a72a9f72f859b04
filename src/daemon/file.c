/* file - written beside, flushed, then renamed: a crash leaves the old content or the new. */
#define _GNU_SOURCE /* nftw */
#include "daemon/file.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH = 4096 };

err_t
daemon_file_fault(struct faults *f, const char *dir, const char *name)
{
	const char *why = strerror(errno);
	char path[PATH];
	snprintf(path, sizeof path, "%s%s%s", dir, *name ? "/" : "", name);
	return fault_add(f, FAULT_STATE_DIR, "state.dir", path, why, NULL);
}

static bool
write_all(int fd, const char *text)
{
	size_t left = strlen(text);
	while (left > 0) {
		ssize_t n = write(fd, text, left);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		text += n;
		left -= (size_t)n;
	}
	return fsync(fd) == 0;
}

static bool
sync_dir(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return false;
	bool ok = fsync(fd) == 0;
	close(fd);
	return ok;
}

err_t
daemon_file_write(const char *dir, const char *name, const char *text, struct faults *f)
{
	char path[PATH], beside[PATH + 8];
	snprintf(path, sizeof path, "%s/%s", dir, name);
	snprintf(beside, sizeof beside, "%s.new", path);
	unlink(beside);
	int fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return daemon_file_fault(f, dir, name);
	bool ok = write_all(fd, text);
	ok = close(fd) == 0 && ok;
	if (!ok || rename(beside, path) != 0 || !sync_dir(dir))
		return daemon_file_fault(f, dir, name);
	return ERR_OK;
}

bool
daemon_file_read(const char *dir, const char *name, struct str *ret)
{
	char path[PATH], buf[4096];
	size_t n;
	snprintf(path, sizeof path, "%s/%s", dir, name);
	FILE *in = fopen(path, "re");
	if (in == NULL)
		return false;
	while ((n = fread(buf, 1, sizeof buf, in)) > 0)
		str_add_n(ret, buf, n);
	bool ok = !ferror(in);
	fclose(in);
	return ok;
}

err_t
daemon_file_mkdir(const char *dir, const char *name, struct faults *f)
{
	char path[PATH];
	struct stat st;
	snprintf(path, sizeof path, "%s/%s", dir, name);
	if (mkdir(path, 0700) == 0)
		return ERR_OK;
	if (errno != EEXIST)
		return daemon_file_fault(f, dir, name);
	if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return ERR_OK;
	errno = ENOTDIR;
	return daemon_file_fault(f, dir, name);
}

static int
remove_one(const char *path, const struct stat *st UNUSED, int type UNUSED, struct FTW *ftw UNUSED)
{
	return remove(path);
}

void
daemon_file_remove_tree(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
