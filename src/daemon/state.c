/* state - ownership without following links, privileges, and the lock.
 *
 * Root changes the owner of one directory, through a descriptor that was opened without following a
 * link, and only when it is root's own and holds no directories: a mistyped `--state /etc` must not
 * give away the system. */
#include "daemon/state.h"
#include "base/mem.h"
#include "daemon/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

const char *
daemon_state_path(const struct config *c)
{
	if (*c->state_dir != '\0')
		return c->state_dir;
	return geteuid() == 0 ? "/var/lib/oxyd" : "./var";
}

static err_t
refuse(struct faults *f, const char *path, const char *why)
{
	return fault_add(f, FAULT_STATE_DIR, "state.dir", path, why, NULL);
}

/* Directories above are made as anybody would make them; the last one is private. */
static err_t
make_path(const char *path, struct faults *f)
{
	char part[PATH_MAX];
	if (strlen(path) >= sizeof part)
		return refuse(f, path, strerror(ENAMETOOLONG));
	for (const char *p = path + 1; (p = strchr(p, '/')) != NULL; p++) {
		snprintf(part, sizeof part, "%.*s", (int)(p - path), path);
		if (mkdir(part, 0755) != 0 && errno != EEXIST)
			return daemon_file_fault(f, part, "");
	}
	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		return daemon_file_fault(f, path, "");
	return ERR_OK;
}

static bool
holds_directories(int dir_fd)
{
	bool found = false;
	struct dirent *entry;
	struct stat st;
	DIR *dir = fdopendir(dup(dir_fd));
	while (dir != NULL && !found && (entry = readdir(dir)) != NULL)
		found = !str_eq(entry->d_name, ".") && !str_eq(entry->d_name, "..") &&
			(fstatat(dir_fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
			    !S_ISREG(st.st_mode));
	if (dir == NULL)
		return true;
	closedir(dir);
	return found;
}

/* The open directory must be the owner's when this returns. */
static err_t
take(int fd, const char *path, const struct passwd *owner, struct faults *f)
{
	struct stat st;
	char why[120];
	if (fstat(fd, &st) != 0)
		return daemon_file_fault(f, path, "");
	if (st.st_uid == owner->pw_uid && (st.st_mode & 022) == 0)
		return ERR_OK;
	if (st.st_uid == owner->pw_uid)
		return refuse(
		    f, path, "others may write here; take that right away with chmod go-w");
	snprintf(why, sizeof why,
	    "belongs to another user; expected an empty directory or one of %s", owner->pw_name);
	if (geteuid() != 0 || st.st_uid != 0 || holds_directories(fd))
		return refuse(f, path, why);
	if (fchown(fd, owner->pw_uid, owner->pw_gid) != 0 || fchmod(fd, 0700) != 0)
		return daemon_file_fault(f, path, "");
	return ERR_OK;
}

static err_t
drop_privileges(const struct passwd *user, struct faults *f)
{
	if (initgroups(user->pw_name, user->pw_gid) != 0 || setgid(user->pw_gid) != 0 ||
	    setuid(user->pw_uid) != 0 || setuid(0) == 0)
		return fault_add(f, FAULT_STATE_DIR, "user", user->pw_name, strerror(errno), NULL);
	return ERR_OK;
}

static err_t
owner_of(const struct config *c, struct passwd *ret, struct faults *f)
{
	struct passwd *user = geteuid() == 0 ? getpwnam(c->user) : getpwuid(geteuid());
	static struct passwd nameless;
	if (user == NULL && geteuid() == 0)
		return fault_add(f, FAULT_STATE_DIR, "user", c->user,
		    "there is no such user; make it with: useradd --system --user-group --shell "
		    "/usr/sbin/nologin NAME",
		    NULL);
	if (user != NULL && geteuid() == 0 && user->pw_uid == 0)
		return fault_add(f, FAULT_STATE_DIR, "user", c->user,
		    "must not be root: PostgreSQL refuses it, and so do we", NULL);
	if (user == NULL) { /* a container's number without a name */
		nameless = (struct passwd){
			.pw_name = (char *)"this user", .pw_uid = geteuid(), .pw_gid = getegid()
		};
		user = &nameless;
	}
	*ret = *user;
	return ERR_OK;
}

static void
keep_private(void)
{
	umask(077);
	setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 }); /* a core would hold tokens */
#ifndef __SANITIZE_ADDRESS__ /* the leak checker has to look into its own process */
	prctl(PR_SET_DUMPABLE, 0);
#endif
}

err_t
daemon_state_enter(const struct config *c, char **ret_dir, struct faults *f)
{
	struct passwd owner = { 0 };
	char absolute[PATH_MAX];
	const char *path = daemon_state_path(c);
	err_t e = owner_of(c, &owner, f);
	if (e || (e = make_path(path, f)))
		return e;
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | (geteuid() == 0 ? O_NOFOLLOW : 0));
	if (fd < 0)
		return daemon_file_fault(f, path, "");
	e = take(fd, path, &owner, f);
	close(fd);
	if (!e && realpath(path, absolute) == NULL)
		e = daemon_file_fault(f, path, "");
	if (!e && geteuid() == 0)
		e = drop_privileges(&owner, f);
	if (e)
		return e;
	keep_private();
	if (chdir(absolute) != 0)
		return refuse(f, absolute,
		    "cannot be entered: every directory above it must let its user through (chmod "
		    "o+x)");
	*ret_dir = mem_strdup(absolute);
	return ERR_OK;
}

static struct flock
whole_file(short type)
{
	return (struct flock){ .l_type = type, .l_whence = SEEK_SET };
}

pid_t
daemon_state_holder(const char *dir)
{
	char path[PATH_MAX];
	struct flock lock = whole_file(F_WRLCK);
	snprintf(path, sizeof path, "%s/oxyd.pid", dir);
	int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return 0;
	bool locked = fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
	close(fd);
	return locked ? lock.l_pid : 0;
}

/* A record lock, because it tells who holds it. It is lost when any descriptor of the file is
 * closed, so nobody else in this process opens oxyd.pid. The file is removed at the end; whoever
 * locked a removed file tries again. */
static int
lock_file(const char *path)
{
	struct flock lock = whole_file(F_WRLCK);
	struct stat here, there;
	for (int tries = 0; tries < 10; tries++) {
		int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
		if (fd < 0)
			return -1;
		if (fcntl(fd, F_SETLK, &lock) != 0) {
			close(fd);
			errno = EAGAIN;
			return -1;
		}
		if (fstat(fd, &here) == 0 && stat(path, &there) == 0 && here.st_ino == there.st_ino)
			return fd;
		close(fd);
	}
	errno = EAGAIN;
	return -1;
}

err_t
daemon_state_lock(const char *dir, int *ret_fd, struct faults *f)
{
	char path[PATH_MAX], pid[24];
	snprintf(path, sizeof path, "%s/oxyd.pid", dir);
	int fd = lock_file(path);
	if (fd < 0 && errno == EAGAIN) {
		snprintf(pid, sizeof pid, "%d", (int)daemon_state_holder(dir));
		return fault_add(f, FAULT_STATE_LOCKED, "state.dir", pid, dir, NULL);
	}
	if (fd < 0)
		return daemon_file_fault(f, dir, "oxyd.pid");
	int n = snprintf(pid, sizeof pid, "%d\n", (int)getpid());
	if (ftruncate(fd, 0) != 0 || fchmod(fd, 0644) != 0 || pwrite(fd, pid, (size_t)n, 0) != n) {
		close(fd);
		return daemon_file_fault(f, dir, "oxyd.pid");
	}
	*ret_fd = fd;
	return ERR_OK;
}

void
daemon_state_unlock(const char *dir, int fd)
{
	char path[PATH_MAX];
	snprintf(path, sizeof path, "%s/oxyd.pid", dir);
	unlink(path);
	close(fd);
}
