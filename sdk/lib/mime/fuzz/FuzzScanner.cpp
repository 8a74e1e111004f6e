// SPDX-License-Identifier: Apache-2.0
// Any octets through the whole library: the structure holds, chunks make no difference, everything
// derived is consistent.
#include "../tests/StructureCheck.h"

#include <kc/mime/Address.h>
#include <kc/mime/BodyStructure.h>
#include <kc/mime/HeaderField.h>
#include <kc/mime/Scanner.h>
#include <kc/mime/Section.h>
#include <kc/mime/Summary.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace
{

using namespace kc::mime;

void require(bool holds, const char* what)
{
    if (holds)
        return;
    std::fprintf(stderr, "FuzzScanner: %s\n", what);
    std::abort();
}

Structure scanInPieces(std::string_view message, std::size_t step, const Limits& limits)
{
    Scanner scanner(limits);
    for (std::size_t at = 0; at < message.size(); at += step)
        scanner.feed(message.substr(at, step));
    return scanner.finish();
}

void checkDerived(const Structure& structure)
{
    const Summary summary = summarize(structure);
    require(Summary::decode(summary.encode()) == summary, "summary does not come back");
    const auto basic = basicFromExtended(summary.bodyStructure);
    require(basic == renderBodyStructure(structure, BodyForm::Basic),
            "BODY is not BODYSTRUCTURE's");
    for (std::uint32_t number = 0; number < 3; ++number)
        for (const auto kind : {SectionKind::Whole, SectionKind::Header, SectionKind::Mime})
        {
            const std::array<std::uint32_t, 2> path{1, number};
            const auto range = findSection(structure, path, kind);
            require(!range || range->end <= structure.size, "section outside of the message");
        }
}

void checkFields(std::string_view message, const Structure& structure)
{
    const auto header = message.substr(0, structure.parts.front().bodyStart);
    const std::array<std::string_view, 2> names{"From", "content-TYPE"};
    const auto only = selectHeaderFields(header, names, FieldChoice::Only);
    const auto others = selectHeaderFields(header, names, FieldChoice::Except);
    const auto all = selectHeaderFields(header, {}, FieldChoice::Except);
    require(all == header, "header fields do not make up the header");
    require(only.size() + others.size() - all.size() <= 2, "header fields lost or doubled");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view message(reinterpret_cast<const char*>(data), size);
    const Limits few{.headerBlockBytes = 256,
                     .headerBytes = 40,
                     .headers = 8,
                     .depth = 3,
                     .parts = 5,
                     .parameters = 2,
                     .addresses = 3,
                     .keptBytes = 300};
    for (const Limits& limits : {Limits{}, few})
    {
        const Structure whole = scan(message, limits);
        const auto why = test::whyBroken(whole, message);
        require(why.empty(), why.c_str());
        for (const std::size_t step : {1U, 2U, 7U, 61U})
            require(scanInPieces(message, step, limits) == whole, "chunks change the structure");
        checkDerived(whole);
        checkFields(message, whole);
    }
    parseAddressList(message, 100);
    parseDate(message);
    basicFromExtended(message);
    SummaryView::parse(message);
    return 0;
}
