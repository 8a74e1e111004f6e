/* SPDX-License-Identifier: Apache-2.0 */
/* DRAFT kc.directory/1: principals with local identities, over whatever user backend is configured.
 */
#ifndef KC_ABI_DIRECTORY_H
#define KC_ABI_DIRECTORY_H

#include "user.h"

#ifdef __cplusplus
extern "C"
{
#endif

#define KC_ID_EVERYONE 1
#define KC_ID_SYSTEM 2

    /* A principal: a kc_user with the identities that this installation gave it. */
    typedef struct kc_principal
    {
        uint32_t size;
        kc_id id;
        kc_id tenant;      /* 0 in a single-tenant installation */
        uint32_t is_local; /* its home server is this node */
        const kc_user* user;
    } kc_principal;

    typedef struct kc_directory
    {
        uint32_t size;
        /* By login or address (bits of kc_user_match). Pushes one kc_principal, giving it an
         * identity when it is seen for the first time. KC_ENOTFOUND only if the backend proved
         * absence. [call] */
        kc_status (*find)(void* self, kc_ctx* ctx, kc_str name, uint32_t match, kc_sink principals);
        /* By identity; pushes those that exist, in any order. [call] */
        kc_status (*get)(void* self, kc_ctx* ctx, kc_ids ids, kc_sink principals);
        /* All of a tenant (0: all), sorted by login. [call] */
        kc_status (*list)(void* self, kc_ctx* ctx, kc_id tenant, kc_sink principals);

        /* KC_ENOTSUP when the backend is not KC's to write. [call] */
        kc_status (*create)(void* self, kc_ctx* ctx, const kc_user* user, kc_str password,
                            kc_id* id);
        kc_status (*update)(void* self, kc_ctx* ctx, kc_id id, const kc_user* user, uint32_t fields,
                            kc_str password);
        kc_status (*remove)(void* self, kc_ctx* ctx, kc_id id);
    } kc_directory;

#define KC_DIRECTORY "kc.directory/1"

#ifdef __cplusplus
}
#endif

#endif
