// SPDX-License-Identifier: Apache-2.0
// See Answer.h.
#include "Answer.h"

namespace kc::pop3
{

namespace
{

constexpr std::uint32_t kLinesAtOnce = 1000;
constexpr std::size_t kPieceOctets = 64 * 1024;

} // namespace

std::string scanLine(const Maildrop& maildrop, std::uint32_t number, Column column)
{
    const Maildrop::Message& message = *maildrop.find(number);
    return std::to_string(number) + ' ' +
           (column == Column::Octets ? std::to_string(message.octets) : maildrop.uniqueId(message));
}

Progress ListingAnswer::next(Context&, std::string& out)
{
    for (std::uint32_t lines = 0; lines < kLinesAtOnce; ++lines, ++_number)
    {
        if (_number > _maildrop.size())
        {
            out += ".\r\n";
            return Progress::Done;
        }
        if (_maildrop.find(_number) != nullptr)
            out.append(scanLine(_maildrop, _number, _column)).append("\r\n");
    }
    return Progress::More;
}

Progress MessageAnswer::next(Context& context, std::string& out)
{
    _buffer.resize(kPieceOctets);
    const std::size_t got = _reader.read(context, _buffer);
    if (got < kPieceOctets && got != _left)
        throw Fault{KC_ECORRUPT, "a message is shorter than the store says"};
    _left -= got;
    if (_writer.write({_buffer.data(), got}, out) && _left > 0)
        return Progress::More;
    _writer.finish(out);
    return Progress::Done;
}

} // namespace kc::pop3
