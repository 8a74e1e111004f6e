// SPDX-License-Identifier: Apache-2.0
// Any octets as parameters in the forms of RFC 2231.
#include "../../mime/fuzz/Require.h"

#include <kc/mime/ExtendedParameter.h>
#include <kc/text/HeaderText.h>
#include <kc/text/TextDecoder.h>

#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace kc;
    const std::string value = "attachment; " + std::string(fuzz::textOf(data, size));
    const auto disposition = mime::parseDisposition(value);
    fuzz::require(disposition.has_value(), "a disposition is none");
    for (const mime::Parameter& parameter : disposition->parameters)
    {
        const std::string_view name = parameter.name;
        for (const auto wanted : {name, name.substr(0, name.find('*'))})
        {
            const auto found = mime::findExtended(disposition->parameters, wanted);
            const auto text = text::decodeParameter(disposition->parameters, wanted);
            fuzz::require(found.has_value() == text.has_value(), "found and lost");
            fuzz::require(!text || text::isUtf8(*text), "not UTF-8");
            fuzz::require(!found || found->octets.size() <= value.size(), "a parameter grew");
        }
        fuzz::require(mime::findExtended(disposition->parameters, name).has_value(),
                      "a parameter is not found");
    }
    return 0;
}
