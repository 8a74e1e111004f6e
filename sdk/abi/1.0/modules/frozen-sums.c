/* SPDX-License-Identifier: Apache-2.0 */
/* A module as somebody wrote it for SDK 1.0 in plain C: offers an interface of its own. Never
 * changed: it and its binary prove that later kernels keep the promise. */
#include "frozen_sums.h"

#include <kc/abi/module.h>

#include <stdlib.h>
#include <string.h>

typedef struct sums
{
    const kc_host* host;
} sums;

static kc_status add(void* self, kc_ctx* ctx, int64_t a, int64_t b, int64_t* sum)
{
    (void)self;
    (void)ctx;
    *sum = a + b;
    return KC_OK;
}

static kc_status count(void* self, kc_ctx* ctx, uint32_t up_to, kc_sink rows)
{
    (void)self;
    (void)ctx;
    for (uint32_t i = 1; i <= up_to; ++i)
    {
        const frozen_row row = {sizeof row, i};
        const kc_status status = rows.push(rows.arg, &row);
        if (status == KC_STOP)
            return KC_OK;
        if (status < 0)
            return status;
    }
    return KC_OK;
}

static kc_status refuse(void* self, kc_ctx* ctx)
{
    static const char text[] = "sums are refused today";
    return ((const sums*)self)->host->fail(ctx, KC_EDENIED, text, sizeof text - 1);
}

static const frozen_sums table = {sizeof table, add, count, refuse};

static kc_status create(const kc_host* host, kc_ctx* ctx, const kc_config* config, void** self)
{
    (void)ctx;
    (void)config;
    sums* const made = malloc(sizeof *made);
    if (made == NULL)
        return KC_EUNAVAIL;
    made->host = host;
    *self = made;
    return KC_OK;
}

static kc_status query(void* self, const char* iface, kc_service* out)
{
    if (strcmp(iface, FROZEN_SUMS) != 0)
        return KC_ENOTFOUND;
    out->table = &table;
    out->self = self;
    return KC_OK;
}

static const kc_module module = {
    .size = sizeof(kc_module),
    .abi_major = KC_ABI_MAJOR,
    .abi_minor = KC_TARGET_MINOR,
    .abi_minimum = KC_MINIMUM_MINOR,
    .priority = 100,
    .id = "frozen-sums",
    .version = "1.0",
    .summary = "Offers sums",
    .programs = "server",
    .answers = "frozen.calculator=sums",
    .provides = FROZEN_SUMS,
    .create = create,
    .destroy = free,
    .query = query,
};

__attribute__((used, retain, section(KC_NOTE_SECTION))) static const char note[] =
    "kcmod=1\nid=frozen-sums\nversion=1.0\nabi=1.0\nminimum=0\nprograms=server\n"
    "answers=frozen.calculator=sums\nprovides=" FROZEN_SUMS "\nsummary=Offers sums\n";

__attribute__((visibility("default"))) const kc_module* kc_module_entry(void);

const kc_module* kc_module_entry(void)
{
    return &module;
}
