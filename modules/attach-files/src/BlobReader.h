// SPDX-License-Identifier: Apache-2.0
// A blob that is being read.
#pragma once

#include "Descriptor.h"

#include <kc/stream.hpp>

namespace kc::files
{

class BlobReader final : public ReadSource
{
public:
    BlobReader(const kc_host* host, Descriptor file, std::uint64_t length);

    std::size_t read(Context& context, std::span<char> buffer) override;
    void seek(Context& context, std::uint64_t offset) override;
    std::uint64_t length() const override;

private:
    Descriptor _file;
    std::uint64_t _length;
    std::uint64_t _position = 0;
};

} // namespace kc::files
