/* SPDX-License-Identifier: Apache-2.0 */
/* DRAFT kc.userbackend/1, kc.userbackend.write/1, kc.userbackend.verify/1: where users come from.
 *
 * A fault (database, LDAP) is a transient status; KC_ENOTFOUND means proven absence. Nobody asks
 * for all users but to list them: look-ups by name and id are find(), and their callers cache, so
 * that a backend of 100,000 users needs no cache of its own. kc/userlist.hpp answers from a list in
 * memory; kc/test/contract_userbackend.hpp tests all of it. */
#ifndef KC_ABI_USER_H
#define KC_ABI_USER_H

#include "../base.h"

#ifdef __cplusplus
extern "C"
{
#endif

    typedef enum kc_user_kind
    {
        KC_USER_ACTIVE = 1, /* login and store */
        KC_USER_SHARED = 2, /* store, no login */
        KC_USER_CONTACT = 5,
        KC_USER_GROUP = 6,
        KC_USER_COMPANY = 9
    } kc_user_kind;

    typedef enum kc_user_field
    {
        KC_USER_LOGIN = 1,
        KC_USER_FULLNAME = 2,
        KC_USER_EMAIL = 4,
        KC_USER_ALIASES = 8,
        KC_USER_KIND = 16,
        KC_USER_ADMIN_LEVEL = 32,
        KC_USER_HIDDEN = 64,
        KC_USER_HOME_SERVER = 128,
        KC_USER_COMPANY_NAME = 256,
        KC_USER_PASSWORD = 512 /* in updates only; never read */
    } kc_user_field;

    /* One user as the backend sees it. */
    typedef struct kc_user
    {
        uint32_t size;
        kc_user_kind kind;
        kc_str id; /* the backend's own: 1 to 255 octets, independent of the login, never reused */
        kc_str etag; /* changes when any of the fields does */
        kc_str login, fullname, email;
        kc_str aliases;       /* further addresses, separated by blanks */
        kc_str company;       /* "" in a single-tenant installation */
        kc_str home_server;   /* "" unless distributed */
        uint32_t admin_level; /* 0, 1, 2 */
        uint32_t hidden;
    } kc_user;

    typedef enum kc_user_match
    {
        KC_MATCH_LOGIN = 1,
        KC_MATCH_ADDRESS = 2,
        KC_MATCH_ID = 4
    } kc_user_match;

    typedef struct kc_userbackend
    {
        uint32_t size;
        /* The user whose login, address or id (bits of kc_user_match) is `name`, letters compared
         * without case. Pushes one kc_user. KC_ENOTFOUND; KC_EEXISTS if it is ambiguous. [call] */
        kc_status (*find)(void* self, kc_ctx* ctx, kc_str name, uint32_t match, kc_sink users);
        /* A page of all users in an order of the backend's, at most `limit`, beginning after
         * `cursor` (empty: at the start). *next is empty at the end; arena memory, at most 1024
         * octets. KC_EINVAL: the cursor is none, or has expired (an LDAP server forgets its paged
         * results): the caller begins again. A sink's KC_STOP ends the walk with KC_OK. [call] */
        kc_status (*list)(void* self, kc_ctx* ctx, kc_str cursor, uint32_t limit, kc_sink users,
                          kc_str* next);
    } kc_userbackend;

    /* Offered by backends that KC may write to. */
    typedef struct kc_userwriter
    {
        uint32_t size;
        /* KC_EEXISTS if login or an address is taken. *id is arena memory. [call] */
        kc_status (*create)(void* self, kc_ctx* ctx, const kc_user* user, kc_str password,
                            kc_str* id);
        /* Sets the fields in `fields` (bits of kc_user_field). [call] */
        kc_status (*update)(void* self, kc_ctx* ctx, kc_str id, const kc_user* user,
                            uint32_t fields, kc_str password);
        kc_status (*remove)(void* self, kc_ctx* ctx, kc_str id);
    } kc_userwriter;

    /* Offered by backends that can check a password (`auth_method = plugin`). */
    typedef struct kc_userverifier
    {
        uint32_t size;
        /* KC_OK; KC_EDENIED for a wrong password and for an unknown, inactive or passwordless user
         * alike, in like time. `login` may be an address of the user. An empty password is always
         * denied. [call] */
        kc_status (*verify)(void* self, kc_ctx* ctx, kc_str login, kc_str password);
    } kc_userverifier;

#define KC_USERBACKEND "kc.userbackend/1"
#define KC_USERWRITER "kc.userbackend.write/1"
#define KC_USERVERIFIER "kc.userbackend.verify/1"

#ifdef __cplusplus
}
#endif

#endif
