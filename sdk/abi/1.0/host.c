/* SPDX-License-Identifier: Apache-2.0 */
/* A kernel as it was when 1.0 was frozen, as small as one can be: loads a module that offers
 * kc.auth/1, leads it through its life and prints what it answers. Never changed: it proves that a
 * module built with today's SDK for 1.0 runs in the oldest kernel. */
#include <kc/abi/draft/auth.h>
#include <kc/abi/module.h>

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct kc_ctx
{
    char error[200];
    size_t n;
    max_align_t arena[256];
    size_t used;
};

/* The module's options at their defaults but the one that the command line gives. */
typedef struct values
{
    kc_config config;
    const kc_module* module;
    const char* name;
    const char* value;
} values;

static const kc_option* row(const kc_module* module, uint32_t i)
{
    return (const kc_option*)((const char*)module->options + (size_t)i * module->option_stride);
}

static int32_t place(const kc_config* c, const char* name)
{
    const kc_module* const module = ((const values*)c)->module;
    for (uint32_t i = 0; i < module->n_options; ++i)
        if (strcmp(row(module, i)->name, name) == 0)
            return (int32_t)i;
    return -1;
}

static kc_str value(const kc_config* c, int32_t i)
{
    const values* const v = (const values*)c;
    const kc_option* const option = row(v->module, (uint32_t)i);
    const char* const text = strcmp(option->name, v->name) == 0 ? v->value : option->def;
    const kc_str found = {text, strlen(text)};
    return found;
}

static int64_t number(const kc_config* c, int32_t i)
{
    return strtoll(value(c, i).p, NULL, 10);
}

static void source(const kc_config* c, int32_t i, kc_config_source* out)
{
    (void)c;
    (void)i;
    out->file = "command line";
    out->line = 0;
}

static kc_status entries(const kc_config* c, int32_t i, kc_sink sink)
{
    (void)c;
    (void)i;
    (void)sink;
    return KC_OK;
}

static values make_values(const kc_module* module, const char* name, const char* text)
{
    const values made = {
        {sizeof(kc_config), place, value, number, source, entries}, module, name, text};
    return made;
}

static kc_status find(kc_kernel* k, const char* iface, const char* slot, kc_service* out)
{
    (void)k;
    (void)iface;
    (void)slot;
    (void)out;
    return KC_ENOTFOUND;
}

static kc_status each(kc_kernel* k, const char* iface, kc_sink services)
{
    (void)k;
    (void)iface;
    (void)services;
    return KC_OK;
}

static kc_status fail(kc_ctx* ctx, kc_status code, const char* text, size_t n)
{
    if (ctx->n == 0)
    {
        ctx->n = n < sizeof ctx->error ? n : sizeof ctx->error;
        memcpy(ctx->error, text, ctx->n);
    }
    return code;
}

static kc_str take_error(kc_ctx* ctx)
{
    const kc_str text = {ctx->error, ctx->n};
    ctx->n = 0;
    return text;
}

static void* alloc(kc_ctx* ctx, size_t n)
{
    const size_t units = n / sizeof(max_align_t) + 1;
    if (units > sizeof ctx->arena / sizeof *ctx->arena - ctx->used)
        return NULL;
    ctx->used += units;
    return ctx->arena + ctx->used - units;
}

static int64_t deadline(const kc_ctx* ctx)
{
    (void)ctx;
    return INT64_MAX;
}

static int cancelled(const kc_ctx* ctx)
{
    (void)ctx;
    return 0;
}

static kc_str trace_id(const kc_ctx* ctx)
{
    (void)ctx;
    const kc_str none = {NULL, 0};
    return none;
}

static void write_log(kc_kernel* k, kc_ctx* ctx, kc_log_level level, kc_str text,
                      const kc_log_field* fields, size_t n)
{
    (void)k;
    (void)ctx;
    (void)fields;
    (void)n;
    printf("log %d %.*s\n", (int)level, (int)text.n, text.p);
}

static int log_enabled(kc_kernel* k, kc_log_level level)
{
    (void)k;
    (void)level;
    return 1;
}

static const kc_host host = {sizeof host, KC_ABI_MAJOR, 0,          NULL,       find,
                             each,        fail,         take_error, alloc,      deadline,
                             cancelled,   trace_id,     write_log,  log_enabled};

static kc_status say(const char* step, kc_ctx* ctx, kc_status status)
{
    const kc_str why = take_error(ctx);
    printf("%s %d %.*s\n", step, (int)status, (int)why.n, why.n == 0 ? "" : why.p);
    return status;
}

static const kc_module* load(const char* file)
{
    void* const library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL)
    {
        fprintf(stderr, "%s\n", dlerror());
        return NULL;
    }
    kc_module_entry_fn entry;
    void* const symbol = dlsym(library, KC_MODULE_ENTRY);
    if (symbol == NULL)
        return NULL;
    memcpy(&entry, &symbol, sizeof entry);
    return entry();
}

static void log_in(const kc_service* service, kc_ctx* ctx, const char* user, const char* password)
{
    const kc_auth* const table = service->table;
    kc_auth_request request = {sizeof request, {"imap", 4}, {"192.0.2.1", 9}, -1, 1};
    const kc_str name = {user, strlen(user)};
    const kc_str word = {password, strlen(password)};
    say("verify", ctx, table->verify(service->self, ctx, &request, name, word));
}

/* host MODULE OPTION VALUE NEXT: each word that follows is a password to try. */
int main(int argc, char** argv)
{
    const kc_module* const module = argc < 5 ? NULL : load(argv[1]);
    if (module == NULL)
        return 2;
    printf("module %s abi %d.%d minimum %d options %u\n", module->id, module->abi_major,
           module->abi_minor, module->abi_minimum, module->n_options);
    if (module->abi_major != KC_ABI_MAJOR || module->abi_minimum > 0)
        return 3;
    static kc_ctx ctx;
    const values first = make_values(module, argv[2], argv[3]);
    const values next = make_values(module, argv[2], argv[4]);
    kc_service service = {sizeof service, NULL, NULL, NULL};
    void* self = NULL;
    if (say("create", &ctx, module->create(&host, &ctx, &first.config, &self)) < 0 ||
        say("query", &ctx, module->query(self, KC_AUTH, &service)) < 0 ||
        say("start", &ctx, module->start(self, &ctx)) < 0)
        return 4;
    say("unknown", &ctx, module->query(self, "kc.unknown/1", &service));
    for (int i = 5; i < argc; ++i)
        log_in(&service, &ctx, "ann", argv[i]);
    log_in(&service, &ctx, "", "x");
    say("check", &ctx, module->check(self, &ctx, &next.config));
    say("reload", &ctx, module->reload(self, &ctx, &next.config));
    for (int i = 5; i < argc; ++i)
        log_in(&service, &ctx, "ann", argv[i]);
    say("health", &ctx, module->health(self, &ctx));
    module->drain(self, &ctx);
    module->stop(self);
    module->destroy(self);
    printf("end\n");
    return 0;
}
