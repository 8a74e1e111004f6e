// SPDX-License-Identifier: Apache-2.0
// Any octets as an API request: the envelope is judged, references are resolved against the request
// itself, and what comes out is JSON within the limits.
#include "BlobData.h"
#include "EventSource.h"
#include "Pointer.h"
#include "References.h"
#include "Request.h"
#include "UrlText.h"

#include <cstdio>
#include <cstdlib>

using namespace kc::jmap;

namespace
{

void require(bool holds, const char* what)
{
    if (holds)
        return;
    std::fprintf(stderr, "FuzzRequest: %s\n", what);
    std::abort();
}

/// The same octets as what stands in URLs, header fields and blobs.
void readUrl(kc::sv text)
{
    const auto events = parseEventRequest(text);
    require(!events || events->ping.count() == 0 ||
                (events->ping.count() >= 5 && events->ping.count() <= 1800),
            "a ping out of bounds");
    const std::string field = attachmentNamed(text);
    require(field.find_first_of("\r\n") == std::string::npos, "a field that ends early");
    require(!isMediaType(text) || text.find_first_of("\r\n") == kc::sv::npos,
            "a type that ends the field");
    require(decodeBase64(encodeBase64(text)) == std::optional{std::string{text}},
            "Base64 does not come back");
    (void)decodeBase64(text);
    if (isUtf8(text))
        (void)Json(std::string{text}).dump(); // throws for what is not
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const kc::sv body{reinterpret_cast<const char*>(data), size};
    readUrl(body);
    auto parsed = parseRequest("application/json", body, Limits{});
    const auto* const request = std::get_if<Request>(&parsed);
    if (request == nullptr)
        return 0;
    constexpr std::size_t kBudget = 65536;
    std::size_t budget = kBudget;
    Json responses = Json::array();
    for (const Invocation& call : request->calls)
    {
        Json arguments = call.arguments;
        if (!resolveReferences(arguments, responses, budget))
            responses.push_back({call.name, std::move(arguments), call.callId});
        require(budget <= kBudget, "the budget grew");
    }
    require(parseJson(render(responses)).has_value() || !weigh(responses, SIZE_MAX),
            "what was rendered cannot be read");
    return 0;
}
