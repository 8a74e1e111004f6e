/* SPDX-License-Identifier: Apache-2.0 */
/* Stands for a kernel that links a library itself: prints its own version of it and that of a part
 * that it loads as modules are loaded. As a library of the launcher, and as a program. */
#include <dlfcn.h>
#include <stdio.h>

int odd_number(void);
int kc_kernel_main(int argc, char** argv);

int kc_kernel_main(int argc, char** argv)
{
    int (*number)(void) = NULL;
    void* const part = argc > 1 ? dlopen(argv[1], RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE) : NULL;
    if (part != NULL)
        *(void**)&number = dlsym(part, "odd_part_number");
    if (number == NULL)
    {
        fprintf(stderr, "%s\n", dlerror());
        return 1;
    }
    printf("%d %d\n", odd_number(), number());
    return 0;
}

#ifdef ODD_PROGRAM
int main(int argc, char** argv)
{
    return kc_kernel_main(argc, argv);
}
#endif
