/* SPDX-License-Identifier: Apache-2.0 */
/* A module as somebody wrote it for SDK 1.0 in plain C: options of every type, every function of
 * the host, every step of a life, and what it saw as log lines. Never changed, like frozen-sums. */
#include "frozen_sums.h"

#include <kc/abi/module.h>

#include <stdlib.h>
#include <string.h>

typedef struct asker
{
    const kc_host* host;
    const kc_config* config;
} asker;

static kc_str text(const char* s)
{
    const kc_str made = {s, strlen(s)};
    return made;
}

static kc_log_field word(const char* key, kc_str value)
{
    kc_log_field made = {key, {KC_TEXT, {0}}};
    made.value.u.s = value;
    return made;
}

static kc_log_field number(const char* key, int64_t value)
{
    kc_log_field made = {key, {KC_INT, {0}}};
    made.value.u.i = value;
    return made;
}

static void say(const asker* a, kc_ctx* ctx, const char* what, const kc_log_field* fields, size_t n)
{
    a->host->log(a->host->k, ctx, KC_LOG_NOTICE, text(what), fields, n);
}

static const kc_option options[] = {
    {.name = "frozen_text",
     .type = KC_OPT_STR,
     .flags = KC_OPT_RELOADABLE,
     .def = "plain",
     .help = "A text."},
    {.name = "frozen_number",
     .type = KC_OPT_UINT,
     .def = "7",
     .help = "A number.",
     .min = 1,
     .max = 99},
    {.name = "frozen_bytes", .type = KC_OPT_SIZE, .def = "2k", .help = "Octets."},
    {.name = "frozen_wait", .type = KC_OPT_TIME, .def = "3", .help = "A time.", .unit = "ms"},
    {.name = "frozen_flag", .type = KC_OPT_FLAG, .def = "no", .help = "A flag."},
    {.name = "frozen_pick",
     .type = KC_OPT_PICK,
     .def = "green",
     .help = "A colour.",
     .choices = "red green blue"},
    {.name = "frozen_map", .type = KC_OPT_PROPMAP, .help = "A map."},
    {.name = "frozen_secret",
     .type = KC_OPT_STR,
     .flags = KC_OPT_SECRET | KC_OPT_EXACT,
     .def = "",
     .help = "Never seen."},
    {.name = "frozen_words",
     .type = KC_OPT_STR,
     .flags = KC_OPT_LIST | KC_OPT_NONEMPTY,
     .def = "a b",
     .help = "Words."},
    {.name = "frozen_old_text", .type = KC_OPT_ALIAS, .target = "frozen_text"},
    {.name = "frozen_gone", .type = KC_OPT_OBSOLETE, .target = "it is always so"},
    {.name = "frozen_ignored", .type = KC_OPT_UNUSED},
    {.name = "frozen_calculator",
     .type = KC_OPT_STR,
     .def = "sums",
     .help = "The slot's choice.",
     .since = "1.0",
     .group = "Calculation",
     .example = "sums"},
};

static int64_t num(const kc_config* c, const char* name)
{
    return c->num(c, c->index(c, name));
}

static kc_str str(const kc_config* c, const char* name)
{
    return c->str(c, c->index(c, name));
}

static void say_options(const asker* a, kc_ctx* ctx, const char* what, const kc_config* c)
{
    kc_config_source source = {sizeof source, 0, NULL};
    c->source(c, c->index(c, "frozen_text"), &source);
    const kc_log_field fields[] = {
        word("text", str(c, "frozen_text")),
        number("number", num(c, "frozen_number")),
        number("bytes", num(c, "frozen_bytes")),
        number("wait", num(c, "frozen_wait")),
        number("flag", num(c, "frozen_flag")),
        number("pick", num(c, "frozen_pick")),
        word("words", str(c, "frozen_words")),
        number("secret", (int64_t)str(c, "frozen_secret").n),
        word("file", text(source.file)),
        number("line", source.line),
        number("none", c->index(c, "no_such")),
        number("outside", num(c, "no_such")),
    };
    say(a, ctx, what, fields, sizeof fields / sizeof *fields);
}

static kc_status say_entry(void* arg, const void* row)
{
    const kc_config_entry* const entry = row;
    const kc_log_field fields[] = {word("key", entry->key), word("value", entry->value)};
    say(arg, NULL, "map entry", fields, 2);
    return KC_OK;
}

static kc_status create(const kc_host* host, kc_ctx* ctx, const kc_config* config, void** self)
{
    asker* const made = malloc(sizeof *made);
    if (made == NULL)
        return KC_EUNAVAIL;
    made->host = host;
    made->config = config;
    say_options(made, ctx, "created", config);
    *self = made;
    return KC_OK;
}

static kc_status until_two(void* arg, const void* row)
{
    *(uint32_t*)arg += ((const frozen_row*)row)->number;
    return ((const frozen_row*)row)->number == 2 ? KC_STOP : KC_OK;
}

static kc_status count_service(void* arg, const void* row)
{
    const kc_service* const service = row;
    if (service->table != NULL && strcmp(service->module, "frozen-sums") == 0)
        ++*(int64_t*)arg;
    return KC_OK;
}

static kc_status ask(const asker* a, kc_ctx* ctx, const kc_service* service)
{
    const frozen_sums* const sums = service->table;
    if (!KC_HAS(sums, refuse))
        return a->host->fail(ctx, KC_EBUG, "no refuse()", 11);
    int64_t sum = 0;
    uint32_t seen = 0;
    const kc_sink sink = {until_two, &seen};
    const kc_status added = sums->add(service->self, ctx, 40, 2, &sum);
    const kc_status counted = sums->count(service->self, ctx, 1000, sink);
    const kc_status refused = sums->refuse(service->self, ctx);
    const kc_log_field fields[] = {
        word("module", text(service->module)),
        number("added", added),
        number("sum", sum),
        number("counted", counted),
        number("seen", seen),
        number("refused", refused),
        word("why", a->host->take_error(ctx)),
        number("left", (int64_t)a->host->take_error(ctx).n),
    };
    say(a, ctx, "asked", fields, sizeof fields / sizeof *fields);
    return KC_OK;
}

static void say_context(const asker* a, kc_ctx* ctx)
{
    char* const memory = a->host->alloc(ctx, 100000);
    if (memory != NULL)
        memset(memory, 'x', 100000);
    kc_log_field real = {"real", {KC_REAL, {0}}};
    real.value.u.d = 2.5;
    const kc_log_field null = {"null", {KC_NULL, {0}}};
    kc_log_field blob = {"blob", {KC_BLOB, {0}}};
    blob.value.u.s = text("a b");
    const kc_log_field fields[] = {
        number("memory", memory != NULL && memory[99999] == 'x'),
        number("aligned", (uintptr_t)a->host->alloc(ctx, 1) % _Alignof(max_align_t) == 0),
        number("limit", a->host->alloc(ctx, SIZE_MAX) == NULL),
        number("deadline", a->host->deadline(ctx) > 0),
        number("cancelled", a->host->cancelled(ctx)),
        number("traced", a->host->trace_id(ctx).n <= 64),
        number("debug", a->host->log_enabled(a->host->k, KC_LOG_DEBUG)),
        real,
        null,
        blob,
    };
    say(a, ctx, "context", fields, sizeof fields / sizeof *fields);
}

static kc_status start(void* self, kc_ctx* ctx)
{
    asker* const a = self;
    kc_service service = {sizeof service, NULL, NULL, NULL};
    kc_service chosen = {sizeof chosen, NULL, NULL, NULL};
    int64_t providers = 0;
    const kc_sink count = {count_service, &providers};
    const kc_log_field fields[] = {
        number("find", a->host->find(a->host->k, FROZEN_SUMS, NULL, &service)),
        number("chosen", a->host->find(a->host->k, FROZEN_SUMS, "frozen.calculator", &chosen)),
        number("same", service.table != NULL && service.table == chosen.table),
        number("each", a->host->each(a->host->k, FROZEN_SUMS, count)),
        number("providers", providers),
        number("none", a->host->find(a->host->k, "frozen.none/1", NULL, &chosen)),
        number("kernel", a->host->abi_major),
    };
    say(a, ctx, "started", fields, sizeof fields / sizeof *fields);
    say_context(a, ctx);
    if (KC_HAS(a->config, entries))
    {
        const kc_sink entries = {say_entry, a};
        (void)a->config->entries(a->config, a->config->index(a->config, "frozen_map"), entries);
    }
    return ask(a, ctx, &service);
}

static kc_status check(void* self, kc_ctx* ctx, const kc_config* next)
{
    static const char wrong[] = "frozen_text must not be bad";
    const kc_str value = str(next, "frozen_text");
    if (value.n == 3 && memcmp(value.p, "bad", 3) == 0)
        return ((asker*)self)->host->fail(ctx, KC_EINVAL, wrong, sizeof wrong - 1);
    return KC_OK;
}

static kc_status reload(void* self, kc_ctx* ctx, const kc_config* next)
{
    asker* const a = self;
    say_options(a, ctx, "before", a->config);
    a->config = next;
    say_options(a, ctx, "after", a->config);
    return KC_OK;
}

static void drain(void* self, kc_ctx* ctx)
{
    say(self, ctx, "drained", NULL, 0);
}

static void stop(void* self)
{
    say(self, NULL, "stopped", NULL, 0);
}

static kc_status health(void* self, kc_ctx* ctx)
{
    const asker* const a = self;
    if (num(a->config, "frozen_flag") == 0)
        return KC_OK;
    return a->host->fail(ctx, KC_EUNAVAIL, "the flag is up", 14);
}

static const kc_module module = {
    .size = sizeof(kc_module),
    .abi_major = KC_ABI_MAJOR,
    .abi_minor = KC_TARGET_MINOR,
    .abi_minimum = KC_MINIMUM_MINOR,
    .priority = 100,
    .id = "frozen-asker",
    .version = "1.0",
    .summary = "Asks for sums",
    .programs = "server",
    .requires_ = FROZEN_SUMS " ?frozen.none/1",
    .slots = "frozen.calculator=frozen_calculator",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .option_stride = sizeof *options,
    .create = create,
    .start = start,
    .check = check,
    .reload = reload,
    .drain = drain,
    .stop = stop,
    .destroy = free,
    .health = health,
};

__attribute__((used, retain, section(KC_NOTE_SECTION))) static const char note[] =
    "kcmod=1\nid=frozen-asker\nversion=1.0\nabi=1.0\nminimum=0\nprograms=server\n"
    "requires=" FROZEN_SUMS " ?frozen.none/1\nslots=frozen.calculator=frozen_calculator\n"
    "summary=Asks for sums\noption=frozen_text\tplain\noption=frozen_number\t7\n"
    "option=frozen_bytes\t2k\noption=frozen_wait\t3\noption=frozen_flag\tno\n"
    "option=frozen_pick\tgreen\noption=frozen_map\t\noption=frozen_secret\t\n"
    "option=frozen_words\ta b\nalias=frozen_old_text\tfrozen_text\noption=frozen_gone\t\n"
    "option=frozen_ignored\t\noption=frozen_calculator\tsums\n";

__attribute__((visibility("default"))) const kc_module* kc_module_entry(void);

const kc_module* kc_module_entry(void)
{
    return &module;
}
