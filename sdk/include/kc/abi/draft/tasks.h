/* SPDX-License-Identifier: Apache-2.0 */
/* DRAFT kc.tasks/1 (kernel): work outside of a client's call. Tasks run on pool threads with a
 * context of their own and end at drain. */
#ifndef KC_ABI_TASKS_H
#define KC_ABI_TASKS_H

#include "../host.h"

#ifdef __cplusplus
extern "C"
{
#endif

    typedef struct kc_task kc_task;
    typedef struct kc_task_pool kc_task_pool;
    typedef void (*kc_task_fn)(void* arg, kc_ctx* ctx); /* [call] */

    typedef struct kc_tasks
    {
        uint32_t size;
        /* Runs fn once, soon. [any] */
        kc_status (*post)(kc_kernel* k, const char* name, kc_task_fn fn, void* arg);
        /* Runs fn each `interval` nanoseconds, first after one interval, never two at once. [main]
         */
        kc_status (*every)(kc_kernel* k, const char* name, int64_t interval, kc_task_fn fn,
                           void* arg, kc_task** out);
        /* No run begins any more; waits for the one under way. [main] */
        void (*cancel)(kc_kernel* k, kc_task* task);
        /* A context for a thread of the module's own. The deadline is absolute, CLOCK_MONOTONIC.
         * [any] */
        kc_ctx* (*open_context)(kc_kernel* k, const char* trace_id, int64_t deadline);
        void (*close_context)(kc_ctx* ctx);
        /* Runs fn once, `delay` nanoseconds from now. With `out`, until cancel(), which also takes
         * it back when it has run; without, it needs no cancel(). [any] */
        kc_status (*after)(kc_kernel* k, const char* name, int64_t delay, kc_task_fn fn, void* arg,
                           kc_task** out);
        /* Threads of the module's own for work that may block for long, at most `threads`; they end
         * when idle. Closed by the kernel after the module's stop(). [main] */
        kc_status (*open_pool)(kc_kernel* k, const char* name, uint32_t threads,
                               kc_task_pool** out);
        /* As post(), on that pool. KC_EBUSY when 10,000 wait. [any] */
        kc_status (*post_to)(kc_task_pool* pool, const char* name, kc_task_fn fn, void* arg);
    } kc_tasks;

#define KC_TASKS "kc.tasks/1"

#ifdef __cplusplus
}
#endif

#endif
