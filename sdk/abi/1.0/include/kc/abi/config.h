/* SPDX-License-Identifier: Apache-2.0 */
/* Options as data. A module declares a table of them; the kernel parses, checks, dumps and
 * documents from that table, and hands the module an immutable snapshot of typed values. */
#ifndef KC_ABI_CONFIG_H
#define KC_ABI_CONFIG_H

#include "base.h"

#ifdef __cplusplus
extern "C"
{
#endif

    typedef enum kc_option_type KC_ENUM32
    {
        KC_OPT_STR = 1,
        KC_OPT_UINT = 2,
        KC_OPT_SIZE = 3, /* octets; accepts k, M, G suffixes (powers of 1024) */
        KC_OPT_TIME = 4, /* accepts ms, s, m, h, d; a bare number counts in the option's unit */
        KC_OPT_FLAG =
            5, /* no, false, 0 are false; anything else is true, as in the manual's programs */
        KC_OPT_PICK = 6,     /* one of `choices` */
        KC_OPT_PROPMAP = 7,  /* no value of its own: the entries of all `!propmap FILE` lines */
        KC_OPT_ALIAS = 8,    /* another spelling of the option named in `target` */
        KC_OPT_OBSOLETE = 9, /* accepted and ignored with a warning; `target` says why */
        KC_OPT_UNUSED = 10   /* accepted and ignored silently */
    } kc_option_type;

    typedef enum kc_option_flag KC_ENUM32
    {
        KC_OPT_RELOADABLE = 1, /* SIGHUP re-reads it */
        KC_OPT_SECRET = 2,     /* never printed */
        KC_OPT_EXACT = 4,      /* a leading $ is not an environment variable */
        KC_OPT_LIST = 8,       /* words separated by blanks */
        KC_OPT_NONEMPTY = 16,
        KC_OPT_HIDDEN = 32 /* left out of man pages and example files */
    } kc_option_flag;

    /* One row, static like the table; its size is the descriptor's option_stride. Texts may be NULL
     * except name; NULL is "". */
    typedef struct kc_option
    {
        const char* name;
        kc_option_type type;
        uint32_t flags;    /* of kc_option_flag */
        const char* def;   /* default, spelled as in a file */
        const char* help;  /* what it does, for the man page; ends with a full stop */
        const char* since; /* version that brought it; NULL: the first */
        const char*
            unit; /* KC_OPT_TIME: "ms", "s", "m", "h" or "d" of a bare number; NULL: seconds */
        int64_t min, max;    /* KC_OPT_UINT, _SIZE (octets), _TIME (in the unit); 0,0: no range */
        const char* choices; /* KC_OPT_PICK: separated by blanks */
        const char* target;  /* see kc_option_type */
        const char*
            group; /* heading in man pages and example files; NULL: that of the row before */
        const char* example;   /* a value to show; NULL: the default */
        const char* needed_by; /* a flag of the same table: when it is true, this option must not be
                                  empty; NULL: none */
    } kc_option;

    /* One line of a property map. */
    typedef struct kc_config_entry
    {
        uint32_t size;
        kc_str key, value;
    } kc_config_entry;

    /* Where a value came from, for messages. */
    typedef struct kc_config_source
    {
        uint32_t size;
        uint32_t line;    /* 0: none */
        const char* file; /* "" when it is the default; "command line" */
    } kc_config_source;

    /* An immutable snapshot of one module's options. It and its texts stay valid until destroy(),
     * also when a reload() has brought its successor, so that calls under way may finish with it;
     * one that was only shown to check() is gone when that returns, unless reload() brings it. An
     * index that is not in the table gives "", 0, no source and KC_ENOTFOUND. All functions [any].
     */
    typedef struct kc_config kc_config;

    struct kc_config
    {
        uint32_t size;
        /* Place in the module's option table; -1 if there is none of that name. */
        int32_t (*index)(const kc_config* c, const char* name);
        /* The value as text, $ENV expanded, trimmed. */
        kc_str (*str)(const kc_config* c, int32_t index);
        /* UINT: the number; SIZE: octets; TIME: nanoseconds; FLAG: 0 or 1; PICK: place in the
         * choices. */
        int64_t (*num)(const kc_config* c, int32_t index);
        void (*source)(const kc_config* c, int32_t index, kc_config_source* out);
        /* PROPMAP: pushes a kc_config_entry for each line, in order. Others have no entries. */
        kc_status (*entries)(const kc_config* c, int32_t index, kc_sink entries);
    };

#ifdef __cplusplus
}
#endif

#endif
