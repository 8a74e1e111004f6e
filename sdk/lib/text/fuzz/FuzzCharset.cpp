// SPDX-License-Identifier: Apache-2.0
// Any octets in any charset, which the first line names: UTF-8 comes out, bounded, however they
// are cut, and can be mapped without case.
#include "../../mime/fuzz/Require.h"

#include <kc/text/CaseMap.h>
#include <kc/text/TextDecoder.h>

#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace kc;
    std::string_view octets = fuzz::textOf(data, size);
    const auto charset = fuzz::takeLine(octets);
    const std::string whole = text::toUtf8(octets, charset);
    fuzz::require(text::isUtf8(whole), "not UTF-8");
    fuzz::require(whole.size() <= 8 * octets.size() + 16, "a text grew");
    for (const std::size_t step : {1U, 3U, 50U})
    {
        text::TextDecoder decoder{charset};
        std::string out;
        for (std::size_t at = 0; at < octets.size(); at += step)
            decoder.feed(octets.substr(at, step), out);
        decoder.finish(out);
        fuzz::require(out == whole, "pieces change the text");
    }
    const std::string mapped = text::caseMap(whole);
    fuzz::require(text::isUtf8(mapped), "mapped to what is not UTF-8");
    fuzz::require(text::caseMap(mapped) == mapped, "mapped twice is another text");
    const std::size_t cut = text::caseMapBoundary(whole);
    fuzz::require(text::caseMap(whole.substr(0, cut)) + text::caseMap(whole.substr(cut)) == mapped,
                  "pieces change the map");
    text::caseMap(octets);
    return 0;
}
