// SPDX-License-Identifier: Apache-2.0
// One of ICU's converters to UTF-8.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <unicode/ucnv.h>

namespace kc::text
{

class Converter
{
public:
    /// Null when ICU does not know the charset.
    static std::unique_ptr<Converter> open(std::string_view charset);

    void feed(std::string_view octets, std::string& utf8) { convert(octets, utf8, false); }
    /// The end of the text; another may follow.
    void finish(std::string& utf8);

private:
    struct Close
    {
        void operator()(UConverter* converter) const noexcept { ucnv_close(converter); }
    };
    using Handle = std::unique_ptr<UConverter, Close>;

    Converter(Handle from, Handle to) : _from(std::move(from)), _to(std::move(to)) { rewind(); }

    void convert(std::string_view octets, std::string& utf8, UBool flush);
    void rewind() noexcept;

    Handle _from, _to;
    std::array<UChar, 1024> _pivot;
    UChar* _source = nullptr;
    UChar* _target = nullptr;
};

} // namespace kc::text
