/* SPDX-License-Identifier: Apache-2.0 */
/* A module that breaks one rule, by the number FAULT; 0 breaks none. kc-modcheck must name the
 * rule. Written in C without the SDK's C++ layer, which would not let most of these pass. */
#include <kc/abi/draft/auth.h>
#include <kc/abi/draft/user.h>
#include <kc/abi/module.h>

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum Fault
{
    NONE,
    EXPORTS,
    LOADING,
    DESCRIPTOR,
    OPTIONS,
    SECRET,
    CREATE_OPENS,
    CREATE_SLOW,
    PROVIDES,
    STOP,
    CYCLES,
    CHECK_OPENS,
    DRAIN,
    DEADLINE,
    SINK_STOP,
    SINK_FAILURE,
    STRINGS,
    CRASH,
    HANG,
    PRINTS,
    LATE_CONTEXT
};

#define NOTE_HEAD                                                                                  \
    "kcmod=1\nid=faulty\n"                                                                         \
    "version=1.0\nabi=1.0\nminimum=0\nprovides=kc.auth/1 kc.userbackend/1\n"
#define NOTE_TAIL "summary=breaks a rule\noption=faulty_password\t\n"

__attribute__((used, retain, section(KC_NOTE_SECTION))) static const char note[] =
    NOTE_HEAD NOTE_TAIL;

static const kc_option options[] = {
    {"faulty_password", KC_OPT_STR, FAULT == SECRET ? 0 : KC_OPT_SECRET, "",
     FAULT == OPTIONS ? "" : "A word.", NULL, NULL, 0, 0, NULL, NULL, NULL, NULL, NULL}};

static pthread_t thread;
static const kc_host* kernel;
static kc_ctx* former;

static void* sleeper(void* arg)
{
    (void)arg;
    for (;;)
        pause();
    return NULL;
}

#ifdef KC_FAULTY_EXPORTS
__attribute__((visibility("default"))) int faulty_symbol(void);
int faulty_symbol(void)
{
    return 1;
}
#endif

__attribute__((constructor)) static void whenLoaded(void)
{
    if (FAULT == LOADING)
        signal(SIGUSR1, SIG_IGN);
}

static kc_status verify(void* self, kc_ctx* ctx, const kc_auth_request* request, kc_str user,
                        kc_str password)
{
    (void)self, (void)ctx, (void)request, (void)password;
    if (FAULT == DEADLINE)
        sleep(3);
    if (FAULT == STRINGS && user.n > 200)
        abort();
    return KC_EDENIED;
}

static kc_status find(void* self, kc_ctx* ctx, const kc_user_query* query, kc_sink users)
{
    (void)self, (void)ctx, (void)query, (void)users;
    return KC_ENOTFOUND;
}

static kc_status related(void* self, kc_ctx* ctx, const kc_relation_query* query, kc_sink users,
                         kc_str* next)
{
    (void)self, (void)ctx, (void)query, (void)users, (void)next;
    return KC_ENOTFOUND;
}

static kc_status list(void* self, kc_ctx* ctx, const kc_user_query* query, kc_str cursor,
                      uint32_t limit, kc_sink users, kc_str* next)
{
    static const kc_user user = {.size = sizeof user, .kind = KC_USER_ACTIVE};
    (void)self, (void)ctx, (void)query, (void)cursor, (void)limit;
    next->n = 0;
    for (int i = 0; i < 3; ++i)
    {
        const kc_status status = users.push(users.arg, &user);
        if (status == KC_STOP && FAULT != SINK_STOP)
            return KC_OK;
        if (status < 0 && FAULT != SINK_FAILURE)
            return status;
    }
    return KC_OK;
}

static kc_status create(const kc_host* host, kc_ctx* ctx, const kc_config* config, void** self)
{
    (void)ctx, (void)config;
    kernel = host;
    if (FAULT == CREATE_OPENS)
        dup(0);
    if (FAULT == CREATE_SLOW)
        usleep(150000);
    if (FAULT == PRINTS)
        puts("hello");
    *self = malloc(4096);
    return KC_OK;
}

static kc_status start(void* self, kc_ctx* ctx)
{
    (void)self;
    former = ctx;
    if (FAULT == STOP)
        pthread_create(&thread, NULL, sleeper, NULL);
    if (FAULT == CRASH)
        abort();
    if (FAULT == HANG)
        sleeper(NULL);
    return KC_OK;
}

static kc_status check(void* self, kc_ctx* ctx, const kc_config* next)
{
    (void)self, (void)ctx, (void)next;
    if (FAULT == CHECK_OPENS)
        dup(0);
    return KC_OK;
}

static kc_status reload(void* self, kc_ctx* ctx, const kc_config* next)
{
    (void)self, (void)ctx, (void)next;
    return KC_OK;
}

static void drain(void* self, kc_ctx* ctx)
{
    (void)self, (void)ctx;
    if (FAULT == DRAIN)
        sleep(3);
}

static void stop(void* self)
{
    (void)self;
    if (FAULT == LATE_CONTEXT)
        kernel->alloc(former, 1);
}

static void destroy(void* self)
{
    if (FAULT != CYCLES)
        free(self);
}

static kc_status query(void* self, const char* iface, kc_service* out)
{
    static const kc_auth auth = {sizeof auth, verify};
    static const kc_userbackend users = {sizeof users, find, list, related};
    if (strcmp(iface, KC_AUTH) == 0)
        out->table = &auth;
    else if (strcmp(iface, KC_USERBACKEND) == 0 && FAULT != PROVIDES)
        out->table = &users;
    else
        return KC_ENOTFOUND;
    out->self = self;
    return KC_OK;
}

__attribute__((visibility("default"))) const kc_module* kc_module_entry(void);

const kc_module* kc_module_entry(void)
{
    static const kc_module module = {
        .size = sizeof module,
        .abi_major = 1,
        .abi_minor = 0,
        .priority = 100,
        .id = FAULT == DESCRIPTOR ? "other" : "faulty",
        .version = "1.0",
        .summary = "breaks a rule",
        .provides = "kc.auth/1 kc.userbackend/1",
        .options = options,
        .n_options = 1,
        .option_stride = sizeof(kc_option),
        .create = create,
        .start = start,
        .check = check,
        .reload = reload,
        .drain = drain,
        .stop = stop,
        .destroy = destroy,
        .query = query,
    };
    (void)note;
    return &module;
}
