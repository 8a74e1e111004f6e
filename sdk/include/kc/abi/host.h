/* SPDX-License-Identifier: Apache-2.0 */
/* What the kernel offers to a module: one kc_host per module instance, so that log lines carry the
 * module's name. Everything else is asked for by id through query() or find(). */
#ifndef KC_ABI_HOST_H
#define KC_ABI_HOST_H

#include "base.h"

#ifdef __cplusplus
extern "C"
{
#endif

    typedef struct kc_kernel kc_kernel;

    /* The manual's levels. */
    typedef enum kc_log_level KC_ENUM32
    {
        KC_LOG_CRIT = 1,
        KC_LOG_ERROR = 2, /* an admin must act */
        KC_LOG_WARN = 3,  /* we coped */
        KC_LOG_NOTICE = 4,
        KC_LOG_INFO = 5, /* one line a login, delivery, refusal */
        KC_LOG_DEBUG = 6 /* decisions, each directory and SQL query */
    } kc_log_level;

    /* One key=value of a log line. The key is a word: letters, digits, `_`, `-` and `.`. */
    typedef struct kc_log_field
    {
        const char* key;
        kc_value value;
    } kc_log_field;

    /* A function table and the object that its functions take first. */
    typedef struct kc_service
    {
        uint32_t size;
        const void* table;  /* as the interface id says, e.g. const kc_auth* for "kc.auth/1" */
        void* self;         /* passed as the first argument of the table's functions */
        const char* module; /* id of who offers it, set by the kernel; "kernel" for its own */
    } kc_service;

    /* Valid until destroy() returns. No function in it is NULL. */
    typedef struct kc_host
    {
        uint32_t size;
        uint16_t abi_major, abi_minor; /* of the kernel */
        kc_kernel* k;

        /* A service by interface id, valid until the module's stop() returns. `slot` NULL: the
         * provider of the highest priority; otherwise what the slot's option chose. KC_ENOTFOUND if
         * there is none, which for a declared need never happens. From start() on. [any] */
        kc_status (*find)(kc_kernel* k, const char* iface, const char* slot, kc_service* out);
        /* Pushes a kc_service for each provider of `iface`, highest priority first. From start()
         * on. [any] */
        kc_status (*each)(kc_kernel* k, const char* iface, kc_sink services);

        /* Sets the context's error and returns `code`. The text is copied; the first one wins.
         * [any] */
        kc_status (*fail)(kc_ctx* ctx, kc_status code, const char* text, size_t n);
        /* Gives the error text (arena memory) and clears it, for a caller that copes. [any] */
        kc_str (*take_error)(kc_ctx* ctx);
        /* n octets, aligned for any type, not zeroed, valid until the context ends. NULL only at a
         * limit. [any] */
        void* (*alloc)(kc_ctx* ctx, size_t n);
        /* Absolute, CLOCK_MONOTONIC, in nanoseconds; INT64_MAX when there is none. [any] */
        int64_t (*deadline)(const kc_ctx* ctx);
        /* Non-zero when the result will not be used any more. This and the deadline may be asked
         * from other threads than the call's. [any] */
        int (*cancelled)(const kc_ctx* ctx);
        /* A short word that ties log lines of one session or job together. [any] */
        kc_str (*trace_id)(const kc_ctx* ctx);

        /* Writes one log line; never blocks on more than the log file. `ctx` may be NULL. The text
         * is for people, the fields for machines; the kernel escapes both. [any] */
        void (*log)(kc_kernel* k, kc_ctx* ctx, kc_log_level level, kc_str text,
                    const kc_log_field* fields, size_t n_fields);
        /* Non-zero if a line of this level would be written. [any] */
        int (*log_enabled)(kc_kernel* k, kc_log_level level);

#if KC_TARGET_MINOR >= 1
        /* For whom the call is made: an identity that whoever asks has made sure of. 0 in a new
         * context: nobody. Nothing hands it on by itself to a context that is made for work of its
         * own. [any] */
        kc_id (*actor)(const kc_ctx* ctx);
        /* From here on the call is made for `principal`; 0: for nobody. [any] */
        void (*act_as)(kc_ctx* ctx, kc_id principal);
#endif
    } kc_host;

#ifdef __cplusplus
}
#endif

#endif
