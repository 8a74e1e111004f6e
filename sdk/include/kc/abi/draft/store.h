/* SPDX-License-Identifier: Apache-2.0 */
/* DRAFT kc.store/1 (accounts and mailboxes), kc.store.mail/1 (messages) and kc.store.removals/1
 * (messages that were removed and can still be restored).
 *
 * Coarse on purpose, so that it can be spoken over HTTP: batches, streams, uid ranges, one change
 * counter an account (modseq, RFC 7162, and the JMAP state, RFC 8620 §5.1, alike). A message is in
 * a mailbox under a uid; the email behind it is immutable and may be in several mailboxes.
 *
 * Every call with a context is made for its actor (kc_host.act_as): stores.h says who may do what.
 * What it cannot see is KC_ENOTFOUND, what it may not do KC_EDENIED. A watch tells nothing but that
 * something has changed, and asks nobody. */
#ifndef KC_ABI_STORE_H
#define KC_ABI_STORE_H

#include "../base.h"

#ifdef __cplusplus
extern "C"
{
#endif

    typedef enum kc_message_flag
    {
        KC_FLAG_SEEN = 1,
        KC_FLAG_ANSWERED = 2,
        KC_FLAG_FLAGGED = 4,
        KC_FLAG_DELETED = 8,
        KC_FLAG_DRAFT = 16
    } kc_message_flag;

    typedef struct kc_mailbox
    {
        uint32_t size;
        kc_id id;
        kc_id account;
        kc_str name; /* full path, UTF-8, levels separated by "/"; the inbox is "INBOX" */
        kc_str role; /* RFC 8621 §2: "inbox", "drafts", "sent", "junk", "trash", "archive", "" */
        uint32_t uid_validity, uid_next;
        uint64_t modseq; /* of the last change in it */
        uint32_t messages, unseen;
        uint64_t octets;
        uint32_t subscribed; /* by the actor */
        uint32_t deleted;    /* messages with KC_FLAG_DELETED */
        kc_str keywords;     /* its messages have or had, separated by blanks; of very many, some */
    } kc_mailbox;

    /* What an account's mailboxes hold together, and its limits in octets; 0: there is none. At or
     * above `hard` nothing more is taken in; the others are for who warns or sends. */
    typedef struct kc_quota
    {
        uint32_t size;
        uint64_t octets, messages;
        uint64_t warn, soft, hard;
    } kc_quota;

    /* Inclusive; `last` UINT32_MAX is "all that follow". */
    typedef struct kc_uid_range
    {
        uint32_t first, last;
    } kc_uid_range;

    /* Sorted, not overlapping. */
    typedef struct kc_uid_set
    {
        const kc_uid_range* p;
        size_t n;
    } kc_uid_set;

    typedef enum kc_message_field
    {
        KC_MESSAGE_FLAGS = 1,  /* uid, email, flags, keywords, modseq: always there */
        KC_MESSAGE_FACTS = 2,  /* received, saved, octets */
        KC_MESSAGE_SUMMARY = 4 /* facts and summary */
    } kc_message_field;

    typedef struct kc_message
    {
        uint32_t size;
        uint32_t uid;
        uint32_t flags; /* bits of kc_message_flag */
        kc_id email;    /* EMAILID: the same for all copies in one account */
        uint64_t modseq;
        kc_str keywords;  /* separated by blanks */
        int64_t received; /* INTERNALDATE, seconds since 1970 */
        int64_t saved;    /* SAVEDATE (RFC 8514): when it came into this mailbox */
        uint64_t octets;  /* RFC822.SIZE */
        kc_str summary;   /* envelope, structure, sizes as kc::mime::SummaryView reads them */
    } kc_message;

    typedef enum kc_flag_change
    {
        KC_FLAGS_ADD = 1,
        KC_FLAGS_REMOVE = 2,
        KC_FLAGS_REPLACE = 3
    } kc_flag_change;

    typedef struct kc_flag_update
    {
        uint32_t size;
        kc_flag_change change;
        uint32_t flags;
        kc_str keywords;
        uint64_t unchanged_since; /* only messages whose modseq is at most this; UINT64_MAX: all */
    } kc_flag_update;

    typedef struct kc_append
    {
        uint32_t size;
        uint32_t flags;
        kc_str keywords;
        int64_t received; /* seconds since 1970 */
        const kc_reader* message;
    } kc_append;

    /* What a kc_append became. */
    typedef struct kc_appended
    {
        uint32_t size;
        uint32_t uid;
        kc_id email;
    } kc_appended;

    /* A uid in the source and the one that it became. */
    typedef struct kc_transferred
    {
        uint32_t size;
        uint32_t from, to;
    } kc_transferred;

    /* A uid that is gone. */
    typedef struct kc_vanished
    {
        uint32_t size;
        uint32_t uid;
    } kc_vanished;

    /* A message that was opened. Who gets it closes it. */
    typedef struct kc_opened
    {
        uint32_t size;
        uint32_t uid;
        kc_reader message;
    } kc_opened;

    typedef struct kc_recipient
    {
        uint32_t size;
        kc_id principal;
        kc_str mailbox; /* "" is the inbox; one that does not exist falls back to the inbox */
    } kc_recipient;

    /* One recipient's outcome, pushed in the order of the recipients. */
    typedef struct kc_delivered
    {
        uint32_t size;
        uint32_t index;   /* in the recipients */
        kc_status status; /* KC_OK: durable. KC_EQUOTA, or transient */
        uint32_t uid;
        kc_id email;
    } kc_delivered;

    typedef enum kc_transfer
    {
        KC_COPY = 1,
        KC_MOVE = 2
    } kc_transfer;

    typedef struct kc_watch kc_watch;
    /* Something in this mailbox (0: the list of mailboxes) has changed. Must not block nor call the
     * store. [any], after the change is durable */
    typedef void (*kc_watch_fn)(void* arg, kc_id mailbox);

    typedef struct kc_store
    {
        uint32_t size;
        /* The account of a principal, made with its standard mailboxes the first time. [call] */
        kc_status (*account)(void* self, kc_ctx* ctx, kc_id principal, kc_id* account);
        /* Removes account and mail, for good. KC_OK also if there was none. [call] */
        kc_status (*remove_account)(void* self, kc_ctx* ctx, kc_id principal);
        /* All mailboxes, sorted by name, as kc_mailbox. [call] */
        kc_status (*mailboxes)(void* self, kc_ctx* ctx, kc_id account, kc_sink mailboxes);
        /* One by name ("inbox" in any case); pushes one row or answers KC_ENOTFOUND. [call] */
        kc_status (*mailbox)(void* self, kc_ctx* ctx, kc_id account, kc_str name,
                             kc_sink mailboxes);
        /* Creates missing levels above it. KC_EEXISTS; KC_EINVAL for a name beyond the limits.
         * [call] */
        kc_status (*create)(void* self, kc_ctx* ctx, kc_id account, kc_str name, kc_id* id);
        /* With all that is below it. Renaming the inbox moves its messages into a new mailbox (RFC
         * 9051 §6.3.6). KC_EEXISTS, KC_ENOTFOUND. [call] */
        kc_status (*rename)(void* self, kc_ctx* ctx, kc_id account, kc_str from, kc_str to);
        /* KC_EDENIED for the inbox, KC_ENOTFOUND; KC_EINVAL while there are mailboxes below it. Its
         * messages become a kc_removed each. [call] */
        kc_status (*remove)(void* self, kc_ctx* ctx, kc_id account, kc_str name);
        kc_status (*subscribe)(void* self, kc_ctx* ctx, kc_id account, kc_str name, uint32_t on);
        /* KC_ENOTFOUND: the account is gone. Costs one row. [call] */
        kc_status (*quota)(void* self, kc_ctx* ctx, kc_id account, kc_quota* quota);

        /* Calls fn after each change in the account. [any] */
        kc_status (*watch)(void* self, kc_id account, kc_watch_fn fn, void* arg, kc_watch** out);
        /* fn is not running and will not run again on return. Not in fn. [any] */
        void (*unwatch)(void* self, kc_watch* watch);
    } kc_store;

#define KC_STORE "kc.store/1"

    typedef struct kc_mail
    {
        uint32_t size;
        /* Pushes kc_message in uid order, with at least the fields asked for (bits of
         * kc_message_field), of messages changed after since_modseq (0: all). KC_ENOTFOUND: the
         * mailbox is gone. [call] */
        kc_status (*list)(void* self, kc_ctx* ctx, kc_id mailbox, kc_uid_set uids, uint32_t fields,
                          uint64_t since_modseq, kc_sink messages);
        /* The message's exact octets. KC_ENOTFOUND if it is not there any more. [call] */
        kc_status (*open)(void* self, kc_ctx* ctx, kc_id mailbox, uint32_t uid, kc_reader* out);
        /* Adds messages, all or nothing, in one flush (RFC 3502); pushes a kc_appended each, in
         * order, durable. KC_ENOTFOUND, KC_EQUOTA, KC_ETOOBIG: one of them, or all together.
         * [call] */
        kc_status (*append)(void* self, kc_ctx* ctx, kc_id mailbox, const kc_append* messages,
                            uint32_t n, kc_sink appended);
        /* Delivers one content to many accounts in one flush; pushes a kc_delivered each, all
         * durable on return. A failure of the whole is a failure of each recipient. [call] */
        kc_status (*deliver)(void* self, kc_ctx* ctx, const kc_reader* message, int64_t received,
                             const kc_recipient* recipients, uint32_t n, kc_sink results);
        /* Pushes a kc_message (flags only) for each message that now differs to `changed`, and one
         * for each that unchanged_since kept back (RFC 7162 §3.1.3) to `kept`, as it is. [call] */
        kc_status (*set_flags)(void* self, kc_ctx* ctx, kc_id mailbox, kc_uid_set uids,
                               const kc_flag_update* update, kc_sink changed, kc_sink kept);
        /* Copies or moves, all or nothing, in uid order; pushes kc_transferred. KC_ENOTFOUND: no
         * such mailbox. KC_EQUOTA: the target's account is full; moving within it is no matter of
         * quota. [call] */
        kc_status (*transfer)(void* self, kc_ctx* ctx, kc_id from, kc_uid_set uids, kc_id to,
                              kc_transfer mode, kc_sink transferred);
        /* Removes messages of the set that have KC_FLAG_DELETED; pushes kc_vanished. They become a
         * kc_removed each. [call] */
        kc_status (*expunge)(void* self, kc_ctx* ctx, kc_id mailbox, kc_uid_set uids,
                             kc_sink expunged);
        /* On one snapshot: the mailbox as it is, messages new or changed after since_modseq
         * (kc_message, flags only), and kc_vanished for those that vanished after it. KC_ENOTFOUND:
         * the mailbox is gone. [call] */
        kc_status (*changes)(void* self, kc_ctx* ctx, kc_id mailbox, uint64_t since_modseq,
                             kc_sink now, kc_sink messages, kc_sink vanished);
        /* What SELECT tells, on one snapshot: the mailbox as it is; its uids as kc_uid_range,
         * rising and not touching; the uid of the first message without KC_FLAG_SEEN, 0 if there is
         * none or it would take long to find. Costs what the gaps between the uids cost, not what
         * the messages do. KC_ENOTFOUND: the mailbox is gone. [call] */
        kc_status (*select)(void* self, kc_ctx* ctx, kc_id mailbox, kc_sink now, kc_sink uids,
                            uint32_t* first_unseen);
        /* Opens those messages of the set that are there, on one snapshot: pushes kc_opened in uid
         * order until they hold max_octets in memory, one at least. Fails for the next. [call] */
        kc_status (*open_each)(void* self, kc_ctx* ctx, kc_id mailbox, kc_uid_set uids,
                               uint64_t max_octets, kc_sink opened);
    } kc_mail;

#define KC_MAIL "kc.store.mail/1"

    /* A message that was expunged, or whose mailbox was removed: nobody sees it, and it counts
     * neither in a mailbox nor for the quota, but it is kept until it is purged. */
    typedef struct kc_removed
    {
        uint32_t size;
        kc_id removal;             /* what was removed by one call */
        int64_t removed;           /* when, seconds since 1970 */
        kc_id mailbox;             /* that it was in; may be gone */
        kc_str name;               /* of that mailbox at the time */
        const kc_message* message; /* as it was there; its uid names it in the removal */
    } kc_removed;

    typedef struct kc_removals
    {
        uint32_t size;
        /* Pushes kc_removed, in the order in which they were removed, with at least the fields
         * asked for (bits of kc_message_field). [call] */
        kc_status (*list)(void* self, kc_ctx* ctx, kc_id account, uint32_t fields, kc_sink removed);
        /* Puts messages of a removal into a mailbox of the same account, with new uids, without
         * KC_FLAG_DELETED; pushes kc_transferred in uid order. Those that are not there any more
         * are left out. KC_ENOTFOUND: no such removal or mailbox. KC_EQUOTA. [call] */
        kc_status (*restore)(void* self, kc_ctx* ctx, kc_id removal, kc_uid_set uids, kc_id to,
                             kc_sink restored);
        /* Removes for good, in all accounts, what was removed at or before that time (seconds since
         * 1970), oldest first, but at most `limit` messages. `purged`: how many; fewer than `limit`
         * means that nothing is left. Many short transactions, so that nobody waits for it. [call]
         */
        kc_status (*purge)(void* self, kc_ctx* ctx, int64_t before, uint32_t limit,
                           uint32_t* purged);
    } kc_removals;

#define KC_REMOVALS "kc.store.removals/1"

#ifdef __cplusplus
}
#endif

#endif
