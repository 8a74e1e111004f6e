// SPDX-License-Identifier: Apache-2.0
#include "Roff.h"

#include <array>
#include <cstdio>

namespace kc::moddoc
{
namespace
{

struct Glyph
{
    sv utf8, roff;
};

// Those that every output device of groff has something for.
constexpr std::array kGlyphs{
    Glyph{"\\", "\\e"},     Glyph{"-", "\\-"},   Glyph{"'", "\\(aq"},  Glyph{"`", "\\(ga"},
    Glyph{"^", "\\(ha"},    Glyph{"~", "\\(ti"}, Glyph{"\"", "\\(dq"}, Glyph{"…", "..."},
    Glyph{"–", "\\(en"},    Glyph{"—", "\\(em"}, Glyph{"×", "\\(mu"},  Glyph{"→", "\\(->"},
    Glyph{"§", "\\(sc"},    Glyph{"≤", "\\(<="}, Glyph{"≥", "\\(>="},  Glyph{"±", "\\(+-"},
    Glyph{"µ", "\\(mc"},    Glyph{"“", "\\(lq"}, Glyph{"”", "\\(rq"},  Glyph{"’", "\\(cq"},
    Glyph{"\u00a0", "\\ "},
};

/// Octets of the UTF-8 character at the front, and its number; 1 and U+FFFD where it is none.
std::pair<std::size_t, unsigned> character(sv text)
{
    const auto octet = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned lead = octet(0);
    const std::size_t n = lead < 0x80    ? 1
                          : lead >= 0xf0 ? 4
                          : lead >= 0xe0 ? 3
                          : lead >= 0xc2 ? 2
                                         : 0;
    if (n == 0 || n > text.size())
        return {1, 0xfffd};
    unsigned code = n == 1 ? lead : lead & (0xffU >> (n + 1));
    for (std::size_t i = 1; i < n; ++i)
    {
        if ((octet(i) & 0xc0) != 0x80)
            return {1, 0xfffd};
        code = code << 6 | (octet(i) & 0x3f);
    }
    return {n, code};
}

} // namespace

std::string roffText(sv text)
{
    std::string out;
    while (!text.empty())
    {
        const Glyph* glyph = nullptr;
        for (const Glyph& each : kGlyphs)
            if (text.starts_with(each.utf8))
                glyph = &each;
        const auto [n, code] = character(text);
        if (glyph != nullptr)
            out += glyph->roff;
        else if (code >= 0x80)
        {
            std::array<char, 16> name{};
            std::snprintf(name.data(), name.size(), "\\[u%04X]", code);
            out += name.data();
        }
        else
            out += code < 0x20 || code == 0x7f ? ' ' : static_cast<char>(code);
        text.remove_prefix(glyph != nullptr ? glyph->utf8.size() : n);
    }
    return out;
}

std::string roffLine(sv text)
{
    const std::string line = roffText(text);
    return (line.starts_with('.') ? "\\&" : "") + line + "\n";
}

std::string roffMacro(sv macro, sv argument)
{
    return "." + std::string{macro} + " \"" + roffText(argument) + "\"\n";
}

} // namespace kc::moddoc
