/* SPDX-License-Identifier: Apache-2.0 */
/* DRAFT kc.hook.delivery/1: modules that look at a message while it is being delivered, and may
 * change, refuse, defer or drop it. Called in a chain, highest priority first, by whoever delivers.
 */
#ifndef KC_ABI_HOOK_H
#define KC_ABI_HOOK_H

#include "../base.h"

#ifdef __cplusplus
extern "C"
{
#endif

    typedef enum kc_hook_stage
    {
        /* The whole message has come; once for all its recipients. May add header fields. */
        KC_HOOK_MESSAGE = 1,
        /* Before it is stored; once for each recipient. May choose the mailbox. */
        KC_HOOK_RECIPIENT = 2
    } kc_hook_stage;

    typedef enum kc_hook_verdict
    {
        KC_HOOK_CONTINUE = 0, /* ask the next hook */
        KC_HOOK_DONE = 1,     /* deliver; no more hooks of this stage */
        KC_HOOK_REJECT = 2,   /* refuse for good (5xx); kc_hook_edit.reply says with which text */
        KC_HOOK_DEFER = 3,    /* refuse for now (4xx) */
        KC_HOOK_DISCARD = 4   /* accept and store nothing */
    } kc_hook_verdict;

    /* The message under way. Borrowed for the call. */
    typedef struct kc_hook_message
    {
        uint32_t size;
        kc_str sender;            /* of the envelope; "" is the null sender */
        const kc_str* recipients; /* MESSAGE: all; RECIPIENT: the one */
        uint32_t n_recipients;
        kc_id principal;    /* RECIPIENT: whose mailbox; else 0 */
        kc_str address;     /* of the client that hands it in; "" on a UNIX socket */
        kc_reader* message; /* from the first octet; RFC 5322, lines end in CRLF */
        uint64_t length;    /* octets of it */
        kc_str header;      /* its header section with the empty line, at most 1 MiB of it */
    } kc_hook_message;

    typedef struct kc_hook_edit kc_hook_edit;

    /* What a hook may do. Texts are copied. All [call], during the hook's run() only. */
    typedef struct kc_hook_edit_ops
    {
        uint32_t size;
        /* MESSAGE: puts "name: value" above the message's own header fields and those put there
         * before. Hooks of the next stage see it. KC_EINVAL when the name is no field name (RFC
         * 5322 2.2), the value holds CR, LF or NUL, or the line is longer than 998 octets (RFC 5322
         * 2.1.1); KC_ENOTSUP at another stage; KC_ETOOBIG beyond 64 KiB in all. */
        kc_status (*prepend_header)(kc_hook_edit* edit, kc_str name, kc_str value);
        /* RECIPIENT: the mailbox that the message goes to, by path, "/" between levels, created if
         * there is none. KC_ENOTSUP at another stage. */
        kc_status (*set_mailbox)(kc_hook_edit* edit, kc_str path);
        /* The text of a refusal, one line of at most 400 octets of printable ASCII; the rest is
         * left out. */
        kc_status (*reply)(kc_hook_edit* edit, kc_str text);
    } kc_hook_edit_ops;

    typedef struct kc_hook_delivery
    {
        uint32_t size;
        /* The stages it wants to see: bits 1 << kc_hook_stage. [any] */
        uint32_t (*stages)(void* self);
        /* A failure is no verdict: the caller defers the message, or goes on without the hook, as
         * its option says, and nothing that it did to the message counts. Its context has a
         * deadline: whoever waits for something fails with KC_ETIMEOUT then. [call] */
        kc_status (*run)(void* self, kc_ctx* ctx, kc_hook_stage stage,
                         const kc_hook_message* message, const kc_hook_edit_ops* ops,
                         kc_hook_edit* edit, kc_hook_verdict* verdict);
    } kc_hook_delivery;

#define KC_HOOK_DELIVERY "kc.hook.delivery/1"

#ifdef __cplusplus
}
#endif

#endif
