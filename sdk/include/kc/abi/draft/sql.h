/* SPDX-License-Identifier: Apache-2.0 */
/* DRAFT kc.sql/1: the one database, offered by a sql-* module which owns the connections.
 *
 * Writers hand re-runnable closures to the commit queue: one committer runs what is waiting in one
 * transaction, each closure in a savepoint, and answers all after one flush. A closure that fails
 * is rolled back alone. A closure may run more than once (deadlock, failover), so it has no side
 * effect but through its kc_sql_tx, and does its computing beforehand. */
#ifndef KC_ABI_SQL_H
#define KC_ABI_SQL_H

#include "../base.h"

#ifdef __cplusplus
extern "C"
{
#endif

    typedef struct kc_sql_tx kc_sql_tx;

    /* Works in a transaction. A negative status rolls back what it did. Runs on the committer's
     * thread (transact) or the caller's (read). Must not call transact() or read(). */
    typedef kc_status (*kc_sql_work)(void* arg, kc_sql_tx* tx);

    /* One row; pushed to the sink of run(). */
    typedef struct kc_sql_row
    {
        uint32_t size;
        uint32_t n;
        const kc_value* values;
    } kc_sql_row;

    /* Steps of a module's schema: step i brings it to version i + 1. Several statements separated
     * by `;`. */
    typedef struct kc_sql_step
    {
        const char* sqlite;
        const char* mysql; /* NULL: the same text serves both */
    } kc_sql_step;

    typedef struct kc_sql
    {
        uint32_t size;
        /* Brings the tables of `module` to version n; refuses a newer database (KC_ENOTSUP).
         * Idempotent, each step in a transaction with its version row. [call], in start() */
        kc_status (*migrate)(void* self, kc_ctx* ctx, const char* module, const kc_sql_step* steps,
                             uint32_t n, uint32_t stride);
        /* Registers a statement for run(). Parameters are `?1`, `?2`, …; compiled once a
         * connection. [any], after migrate() */
        kc_status (*prepare)(void* self, kc_ctx* ctx, const char* sql, int32_t* statement);
        /* Runs work through the commit queue. KC_OK: durable. Its own negative status: rolled back.
         * A fault of the database: KC_EUNAVAIL, rolled back or, if the flush itself failed,
         * unknown. [call] */
        kc_status (*transact)(void* self, kc_ctx* ctx, kc_sql_work work, void* arg);
        /* Runs work on one snapshot, read only. [call] */
        kc_status (*read)(void* self, kc_ctx* ctx, kc_sql_work work, void* arg);

        /* In a closure only. Rows are pushed as they come; a sink that stops ends the statement. A
         * broken unique key answers KC_EEXISTS. */
        kc_status (*run)(kc_sql_tx* tx, int32_t statement, const kc_value* params, uint32_t n,
                         kc_sink rows);
        int64_t (*last_id)(
            kc_sql_tx* tx); /* of the last INSERT into a table with a generated key */
        int64_t (*changed)(kc_sql_tx* tx); /* rows that the last statement changed */
        /* The text of the last failed statement's error, for kc_host.fail. */
        kc_str (*error)(kc_sql_tx* tx);
    } kc_sql;

#define KC_SQL "kc.sql/1"

#ifdef __cplusplus
}
#endif

#endif
