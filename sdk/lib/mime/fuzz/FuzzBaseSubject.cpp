// SPDX-License-Identifier: Apache-2.0
// Base subjects and identifiers of any octets: what is left has nothing left to take.
#include "Require.h"

#include <kc/mime/BaseSubject.h>
#include <kc/mime/MessageId.h>

#include <algorithm>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace kc;
    const auto text = fuzz::textOf(data, size);
    const mime::BaseSubject subject = mime::baseSubject(text);
    fuzz::require(subject.text.size() <= text.size(), "a base subject grew");
    const mime::BaseSubject again = mime::baseSubject(subject.text);
    fuzz::require(again.text == subject.text && !again.isReplyOrForward,
                  "a base subject has another one");
    fuzz::require(mime::baseSubject("Re: " + std::string(text)).isReplyOrForward,
                  "a reply is none");
    for (const std::string& id : mime::messageIds(text))
        fuzz::require(!id.empty() &&
                          std::none_of(id.begin(), id.end(),
                                       [](char c) { return static_cast<unsigned char>(c) <= ' '; }),
                      "an identifier holds blanks");
    return 0;
}
