// SPDX-License-Identifier: Apache-2.0
// Reads one header block after another, line by line, and keeps of it what the part tree shows.
#pragma once

#include <kc/mime/Limits.h>
#include <kc/mime/Structure.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace kc::mime
{

enum class HeaderName : std::uint8_t
{
    Unknown,
    ContentType,
    ContentTransferEncoding,
    ContentDisposition,
    ContentId,
    ContentDescription,
    ContentMd5,
    ContentLanguage,
    ContentLocation,
    Date,
    Subject,
    From,
    Sender,
    ReplyTo,
    To,
    Cc,
    Bcc,
    InReplyTo,
    MessageId,
    References
};

class HeaderCollector
{
public:
    explicit HeaderCollector(const Limits& limits) : _limits(limits) {}

    /// A new block begins; the fields of an envelope are looked for when it is the header of a
    /// message.
    void begin(bool isMessage);

    /// The first octets of a line, its ending included when they reach that far; at least all of it
    /// up to the colon.
    void line(std::string_view text, Part& part, EnvelopeFields* envelope);
    /// Further octets of the same line.
    void more(std::string_view text);

    /// The block ends.
    void finish(Part& part, EnvelopeFields* envelope);

    /// The boundary parameter of the block's Content-Type; kept apart from the part, so that no
    /// limit on what is kept changes the structure. Empty when there is none that can be honoured.
    const std::string& boundary() const noexcept { return _boundary; }

private:
    void append(std::string_view text);
    void finishField(Part& part, EnvelopeFields* envelope);
    void contentType(std::string_view value, Part& part);
    void content(Part& part, const std::string& value);
    void keep(std::optional<std::string>& field, const std::string& value);
    void keepAddresses(std::optional<std::string>& field, const std::string& value);
    bool mayKeep(std::size_t octets);

    Limits _limits;
    HeaderName _name = HeaderName::Unknown; // of the field being read
    std::string _value;
    std::string _boundary;
    std::size_t _fields = 0;
    std::uint64_t _octets = 0;
    std::size_t _kept = 0; // in all blocks so far
    bool _isMessage = false;
    bool _sawEncoding = false;
    bool _sawType = false;
};

} // namespace kc::mime
