/* SPDX-License-Identifier: Apache-2.0 */
/* A module: one shared object, one exported function, one descriptor.
 *
 * The same facts stand as text in the ELF section `.kcmod`, so that the kernel selects modules
 * without running their code. Its form: lines `key=value`, the first `kcmod=1`, a NUL at the end.
 * Keys: id, version, abi (major.minor), minimum, programs, select, answers, provides, requires,
 * slots, config_file, needs_global, summary, one `option=NAME<tab>DEFAULT` for each option that has
 * a value and one `alias=NAME<tab>TARGET` for each alias. A reader skips keys that it does not
 * know. The KC_MODULE macro writes both from one source. */
#ifndef KC_ABI_MODULE_H
#define KC_ABI_MODULE_H

#include "base.h"
#include "config.h"
#include "host.h"

#ifdef __cplusplus
extern "C"
{
#endif

    /* Static: the kernel reads it whenever it likes. */
    typedef struct kc_module
    {
        uint32_t size;
        uint16_t abi_major, abi_minor; /* the SDK it was built with */
        uint16_t abi_minimum;          /* the oldest kernel minor it can live with */
        uint16_t priority; /* higher comes first where several provide one interface; 100 */
        uint32_t flags;    /* none yet: 0 */

        const char *id, *version, *summary, *vendor, *license, *url;

        /* The lists below are words separated by blanks; NULL is empty. */

        /* Programs it belongs to: its options live in their cfg files. "*" is every program. */
        const char* programs;
        /* How it gets chosen beside slots, needs and `modules =`: "default" with its programs;
         * "option:NAME" when that option of its is neither empty nor a false flag. */
        const char* select;
        /* slot=key: the answers it gives to a slot's option, e.g. "userbackend=db". */
        const char* answers;
        /* Interfaces it offers, e.g. "kc.auth/1". */
        const char* provides;
        /* Interfaces it needs. "?kc.x/1": loaded if installed, lived without if not. */
        const char* requires_;
        /* slot=option: choices that it consumes; the option is in its own table, e.g.
         * "userbackend=user_plugin". It depends on what the option selects. An option value without
         * an answering module stops the start. */
        const char* slots;
        /* The option (its own, or one of the module that consumes the slot it answers to) that
         * names one more cfg file with this module's options, as `user_plugin_config` does; NULL:
         * none. In that file it may have no other options. */
        const char* config_file;
        /* A library that must be loaded with global symbols before the module, since libraries of
         * its own refer to it without saying so. Only libpython3 is allowed; NULL: none. */
        const char* needs_global;

        const kc_option* options;
        uint32_t n_options, option_stride;

        /* All functions but create() and destroy() may be NULL: nothing to do, nothing to say. A
         * failed create() or start() leaves its reason by kc_host.fail(). */

        /* Makes the instance; *self is not looked at after a failure. Cheap: no network, no
         * threads, no files. [main] */
        kc_status (*create)(const kc_host* host, kc_ctx* ctx, const kc_config* config, void** self);
        /* Connects, opens, starts; after every create(), in dependency order. [main] */
        kc_status (*start)(void* self, kc_ctx* ctx);
        /* Is this configuration acceptable? No side effect. [main] */
        kc_status (*check)(void* self, kc_ctx* ctx, const kc_config* next);
        /* Takes it over; only after every module's check() agreed. [main] */
        kc_status (*reload)(void* self, kc_ctx* ctx, const kc_config* next);
        /* Refuse new work, finish what runs until the context's deadline; reverse order. [main] */
        void (*drain)(void* self, kc_ctx* ctx);
        /* Everything closed and joined on return. Called once after start(), failed or not. [main]
         */
        void (*stop)(void* self);
        /* Frees the instance, once after create(). Nobody calls or holds a service of its. [main]
         */
        void (*destroy)(void* self);
        /* Fills table and self of the service for an interface that `provides` names; both are
         * valid until stop(). KC_ENOTFOUND for others. [any] */
        kc_status (*query)(void* self, const char* iface, kc_service* out);
        /* KC_OK: at work. A failure: what is wrong, by kc_host.fail(); shown to the admin. [call]
         */
        kc_status (*health)(void* self, kc_ctx* ctx);
    } kc_module;

    /* The only symbol that a module exports. */
    typedef const kc_module* (*kc_module_entry_fn)(void);
#define KC_MODULE_ENTRY "kc_module_entry"
#define KC_NOTE_SECTION ".kcmod"

#ifdef __cplusplus
}
#endif

#endif
