// SPDX-License-Identifier: Apache-2.0
// A blob that is being read, one piece in memory at a time. It outlives the removal of its name.
#pragma once

#include "BlobTable.h"
#include "Readings.h"

#include <kc/stream.hpp>

namespace kc::attachdb
{

class BlobReader final : public ReadSource
{
public:
    /// `readings` counts this reader already; shared with the store, which may be closed before.
    BlobReader(const kc_host* host, const BlobTable& table, BlobRow blob,
               std::shared_ptr<Readings> readings);
    ~BlobReader() override;

    std::size_t read(Context& context, std::span<char> buffer) override;
    void seek(Context& context, std::uint64_t offset) override;
    std::uint64_t length() const override;

private:
    const BlobTable _table;
    const BlobRow _blob;
    const std::shared_ptr<Readings> _readings;
    std::uint64_t _position = 0;
    std::uint64_t _number = UINT64_MAX; // of the piece in memory
    std::string _piece;
};

} // namespace kc::attachdb
