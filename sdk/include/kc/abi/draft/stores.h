/* SPDX-License-Identifier: Apache-2.0 */
/* DRAFT kc.stores/1: the stores that an installation has, whose they are, and who may do what in
 * them. What is in a store, kc.store/1 has under its account.
 *
 * Every call is made for the context's actor (kc_host.act_as), here as in kc.store/1,
 * kc.store.mail/1 and kc.store.removals/1: KC_ID_SYSTEM may do all, 0 nothing (KC_EDENIED). What an
 * actor cannot see is KC_ENOTFOUND, as if it were not there; what it sees but may not do is
 * KC_EDENIED. */
#ifndef KC_ABI_STORES_H
#define KC_ABI_STORES_H

#include "../base.h"

#ifdef __cplusplus
extern "C"
{
#endif

    typedef enum kc_store_type
    {
        KC_STORE_PRIVATE = 0, /* a user's; made when it is first used */
        KC_STORE_PUBLIC = 1,  /* of a company, or of Everyone where there are no companies */
        KC_STORE_ARCHIVE = 2
    } kc_store_type;

#define KC_STORES_OF(type) (1u << (type))

    typedef struct kc_store_row
    {
        uint32_t size;
        kc_store_type type;
        kc_id account;
        kc_str guid;  /* 32 lower case hexadecimal digits, the same for ever */
        kc_id owner;  /* whose it is; of a public one its company or KC_ID_EVERYONE; 0: orphan */
        kc_id tenant; /* the company that it is of; 0: none */
        kc_str name;  /* of its owner, of an orphan its last: a login, a company's name */
        uint64_t octets, messages;
    } kc_store_row;

    /* All that are said hold; 0 and "" say nothing. */
    typedef struct kc_store_query
    {
        uint32_t size;
        uint32_t types;   /* bits of KC_STORES_OF */
        uint32_t orphans; /* 1: only those of nobody; with `owner`, only what he left who is gone */
        uint32_t reserved;
        kc_id account, owner, tenant;
        kc_str guid;
    } kc_store_query;

    /* What may be done in a mailbox, or by default in all of a store. */
    typedef enum kc_right
    {
        KC_RIGHT_READ = 0x1,
        KC_RIGHT_CREATE = 0x2,   /* messages */
        KC_RIGHT_EDIT_OWN = 0x8, /* messages that the actor put there */
        KC_RIGHT_DELETE_OWN = 0x10,
        KC_RIGHT_EDIT_ALL = 0x20,
        KC_RIGHT_DELETE_ALL = 0x40,
        KC_RIGHT_CREATE_FOLDERS = 0x80, /* below it */
        KC_RIGHT_FOLDER_OWNER = 0x100,  /* rename and remove it, and say who may do what in it */
        KC_RIGHT_FOLDER_CONTACT = 0x200,
        KC_RIGHT_VISIBLE = 0x400,
        KC_RIGHTS_ALL = 0x5fb
    } kc_right;

    /* One entry. The deepest mailbox on the way up that has any for the actor, its company or one
     * of its groups decides, and these entries together say what it may; then the store's. */
    typedef struct kc_permission
    {
        uint32_t size;
        uint32_t rights; /* bits of kc_right */
        kc_id mailbox;   /* 0: the store */
        kc_id principal;
        kc_str name; /* of the mailbox; "" of the store */
    } kc_permission;

    typedef struct kc_stores
    {
        uint32_t size;
        /* Pushes a kc_store_row for each store that the actor sees, in the order of their accounts:
         * its own, those whose owner it sees, and as an administrator orphans. One whose owner the
         * directory proves to be gone is an orphan as well. [call] */
        kc_status (*list)(void* self, kc_ctx* ctx, const kc_store_query* query, kc_sink stores);
        /* For administrators of the owner. A private store has the standard mailboxes, a public one
         * none, and is open to all of its company. KC_EEXISTS; KC_EINVAL: such an owner has no such
         * store; KC_ENOTFOUND: no such owner. [call] */
        kc_status (*create)(void* self, kc_ctx* ctx, kc_id owner, kc_store_type type,
                            kc_id* account);
        /* Makes it an orphan; its mail is kept. KC_EINVAL: it is one. For administrators of its
         * owner. [call] */
        kc_status (*unhook)(void* self, kc_ctx* ctx, kc_id account);
        /* Gives an orphan to an owner; what he has of that type becomes an orphan. KC_EINVAL: it is
         * none, or not for such an owner. For administrators of both. [call] */
        kc_status (*hook)(void* self, kc_ctx* ctx, kc_id account, kc_id owner);
        /* Removes an orphan and its mail, for good. KC_EINVAL: it is none. [call] */
        kc_status (*remove)(void* self, kc_ctx* ctx, kc_id account);

        /* All entries of a store, sorted by mailbox, to its owner and his administrators; others
         * see those of mailboxes that they own (KC_RIGHT_FOLDER_OWNER). [call] */
        kc_status (*permissions)(void* self, kc_ctx* ctx, kc_id account, kc_sink permissions);
        /* Sets the entry of a principal in a mailbox (0: the store); no rights: there is none any
         * more. KC_ENOTFOUND: no such mailbox or principal. KC_EINVAL: unknown rights. KC_ETOOBIG:
         * more entries than a store may have. [call] */
        kc_status (*permit)(void* self, kc_ctx* ctx, kc_id account, kc_id mailbox, kc_id principal,
                            uint32_t rights);
        /* What the actor may do in a mailbox (0: the store): bits of kc_right. KC_ENOTFOUND if that
         * is not even to see it. [call] */
        kc_status (*rights)(void* self, kc_ctx* ctx, kc_id account, kc_id mailbox,
                            uint32_t* rights);
    } kc_stores;

#define KC_STORES "kc.stores/1"

#ifdef __cplusplus
}
#endif

#endif
