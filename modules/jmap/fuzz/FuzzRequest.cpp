// SPDX-License-Identifier: Apache-2.0
// Any octets as an API request: the envelope is judged, references are resolved against the request
// itself, arguments are read as patches, filters and quotas, and what comes out is JSON within the
// limits.
#include "BlobData.h"
#include "EventSource.h"
#include "PatchPath.h"
#include "Pointer.h"
#include "PrincipalFeatures.h"
#include "QueryArguments.h"
#include "Quota.h"
#include "QuotaRecord.h"
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

/// A key comes back from its tokens, unless one of them was escaped otherwise.
void readKey(const std::string& key)
{
    const auto path = parsePatchPath(key);
    if (path && path->below.size() == 1 && key.find('~') == std::string::npos)
        require(patchKey(path->property, path->below.front()) == key, "a path does not come back");
    std::string on, off;
    if (setFeature(key, true, on, off))
        require(on == key && off.empty(), "a feature that is not on");
    kc_quota_record record{};
    if (readQuotaMember(key, 5, record))
        require(record.warn + record.soft + record.hard == 5, "a limit that is not set");
    (void)changeSince(key, {});
}

/// An argument as a patch, a whole value, a filter, an order.
void readArgument(const Json& value)
{
    kc_quota_record record{};
    std::string on, off;
    if (readQuotaRecord(value, record))
        require(quotaRecordJson(record).size() == 4, "a record that is not whole");
    (void)setFeatures(value, on, off);
    if (isPatchObject(value))
        for (auto entry = value.begin(); entry != value.end(); ++entry)
            readKey(entry.key());
    const auto accept = [](const std::string&, const Json&) -> std::optional<MethodError>
    { return std::nullopt; };
    const auto isEmpty = [](const std::string&, const Json& wanted) { return wanted.empty(); };
    if (!checkFilter(value, accept))
        (void)matches(value, isEmpty);
    const auto isText = [](const std::string& property) { return !property.empty(); };
    if (value.is_array() && !checkSort(value, isText))
    {
        const auto key = [](const std::string& property) { return textKey(property); };
        const Sortable row{"x", sortKeys(&value, key)};
        require(sorted({row, row}, &value).size() == 2, "a row was lost");
    }
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
        for (const Json& argument : arguments)
            readArgument(argument);
        if (!resolveReferences(arguments, responses, budget))
            responses.push_back({call.name, std::move(arguments), call.callId});
        require(budget <= kBudget, "the budget grew");
    }
    require(parseJson(render(responses)).has_value() || !weigh(responses, SIZE_MAX),
            "what was rendered cannot be read");
    return 0;
}
