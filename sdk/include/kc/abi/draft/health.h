/* SPDX-License-Identifier: Apache-2.0 */
/* DRAFT kc.health/1 (kernel): how the modules of this process are, for whoever shows it. */
#ifndef KC_ABI_HEALTH_H
#define KC_ABI_HEALTH_H

#include "../host.h"

#ifdef __cplusplus
extern "C"
{
#endif

    typedef struct kc_health_row
    {
        uint32_t size;
        kc_str module;
        kc_status status; /* KC_OK, or what its health() answered */
        kc_str text;      /* why not; for the admin, not for clients */
    } kc_health_row;

    typedef struct kc_health
    {
        uint32_t size;
        /* Asks every started module and pushes a kc_health_row for each. [call] */
        kc_status (*each)(kc_kernel* k, kc_ctx* ctx, kc_sink rows);
    } kc_health;

#define KC_HEALTH "kc.health/1"

#ifdef __cplusplus
}
#endif

#endif
