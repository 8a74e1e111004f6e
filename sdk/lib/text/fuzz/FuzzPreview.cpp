// SPDX-License-Identifier: Apache-2.0
// Any octets as the body of a text part whose type the first line gives, and as a whole message:
// a preview is short UTF-8 in one line, however the octets are cut.
#include "../../mime/fuzz/Require.h"

#include <kc/mime/Scanner.h>
#include <kc/text/Preview.h>

#include <algorithm>
#include <string>

namespace
{

void requirePreview(const std::string& preview)
{
    using kc::fuzz::require;
    require(kc::text::isUtf8(preview), "not UTF-8");
    const auto characters =
        std::count_if(preview.begin(), preview.end(),
                      [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
    require(static_cast<std::size_t>(characters) <= kc::text::kPreviewCharacters, "too long");
    require(std::none_of(preview.begin(), preview.end(),
                         [](char c) { return static_cast<unsigned char>(c) < ' '; }),
            "a control character");
    require(preview.find("  ") == preview.npos, "two blanks");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace kc;
    std::string_view body = fuzz::textOf(data, size);
    requirePreview(text::previewOf(mime::scan(body), body));

    const auto type = fuzz::takeLine(body);
    mime::Part part;
    part.contentType = mime::parseContentType(type);
    part.encoding = type.ends_with('q')   ? mime::TransferEncoding::QuotedPrintable
                    : type.ends_with('b') ? mime::TransferEncoding::Base64
                                          : mime::TransferEncoding::EightBit;
    text::PreviewBuilder whole{part};
    whole.feed(body);
    const std::string preview = whole.finish();
    requirePreview(preview);
    for (const std::size_t step : {1U, 7U})
    {
        text::PreviewBuilder pieces{part};
        for (std::size_t at = 0; at < body.size() && pieces.wantsMore(); at += step)
            pieces.feed(body.substr(at, step));
        fuzz::require(pieces.finish() == preview, "pieces change the preview");
    }
    return 0;
}
