// SPDX-License-Identifier: Apache-2.0
// A blob is immutable: one that got shorter is damaged, not at its end.
#include "BlobReader.h"

#include "BlobTree.h"

#include <cerrno>

namespace kc::files
{

BlobReader::BlobReader(const kc_host* host, Descriptor file, std::uint64_t length)
    : ReadSource{host}, _file{std::move(file)}, _length{length}
{
}

std::size_t BlobReader::read(Context&, std::span<char> buffer)
{
    if (_position >= _length || buffer.empty())
        return 0;
    const std::size_t wanted = std::min<std::uint64_t>(buffer.size(), _length - _position);
    ssize_t n = -1;
    do
        n = pread(_file.get(), buffer.data(), wanted, static_cast<off_t>(_position));
    while (n < 0 && errno == EINTR);
    if (n < 0)
        failWithErrno("reading an attachment");
    if (n == 0)
        throw Fault{KC_ECORRUPT, "an attachment's file has become shorter"};
    _position += static_cast<std::uint64_t>(n);
    return static_cast<std::size_t>(n);
}

void BlobReader::seek(Context&, std::uint64_t offset)
{
    _position = offset;
}

std::uint64_t BlobReader::length() const
{
    return _length;
}

} // namespace kc::files
