/* SPDX-License-Identifier: Apache-2.0 */
/* The types that every KC interface is made of: plain C11, no includes but the two below.
 *
 * Rules that hold for every interface:
 *  - Nobody frees the other side's memory. What goes in is borrowed for the call. What comes out is
 * a scalar, bytes from the context's arena (kc_host.alloc), or rows pushed into the caller's
 * kc_sink and borrowed during that push. Handles are released by the table that made them.
 *  - A struct passed by pointer begins with `uint32_t size`; a receiver looks at no member beyond
 * it. Who asks for one to be filled sets `size`, the rest to zero; the callee writes no more than
 * fits, and leaves `size`. An array of structs that may grow is passed with its stride. Value types
 * (kc_str, kc_value, kc_ids, kc_sink, kc_reader, kc_log_field) have neither and never change.
 *  - A struct with a size never ends in padding, and padding is never put to use later: who was
 * built before has not set it, and its size would not tell.
 *  - A function in a table may be NULL where that is said, and in any table too old to have it: ask
 * KC_HAS. An unknown flag or enum value is passed over; what may not be is raised by the minimum.
 *  - Nothing is thrown across the boundary. Each function says which threads may call it:
 *    [main] serially, at start, reload and stop; [call] many pool threads at once, may block until
 *    the context's deadline; [any] any thread, never blocks. A kc_ctx, a reader and, where
 * nothing else is said, a handle serve one thread at a time. No lock of the kernel is held while a
 * module runs. The kernel refuses a [main] function on another thread with KC_EBUG and logs who
 * called it; its debug build aborts.
 *  - These four headers (base, module, host, config) are frozen as 1.0: members and values are only
 * ever added at the end, guarded by KC_TARGET_MINOR. */
#ifndef KC_ABI_BASE_H
#define KC_ABI_BASE_H

#include <stddef.h>
#include <stdint.h>

#define KC_ABI_MAJOR 1
#define KC_ABI_MINOR 1

/* The SDK minor that a module is written for: what came later is not declared, so that it cannot be
 * used by mistake. An addition is guarded by `#if KC_TARGET_MINOR >= n`. kc_add_module(… SDK 1.n)
 * sets it. */
#ifndef KC_TARGET_MINOR
#define KC_TARGET_MINOR KC_ABI_MINOR
#endif
#if KC_TARGET_MINOR > KC_ABI_MINOR
#error                                                                                             \
    "KC_TARGET_MINOR asks for a newer SDK than this one: install it, or ask kc_add_module for less"
#endif
/* The oldest kernel minor that the module can live with. */
#ifndef KC_MINIMUM_MINOR
#define KC_MINIMUM_MINOR KC_TARGET_MINOR
#endif
#if KC_MINIMUM_MINOR > KC_TARGET_MINOR
#error "KC_MINIMUM_MINOR is above KC_TARGET_MINOR: a module cannot need what it does not ask for"
#endif

/* Enums have 32 bits and any value is legal in them: that of a newer peer may be looked at. */
#ifdef __cplusplus
#define KC_ENUM32 : int32_t
#define KC_STATIC_ASSERT static_assert
#else
#define KC_ENUM32
#define KC_STATIC_ASSERT _Static_assert
#endif

/* True if table `t` exists, is large enough to hold function `f`, and offers it. */
#define KC_HAS(t, f)                                                                               \
    ((t) != NULL && (t)->size >= offsetof(__typeof__(*(t)), f) + sizeof((t)->f) && (t)->f != NULL)

#ifdef __cplusplus
extern "C"
{
#endif

    /* Bytes or UTF-8, borrowed, NOT terminated. p may be NULL when n is 0. */
    typedef struct kc_str
    {
        const char* p;
        size_t n;
    } kc_str;

    /* >= 0 fine, < 0 failed; a kc_code. Codes come in bands, so that a future code still has a
     * class. */
    typedef int32_t kc_status;

    typedef enum kc_code KC_ENUM32
    {
        KC_OK = 0,
        KC_CONTINUE = 1, /* more to do: call again */
        /* 2 is kept for asynchronous completion. */
        KC_STOP = 3,     /* a sink wants no more; not a failure */
        KC_DECLINED = 4, /* not mine: ask the next in the chain */

        /* -1 … -99: permanent outcomes. Repeating the call gives the same answer. */
        KC_ENOTFOUND = -1, /* proven absent */
        KC_EDENIED = -2,
        KC_EEXISTS = -3,
        KC_EINVAL = -4,
        KC_ENOTSUP = -5,
        KC_ETOOBIG = -6,
        KC_EQUOTA = -7, /* over quota: permanent or temporary by the protocol's policy */

        /* -100 … -199: transient faults. The same call may succeed later. */
        KC_EUNAVAIL = -100, /* a peer, database, directory or disk cannot answer now */
        KC_ETIMEOUT = -101,
        KC_ECANCELLED = -102,
        KC_EBUSY = -103,

        /* -200 …: somebody's bug or damaged data. */
        KC_EBUG = -200,
        KC_ECORRUPT = -201
    } kc_code;

    /* An identity: positive, local to this installation, never reused. 0 is "none". */
    typedef int64_t kc_id;

    typedef struct kc_ids
    {
        const kc_id* p;
        size_t n;
    } kc_ids;

    typedef enum kc_value_type KC_ENUM32
    {
        KC_NULL = 0,
        KC_INT = 1,
        KC_REAL = 2,
        KC_TEXT = 3, /* UTF-8 */
        KC_BLOB = 4
    } kc_value_type;

    /* One typed value; text and blob are borrowed like every kc_str. */
    typedef struct kc_value
    {
        kc_value_type type;
        union
        {
            int64_t i;
            double d;
            kc_str s;
        } u;
    } kc_value;

    /* Where rows go. `row` points to the struct that the function names (it begins with its size)
     * and is borrowed during the push. Rows come one after the other, on the caller's thread,
     * before the function returns. The sink answers KC_OK for more, KC_STOP for enough (the
     * function then answers KC_OK), or its own failure, which the function returns. After either no
     * row comes. */
    typedef struct kc_sink
    {
        kc_status (*push)(void* arg, const void* row);
        void* arg;
    } kc_sink;

    /* One call into a module: arena, deadline, error text, trace id. Made and ended by the kernel;
     * what it and its inputs point to is valid until the call returns. */
    typedef struct kc_ctx kc_ctx;

    /* A stream of octets of known length. One thread at a time. */
    typedef struct kc_reader_ops
    {
        uint32_t size;
        /* Copies up to `cap` octets, 64 KiB being the norm; a short read is legal, *got == 0 is the
         * end. [call] */
        kc_status (*read)(void* self, kc_ctx* ctx, char* buf, size_t cap, size_t* got);
        /* Next read starts at `offset`; at or past the length is the end. [call] */
        kc_status (*seek)(void* self, kc_ctx* ctx, uint64_t offset);
        /* Length in octets. [any] */
        uint64_t (*length)(void* self);
        /* Ends the stream. Called once. [call] */
        void (*close)(void* self);
    } kc_reader_ops;

    typedef struct kc_reader
    {
        const kc_reader_ops* ops;
        void* self;
    } kc_reader;

    /* Packed structs or short enums would make a module read other octets than the kernel wrote. */
    KC_STATIC_ASSERT(sizeof(kc_code) == 4 && sizeof(kc_value_type) == 4,
                     "KC's headers cannot be compiled with -fshort-enums");
    KC_STATIC_ASSERT(offsetof(kc_reader_ops, read) == sizeof(void*),
                     "KC's headers cannot be included under #pragma pack");

#ifdef __cplusplus
}
#endif

#endif
