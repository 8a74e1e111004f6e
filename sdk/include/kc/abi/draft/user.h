/* SPDX-License-Identifier: Apache-2.0 */
/* DRAFT kc.userbackend/1, kc.userbackend.write/1, kc.userbackend.verify/1: where users, groups and
 * companies come from.
 *
 * One row type serves all objects. A fault (database, LDAP) is a transient status; KC_ENOTFOUND
 * means proven absence. Nobody asks for all objects but to list them: look-ups by name and id are
 * find(), and their callers cache, so that a backend of 100,000 users needs no cache of its own.
 * Who may see what is not the backend's business: the directory decides that. kc/userlist.hpp
 * answers from a list in memory; kc/test/contract_userbackend.hpp tests all of it. */
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
        KC_USER_SHARED = 2, /* these two and the next: store, no login */
        KC_USER_ROOM = 3,
        KC_USER_EQUIPMENT = 4,
        KC_USER_CONTACT = 5,      /* address book only */
        KC_USER_GROUP = 6,        /* for mail and for rights */
        KC_USER_DISTRIBUTION = 7, /* for mail only */
        KC_USER_DYNAMIC = 8,      /* its members are a filter's result */
        KC_USER_COMPANY = 9,      /* a tenant */
        KC_USER_ADDRESS_LIST = 10
    } kc_user_kind;

/* Kinds travel in masks. */
#define KC_KIND(kind) (1U << (kind))
#define KC_KINDS_WITH_STORE                                                                        \
    (KC_KIND(KC_USER_ACTIVE) | KC_KIND(KC_USER_SHARED) | KC_KIND(KC_USER_ROOM) |                   \
     KC_KIND(KC_USER_EQUIPMENT))
#define KC_KINDS_OF_USERS (KC_KINDS_WITH_STORE | KC_KIND(KC_USER_CONTACT))
#define KC_KINDS_OF_GROUPS                                                                         \
    (KC_KIND(KC_USER_GROUP) | KC_KIND(KC_USER_DISTRIBUTION) | KC_KIND(KC_USER_DYNAMIC))

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
        KC_USER_IN_COMPANY = 256,
        KC_USER_PASSWORD = 512, /* in updates only; never read */
        KC_USER_FEATURES = 1024,
        KC_USER_QUOTA = 2048,
        KC_USER_MEMBER_QUOTA = 4096
    } kc_user_field;

    /* A value type: it never changes. Octets; 0 is no limit. One record counts as a whole. */
    typedef struct kc_quota_record
    {
        uint64_t is_own; /* 0: whoever is asked next says */
        uint64_t warn, soft, hard;
    } kc_quota_record;

    /* One object as the backend sees it. */
    typedef struct kc_user
    {
        uint32_t size;
        kc_user_kind kind;
        kc_str id; /* the backend's own: 1 to 255 octets, independent of the login, never reused */
        kc_str etag;  /* changes when any of the fields does, or what it is related to */
        kc_str login; /* a group's or company's name; without the company */
        kc_str fullname, email;
        kc_str aliases;       /* further addresses, separated by blanks */
        kc_str company;       /* id of the company that it is in; "" in none, as companies are */
        kc_str home_server;   /* "" unless distributed */
        uint32_t admin_level; /* 0, 1, 2 */
        uint32_t hidden;
        kc_str features_on, features_off; /* against the installation's default; words */
        kc_quota_record quota;            /* a company's: of all that its stores hold together */
        kc_quota_record member_quota;     /* a company's: of its users who have none of their own */
    } kc_user;

    typedef enum kc_user_match
    {
        KC_MATCH_LOGIN = 1,
        KC_MATCH_ADDRESS = 2,
        KC_MATCH_ID = 4
    } kc_user_match;

    /* Which objects are meant. */
    typedef struct kc_user_query
    {
        uint32_t size;
        uint32_t match;      /* find(): what `name` is, bits of kc_user_match */
        uint32_t kinds;      /* mask; 0: all */
        uint32_t in_company; /* 1: only those in `company` ("": in none); 0: wherever they are */
        kc_str name;         /* find() only */
        kc_str company;
    } kc_user_query;

    typedef enum kc_relation
    {
        KC_REL_MEMBER = 1,            /* group: users and groups in it */
        KC_REL_SEND_AS = 2,           /* user or group: who may send in its name */
        KC_REL_VIEW = 3,              /* company: companies that may see it */
        KC_REL_ADMIN = 4,             /* company: users of others who administer it */
        KC_REL_SYSTEM_ADMIN = 5,      /* company: the one user its quota mail comes from */
        KC_REL_USER_QUOTA_MAIL = 6,   /* company: users who get copies of its users' quota mail */
        KC_REL_COMPANY_QUOTA_MAIL = 7 /* company: users who get its own quota mail */
    } kc_relation;

    typedef enum kc_direction
    {
        KC_REL_HELD = 1,   /* from the holder (group, company, …) to those it holds */
        KC_REL_HOLDERS = 2 /* the other way */
    } kc_direction;

    typedef struct kc_relation_query
    {
        uint32_t size;
        kc_relation relation;
        kc_direction direction;
        uint32_t limit; /* rows of a page */
        kc_str id;
        kc_str cursor;
    } kc_relation_query;

    typedef struct kc_userbackend
    {
        uint32_t size;
        /* The object whose login, address or id is query->name, letters compared without case.
         * Logins are unique in a company among users and groups, companies' names among companies,
         * addresses and ids everywhere. Pushes one kc_user. KC_ENOTFOUND; KC_EEXISTS if it is
         * ambiguous. [call] */
        kc_status (*find)(void* self, kc_ctx* ctx, const kc_user_query* query, kc_sink users);
        /* A page of the objects that are meant, in an order of the backend's, at most `limit`,
         * beginning after `cursor` (empty: at the start). Costs what is asked for, not what there
         * is. *next is empty at the end; arena memory, at most 1024 octets. KC_EINVAL: the cursor
         * is none, or has expired (an LDAP server forgets its paged results): the caller begins
         * again. A sink's KC_STOP ends the walk with KC_OK. [call] */
        kc_status (*list)(void* self, kc_ctx* ctx, const kc_user_query* query, kc_str cursor,
                          uint32_t limit, kc_sink users, kc_str* next);
        /* A page of the objects that are related to query->id, directly. Pushes kc_user. Cursors
         * as above. KC_ENOTFOUND: there is no such object; one without relations pushes none.
         * [call] */
        kc_status (*related)(void* self, kc_ctx* ctx, const kc_relation_query* query, kc_sink users,
                             kc_str* next);
    } kc_userbackend;

    /* Somebody who is to be made. */
    typedef struct kc_new_user
    {
        uint32_t size;
        uint32_t reserved; /* 0 */
        const kc_user* user;
        kc_str password;
        /* In the place of a password: what another server has kept of it, in a form that the
         * backend verifies (PHC string format). "" for none. */
        kc_str password_hash;
    } kc_new_user;

    /* A value type. */
    typedef struct kc_new_users
    {
        const kc_new_user* p;
        size_t n;
        size_t stride;
    } kc_new_users;

    /* What came of one of them. */
    typedef struct kc_new_user_answer
    {
        uint32_t size;
        kc_status status; /* as of create() */
        uint64_t place;   /* in the array */
        kc_str id;        /* if it was made */
        kc_str why;       /* for administrators; may be empty */
    } kc_new_user_answer;

    /* Offered by backends that KC may write to. */
    typedef struct kc_userwriter
    {
        uint32_t size;
        /* KC_EEXISTS if login or an address is taken; KC_ENOTFOUND if there is no such company;
         * KC_ENOTSUP for a kind that cannot be kept. *id is arena memory. [call] */
        kc_status (*create)(void* self, kc_ctx* ctx, const kc_user* user, kc_str password,
                            kc_str* id);
        /* Sets the fields in `fields` (bits of kc_user_field). [call] */
        kc_status (*update)(void* self, kc_ctx* ctx, kc_str id, const kc_user* user,
                            uint32_t fields, kc_str password);
        /* With all relations of it and, for a company, all that is in it. [call] */
        kc_status (*remove)(void* self, kc_ctx* ctx, kc_str id);
        /* Relates `other` to the holder `id`, or no more. KC_EEXISTS, KC_ENOTFOUND (also for
         * unknown ids): it is so already. A second KC_REL_SYSTEM_ADMIN takes the first one's
         * place. KC_EINVAL: objects of these kinds cannot be so related. [call] */
        kc_status (*relate)(void* self, kc_ctx* ctx, kc_str id, kc_relation relation, kc_str other,
                            uint32_t on);
        /* Many at once, for little more than one costs; later ones may not lean on earlier ones.
         * Pushes a kc_new_user_answer for each, in their order, when all that is to be made is
         * durable. KC_EINVAL in an answer: also for a hash that the backend does not verify. A
         * fault: none was made, or it is not known which. [call] */
        kc_status (*create_all)(void* self, kc_ctx* ctx, kc_new_users users, kc_sink answers);
    } kc_userwriter;

    /* Offered by backends that can check a password (`auth_method = plugin`). */
    typedef struct kc_userverifier
    {
        uint32_t size;
        /* KC_OK; KC_EDENIED for a wrong password and for an unknown, inactive or passwordless user
         * alike, in like time. `id` is the backend's own; "" is nobody's. An empty password is
         * always denied. [call] */
        kc_status (*verify)(void* self, kc_ctx* ctx, kc_str id, kc_str password);
    } kc_userverifier;

#define KC_USERBACKEND "kc.userbackend/1"
#define KC_USERWRITER "kc.userbackend.write/1"
#define KC_USERVERIFIER "kc.userbackend.verify/1"

#ifdef __cplusplus
}
#endif

#endif
