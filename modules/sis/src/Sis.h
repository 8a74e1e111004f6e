// SPDX-License-Identifier: Apache-2.0
// kc.attachstore/1: one copy of each content, whoever sends it and however often.
#pragma once

#include "Discards.h"
#include "RecentPuts.h"
#include "References.h"
#include "Sweep.h"
#include "Upload.h"

namespace kc::sis
{

/// What single-instance storage stands on. All of it outlives the Sis.
struct Ground
{
    BlobStore& blobs;
    const Sql& sql;
    const kc_host* host;
    const kc_tasks& tasks;
    Clock clock = systemClock;
};

class Sis
{
public:
    Sis(Context& context, const Ground& ground, const Settings& settings);

    std::unique_ptr<kc_attach_upload> begin(Context& context);
    /// Durable, and the same work whether the content was known or not.
    kc_attachment commit(Context& context, kc_attach_upload& upload);
    Status refer(kc_sql_tx* tx, const kc_attachment& attachment, sv owner, kc_id holder);
    void unrefer(kc_sql_tx* tx, sv owner, kc_id holder);
    /// KC_ENOTFOUND only if the database has no row of it.
    Status open(Context& context, sv digest, kc_reader& out);
    Swept sweep(Context& context);

private:
    bool isThere(Context& context, const Copy& copy);
    Copy choose(Context& context, const Copy& mine);
    bool openCopy(Context& context, const Copy& copy, kc_reader& out);

    Ground _ground;
    Settings _settings;
    References _references;
    RecentPuts _recent;
    Discards _discards;
    Sweep _sweep;
};

} // namespace kc::sis
