// SPDX-License-Identifier: Apache-2.0
// Attachments in the database: the descriptor.
#include "DatabaseBlobs.h"

namespace kc::attachdb
{

class DatabaseBlobsModule : public Module
{
public:
    explicit DatabaseBlobsModule(const Init& init) : Module{init} { offer<BlobStore>(_blobs); }

    void start(Context& context) override { _blobs.open(context, Sql{require(KC_SQL)}); }

    void stop() override { _blobs.close(); }

private:
    DatabaseBlobs _blobs;
};

} // namespace kc::attachdb

KC_MODULE(kc::attachdb::DatabaseBlobsModule, kc::opt::none, .id = "attach-db", .version = "1.0.0",
          .summary = "Attachments in the database", .programs = "server fsck",
          .answers = "attachstore=database attachstore=db", .provides = KC_BLOBSTORE,
          .needs = KC_SQL)
