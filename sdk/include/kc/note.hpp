// SPDX-License-Identifier: Apache-2.0
// The `.kcmod` text of a module (abi/module.h says its form), made at compile time from the
// descriptor, so that the two cannot differ.
#pragma once

#include <kc/abi/module.h>

#include <array>
#include <cstddef>
#include <cstdint>

namespace kc::inline sdk1::note
{

/// Counts, or writes when it has somewhere to write to.
struct Writer
{
    char* to = nullptr;
    std::size_t n = 0;

    constexpr void put(char c)
    {
        if (to != nullptr)
            to[n] = c;
        ++n;
    }

    constexpr void text(const char* s)
    {
        for (; s != nullptr && *s != '\0'; ++s)
            put(*s == '\n' ? ' ' : *s);
    }

    constexpr void number(unsigned value)
    {
        if (value >= 10)
            number(value / 10);
        put(static_cast<char>('0' + value % 10));
    }

    constexpr void line(const char* key, const char* value)
    {
        if (value == nullptr || *value == '\0')
            return;
        text(key);
        put('=');
        text(value);
        put('\n');
    }
};

constexpr void render(Writer& out, const kc_module& module)
{
    out.line("kcmod", "1");
    out.line("id", module.id);
    out.line("version", module.version);
    out.text("abi=");
    out.number(module.abi_major);
    out.put('.');
    out.number(module.abi_minor);
    out.put('\n');
    out.text("minimum=");
    out.number(module.abi_minimum);
    out.put('\n');
    out.line("programs", module.programs);
    out.line("select", module.select);
    out.line("answers", module.answers);
    out.line("provides", module.provides);
    out.line("requires", module.requires_);
    out.line("slots", module.slots);
    out.line("config_file", module.config_file);
    out.line("needs_global", module.needs_global);
    out.line("summary", module.summary);
    for (std::uint32_t i = 0; i < module.n_options; ++i)
    {
        const kc_option& option = module.options[i];
        const bool alias = option.type == KC_OPT_ALIAS;
        out.text(alias ? "alias=" : "option=");
        out.text(option.name);
        out.put('\t');
        out.text(alias ? option.target : option.def);
        out.put('\n');
    }
    out.put('\0');
}

constexpr std::size_t length(const kc_module& module)
{
    Writer counter;
    render(counter, module);
    return counter.n;
}

template <std::size_t N>
constexpr std::array<char, N> make(const kc_module& module)
{
    std::array<char, N> text{};
    Writer writer{text.data(), 0};
    render(writer, module);
    return text;
}

} // namespace kc::inline sdk1::note
