// SPDX-License-Identifier: Apache-2.0
// Transfer decoding of any octets: how they are cut makes no difference, nothing grows. The first
// octet chooses the encoding.
#include "Require.h"

#include <kc/mime/TransferDecoder.h>

#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace kc;
    if (size == 0)
        return 0;
    const auto encoding =
        data[0] % 2 == 0 ? mime::TransferEncoding::Base64 : mime::TransferEncoding::QuotedPrintable;
    const auto text = fuzz::textOf(data + 1, size - 1);
    std::string whole;
    mime::TransferDecoder decoder{encoding};
    decoder.feed(text, whole);
    decoder.finish(whole);
    fuzz::require(whole.size() <= text.size(), "decoding grew");
    for (const std::size_t step : {1U, 2U, 5U, 77U})
    {
        mime::TransferDecoder inPieces{encoding};
        std::string out;
        for (std::size_t at = 0; at < text.size(); at += step)
            inPieces.feed(text.substr(at, step), out);
        inPieces.finish(out);
        fuzz::require(out == whole && inPieces.isDamaged() == decoder.isDamaged(),
                      "pieces change the decoding");
    }
    return 0;
}
