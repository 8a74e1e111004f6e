/* SPDX-License-Identifier: Apache-2.0 */
/* DRAFT kc.directory/1: principals with local identities, over whatever user backend is configured,
 * as far as whoever asks may know of them.
 *
 * What a client's request leads to names the actor: the identity of who asks. KC_ID_SYSTEM sees and
 * may do all: deliveries and the look-up of a login itself ask as it. 0 is nobody and sees nothing.
 * What an actor may not see is answered as if it were not there, and takes as long. */
#ifndef KC_ABI_DIRECTORY_H
#define KC_ABI_DIRECTORY_H

#include "user.h"

#ifdef __cplusplus
extern "C"
{
#endif

#define KC_ID_EVERYONE 1
#define KC_ID_SYSTEM 2

    /* A principal: a kc_user with the identities that this installation gave it, and the names that
     * are shown. */
    typedef struct kc_principal
    {
        uint32_t size;
        uint32_t is_local; /* its home server is this node */
        kc_id id;
        kc_id tenant;        /* its company; a company's own; 0 in a single-tenant installation */
        kc_str login;        /* as loginname_format has it; a company's is its name */
        kc_str company;      /* the company's name; "" in a single-tenant installation */
        kc_str features;     /* that are on, separated by blanks */
        const kc_user* user; /* its login is the backend's, without the company */
        kc_str store_name;   /* of its store, where several are shown: storename_format */
    } kc_principal;

    typedef struct kc_principal_query
    {
        uint32_t size;
        uint32_t match;    /* find(): KC_MATCH_LOGIN, KC_MATCH_ADDRESS or both: then a login wins */
        uint32_t kinds;    /* mask; 0: all but companies */
        uint32_t reserved; /* 0 */
        kc_id tenant;      /* list(): of this company; 0: of all that the actor sees */
        kc_str name;       /* find(): a login as it is shown */
    } kc_principal_query;

    typedef struct kc_principal_relation
    {
        uint32_t size;
        kc_relation relation;
        kc_direction direction;
        uint32_t recursive; /* 1: also the members of members; ten levels, each once */
        kc_id id;
    } kc_principal_relation;

    /* What an update sets. */
    typedef struct kc_principal_change
    {
        uint32_t size;
        uint32_t fields; /* bits of kc_user_field */
        const kc_user* user;
        kc_str password;
    } kc_principal_change;

    typedef struct kc_principal_link
    {
        uint32_t size;
        kc_relation relation;
        kc_id holder, other;
        uint64_t on; /* 1: relate them; 0: no more */
    } kc_principal_link;

    /* What came of one of create_all()'s. */
    typedef struct kc_new_principal_answer
    {
        uint32_t size;
        kc_status status; /* as of create() */
        uint64_t place;   /* in the array */
        kc_id id;         /* if it was made */
        kc_str why;       /* for administrators; may be empty */
    } kc_new_principal_answer;

    typedef enum kc_access
    {
        KC_ACCESS_SEES = 1,
        KC_ACCESS_ADMINISTERS = 2
    } kc_access;

    typedef enum kc_quota_source
    {
        KC_QUOTA_GLOBAL = 1, /* server.cfg */
        KC_QUOTA_COMPANY = 2,
        KC_QUOTA_OWN = 3
    } kc_quota_source;

    /* Octets; 0 is no limit. */
    typedef struct kc_quota_limits
    {
        uint32_t size;
        kc_quota_source source;
        uint64_t warn, soft, hard;
    } kc_quota_limits;

    typedef struct kc_directory
    {
        uint32_t size;
        /* By login or address. Pushes one kc_principal, giving it an identity when it is seen for
         * the first time. KC_ENOTFOUND only if the backend proved absence, or the actor may not see
         * it; KC_EEXISTS if it is ambiguous. [call] */
        kc_status (*find)(void* self, kc_ctx* ctx, kc_id actor, const kc_principal_query* query,
                          kc_sink principals);
        /* By identity; pushes those that exist and the actor sees, in any order. [call] */
        kc_status (*get)(void* self, kc_ctx* ctx, kc_id actor, kc_ids ids, kc_sink principals);
        /* Those that the actor sees, company by company, sorted by login in each. Reads the
         * companies that are asked for and no others. KC_ENOTFOUND: no such company for it. [call]
         */
        kc_status (*list)(void* self, kc_ctx* ctx, kc_id actor, const kc_principal_query* query,
                          kc_sink principals);
        /* Those related to a principal that the actor sees. KC_ENOTFOUND. [call] */
        kc_status (*related)(void* self, kc_ctx* ctx, kc_id actor,
                             const kc_principal_relation* query, kc_sink principals);

        /* All that follow: KC_ENOTFOUND for what the actor does not see, KC_EDENIED for what it
         * sees but does not administer, KC_ENOTSUP when the backend is not KC's to write.
         * user->login is as it is shown, and says the company; user->company is not looked at.
         * Nobody gives an administrator's level above his own. [call] */
        kc_status (*create)(void* self, kc_ctx* ctx, kc_id actor, const kc_user* user,
                            kc_str password, kc_id* id);
        kc_status (*update)(void* self, kc_ctx* ctx, kc_id actor, kc_id id,
                            const kc_principal_change* change);
        kc_status (*remove)(void* self, kc_ctx* ctx, kc_id actor, kc_id id);
        /* KC_EEXISTS, KC_ENOTFOUND: it is so already; KC_EINVAL: these cannot be so related. The
         * actor administers the holder and sees the other. [call] */
        kc_status (*relate)(void* self, kc_ctx* ctx, kc_id actor, const kc_principal_link* link);
        /* What the actor may do with a principal: bits of kc_access. KC_ENOTFOUND. [call] */
        kc_status (*access)(void* self, kc_ctx* ctx, kc_id actor, kc_id id, uint32_t* rights);
        /* The limits that hold for a principal's store; of a company, for all that its stores hold
         * together. limits->size is set by the caller. KC_ENOTFOUND. [call] */
        kc_status (*quota)(void* self, kc_ctx* ctx, kc_id id, kc_quota_limits* limits);
        /* Compares what is known here with the backend: scripts run for who has come and gone. For
         * administrators of the system. [call] */
        kc_status (*sync)(void* self, kc_ctx* ctx, kc_id actor);
        kc_status (*clear_caches)(void* self, kc_ctx* ctx, kc_id actor);
        /* A number that rises with each change of any principal that was made, or noticed, by this
         * server, and is another one after a restart. Who asks for it, then reads, and finds it
         * unchanged later, has missed nothing that this server knows of. [any] */
        kc_status (*state)(void* self, kc_ctx* ctx, uint64_t* changes);
        /* Many at once, as create() makes one, for little more than one costs; a company that is
         * made here is there for the next call. At most 1000 (KC_ETOOBIG). Pushes a
         * kc_new_principal_answer for each, in their order, when all is durable. A fault: none was
         * made, or it is not known which. [call] */
        kc_status (*create_all)(void* self, kc_ctx* ctx, kc_id actor, kc_new_users users,
                                kc_sink answers);
    } kc_directory;

#define KC_DIRECTORY "kc.directory/1"

#ifdef __cplusplus
}
#endif

#endif
