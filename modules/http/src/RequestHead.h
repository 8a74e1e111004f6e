// SPDX-License-Identifier: Apache-2.0
// The request line and header fields of one HTTP/1.1 message (RFC 9112), judged line by line.
// Whatever two servers might read differently is refused: that is what request smuggling lives on.
#pragma once

#include <kc/status.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kc::httpd
{

/// Why a request cannot be served; the connection ends with it, since its framing is in doubt.
struct Refusal
{
    std::uint32_t status;
    sv reason;
};

using Judgement = std::optional<Refusal>;

enum class Persistence : bool
{
    Close,
    KeepAlive
};

struct RequestHead
{
    struct Field
    {
        std::string name; // in lower case
        std::string value;
    };

    std::string method;
    std::string target; // as sent
    std::uint32_t minorVersion = 1;
    std::vector<Field> fields;

    // What finish() reads from the fields.
    std::uint64_t contentLength = 0;
    bool isChunked = false;
    bool expectsContinue = false;
    Persistence persistence = Persistence::KeepAlive;

    /// Nothing if the field is absent; the first one if it stands there twice.
    std::optional<sv> find(sv lowerCaseName) const;
    bool hasBody() const;

    /// `line` is without its CRLF.
    Judgement requestLine(sv line);
    Judgement fieldLine(sv line);
    /// After the empty line: framing, host, persistence.
    Judgement finish();

private:
    Judgement readFraming();
    Judgement readHost() const;
    Judgement readExpectation();
    void readPersistence();
    std::size_t count(sv lowerCaseName) const;
};

/// RFC 9110 §5.6.2.
bool isToken(sv text);
/// RFC 9110 §7.2: host or host:port, with nothing in it that could end up somewhere else in a URL.
bool isAuthority(sv text);
/// Letters compared without case.
bool equalsIgnoringCase(sv text, sv lowerCase);
sv trimmed(sv text);

/// The items of a comma-separated list (RFC 9110 §5.6.1), trimmed, without empty ones.
template <class Visit>
void eachListItem(sv list, Visit&& visit)
{
    while (!list.empty())
    {
        const std::size_t comma = std::min(list.find(','), list.size());
        const sv item = trimmed(list.substr(0, comma));
        if (!item.empty())
            visit(item);
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
}

} // namespace kc::httpd
