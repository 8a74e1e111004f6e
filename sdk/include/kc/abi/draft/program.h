/* SPDX-License-Identifier: Apache-2.0 */
/* DRAFT kc.program/1: a one-shot command line tool as a module (kopano-cli). */
#ifndef KC_ABI_PROGRAM_H
#define KC_ABI_PROGRAM_H

#include "../base.h"

#ifdef __cplusplus
extern "C"
{
#endif

    typedef struct kc_program
    {
        uint32_t size;
        /* Runs with the raw arguments (argv[0] is the program's name); *exit_code is the process's.
         * The kernel has read the cfg (-c) leniently: a tool may be given another program's file.
         * [main] */
        kc_status (*run)(void* self, kc_ctx* ctx, const kc_str* argv, uint32_t argc,
                         int32_t* exit_code);
    } kc_program;

#define KC_PROGRAM "kc.program/1"

#ifdef __cplusplus
}
#endif

#endif
