// SPDX-License-Identifier: Apache-2.0
// Any octets as an API request: the envelope is judged, references are resolved against the request
// itself, and what comes out is JSON within the limits.
#include "Pointer.h"
#include "References.h"
#include "Request.h"

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

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const kc::sv body{reinterpret_cast<const char*>(data), size};
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
