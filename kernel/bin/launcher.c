/* SPDX-License-Identifier: Apache-2.0 */
/* The program itself: finds libkopano-kernel.so, loads it RTLD_LOCAL and calls it. It links to libc
 * only, so that a module's own copy of a library is never shadowed by one of ours: symbols of the
 * executable and its libraries are global, those of a library that was loaded RTLD_LOCAL are not.
 */
#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char** argv)
{
    char path[PATH_MAX + sizeof "/../lib/libkopano-kernel.so"];
    const ssize_t n = readlink("/proc/self/exe", path, PATH_MAX);
    char* const slash = n > 0 ? memrchr(path, '/', (size_t)n) : NULL;
    strcpy(slash != NULL ? slash : path, "/../lib/libkopano-kernel.so");
    if (access(path, R_OK) != 0)
        strcpy(path, KC_KERNEL_DIR "/libkopano-kernel.so");

    void* const kernel = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    int (*run)(int, char**) = NULL;
    if (kernel != NULL)
        *(void**)&run = dlsym(kernel, "kc_kernel_main");
    if (run == NULL)
    {
        fprintf(stderr, "%s: %s\n", argc > 0 ? argv[0] : "kopano", dlerror());
        return 1;
    }
    return run(argc, argv);
}
