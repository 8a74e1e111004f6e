// SPDX-License-Identifier: Apache-2.0
#include "BlobReader.h"

#include <algorithm>

namespace kc::attachdb
{

BlobReader::BlobReader(const kc_host* host, const BlobTable& table, BlobRow blob,
                       std::shared_ptr<Readings> readings)
    : ReadSource{host}, _table{table}, _blob{blob}, _readings{std::move(readings)}
{
}

BlobReader::~BlobReader()
{
    _readings->end(_blob.id);
}

std::size_t BlobReader::read(Context& context, std::span<char> buffer)
{
    if (_position >= _blob.octets || buffer.empty())
        return 0;
    const std::uint64_t number = _position / kPieceOctets;
    if (number != _number)
    {
        _piece = _table.piece(context, _blob.id, number);
        _number = number;
        const std::uint64_t begin = number * kPieceOctets;
        if (_piece.size() != std::min<std::uint64_t>(kPieceOctets, _blob.octets - begin))
            throw Fault{KC_ECORRUPT, "a piece of an attachment has a wrong length"};
    }
    const std::size_t offset = _position % kPieceOctets;
    const std::size_t count = std::min(buffer.size(), _piece.size() - offset);
    std::copy_n(_piece.data() + offset, count, buffer.data());
    _position += count;
    return count;
}

void BlobReader::seek(Context&, std::uint64_t offset)
{
    _position = std::min(offset, _blob.octets);
}

std::uint64_t BlobReader::length() const
{
    return _blob.octets;
}

} // namespace kc::attachdb
