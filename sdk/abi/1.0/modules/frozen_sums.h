/* SPDX-License-Identifier: Apache-2.0 */
/* The interface between the two frozen modules, of their own making: what third parties may do. */
#ifndef FROZEN_SUMS_H
#define FROZEN_SUMS_H

#include <kc/abi/base.h>

#define FROZEN_SUMS "frozen.sums/1"

typedef struct frozen_row
{
    uint32_t size;
    uint32_t number;
} frozen_row;

typedef struct frozen_sums
{
    uint32_t size;
    kc_status (*add)(void* self, kc_ctx* ctx, int64_t a, int64_t b, int64_t* sum);
    kc_status (*count)(void* self, kc_ctx* ctx, uint32_t up_to, kc_sink rows);
    kc_status (*refuse)(void* self, kc_ctx* ctx);
} frozen_sums;

#endif
