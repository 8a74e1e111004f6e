/* SPDX-License-Identifier: Apache-2.0 */
/* DRAFT kc.auth/1: is this caller who it says it is? Several modules form a chain, highest priority
 * first: KC_DECLINED asks the next one, KC_OK and KC_EDENIED end it, a transient code means "cannot
 * tell" and is never counted as a wrong password. */
#ifndef KC_ABI_AUTH_H
#define KC_ABI_AUTH_H

#include "../base.h"

#ifdef __cplusplus
extern "C"
{
#endif

    typedef struct kc_auth_request
    {
        uint32_t size;
        kc_str protocol;       /* "imap", "http" */
        kc_str address;        /* of the client; "" on a UNIX socket */
        int64_t peer_uid;      /* of the process at the other end of a UNIX socket; else -1 */
        uint32_t has_password; /* 0: no credentials but those of the connection */
    } kc_auth_request;

    typedef struct kc_auth
    {
        uint32_t size;
        /* Is `password` right for `user`? On KC_OK the caller is the user of that login, who must
         * then be looked up in the directory. The password is wiped by the caller. [call] */
        kc_status (*verify)(void* self, kc_ctx* ctx, const kc_auth_request* request, kc_str user,
                            kc_str password);
    } kc_auth;

#define KC_AUTH "kc.auth/1"

#ifdef __cplusplus
}
#endif

#endif
