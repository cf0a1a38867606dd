/* A disk that fails on demand and remembers what survives a power cut, for any program that it is preloaded into.
 *
 * Only files whose path contains DISK_WATCH are touched. `disk_arm` makes the n-th write or flush from then on fail.
 * With DISK_SHADOW set, each successful flush of a file copies it there: what a disk holds that loses everything which
 * nobody has flushed.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum { WRITE = 1, SYNC = 2, TORN = 3 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int armed, countdown, fault, stays, fired;

static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static int (*real_ftruncate)(int, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);

__attribute__((constructor)) static void find_real(void) {
    real_write = dlsym(RTLD_NEXT, "write");
    real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
    real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
}

void disk_arm(int kind, int after, int error, int stay) {
    pthread_mutex_lock(&mutex);
    armed = kind, countdown = after, fault = error, stays = stay, fired = 0;
    pthread_mutex_unlock(&mutex);
}

/* How many calls have failed since it was armed. */
int disk_disarm(void) {
    pthread_mutex_lock(&mutex);
    armed = 0;
    int count = fired;
    pthread_mutex_unlock(&mutex);
    return count;
}

static int path_of(int fd, char *path, size_t size) {
    const char *watch = getenv("DISK_WATCH");
    char link[64];
    if (!watch) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, size - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return strstr(path, watch) != NULL;
}

static int fails(int fd, int kind) {
    char path[4096];
    if (!armed || (armed == SYNC) != (kind == SYNC) || !path_of(fd, path, sizeof path)) return 0;
    pthread_mutex_lock(&mutex);
    int now = armed && countdown-- <= 0 && (stays || !fired);
    if (now) fired++;
    pthread_mutex_unlock(&mutex);
    return now;
}

static void copy(const char *path, const char *shadow) {
    char unfinished[4300], target[4300];
    static __thread char block[1 << 16];
    const char *name = strrchr(path, '/') + 1;
    snprintf(unfinished, sizeof unfinished, "%s/unfinished", shadow);
    snprintf(target, sizeof target, "%s/%s", shadow, name);
    int from = open(path, O_RDONLY), to = open(unfinished, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    for (ssize_t n; (n = read(from, block, sizeof block)) > 0;) real_write(to, block, n);
    close(from), close(to);
    rename(unfinished, target);
}

/* Flush and remember in one step: of two flushes at once, the copy of the earlier must not replace that of the later. */
static int flushed(int fd, int (*real)(int)) {
    const char *shadow = getenv("DISK_SHADOW");
    char path[4096], turn[4300];
    if (!shadow || !path_of(fd, path, sizeof path)) return real(fd);
    snprintf(turn, sizeof turn, "%s/turn", shadow);
    int lock = open(turn, O_RDWR | O_CREAT, 0600);
    flock(lock, LOCK_EX);
    int done = real(fd);
    if (!done) copy(path, shadow);
    close(lock);
    return done;
}

static ssize_t half(int fd, const void *content, size_t size, off_t at) {
    if (armed == TORN) real_pwrite(fd, content, size / 2, at);
    errno = fault;
    return -1;
}

ssize_t write(int fd, const void *content, size_t size) {
    if (fails(fd, WRITE)) return half(fd, content, size, lseek(fd, 0, SEEK_CUR));
    return real_write(fd, content, size);
}

ssize_t pwrite64(int fd, const void *content, size_t size, off_t at) {
    return fails(fd, WRITE) ? half(fd, content, size, at) : real_pwrite(fd, content, size, at);
}

ssize_t pwrite(int fd, const void *content, size_t size, off_t at) { return pwrite64(fd, content, size, at); }

int ftruncate64(int fd, off_t length) {
    if (fails(fd, WRITE)) return errno = fault, -1;
    return real_ftruncate(fd, length);
}

int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

static int synced(int fd, int (*real)(int)) {
    if (fails(fd, SYNC)) return errno = fault, -1;
    return flushed(fd, real);
}

int fsync(int fd) { return synced(fd, real_fsync); }

int fdatasync(int fd) { return synced(fd, real_fdatasync); }
