// SPDX-License-Identifier: Apache-2.0
// Log lines: a message for people and key=value fields for machines.
#pragma once

#include <kc/context.hpp>

#include <cstdint>
#include <initializer_list>
#include <type_traits>
#include <vector>

namespace kc::inline sdk1
{

/// One key=value of a log line. Secrets have no conversion to it.
class Field
{
public:
    Field(const char* key, sv value) : _raw{key, text(value)} {}

    Field(const char* key, const char* value) : Field{key, sv{value}} {}

    Field(const char* key, const std::string& value) : Field{key, sv{value}} {}

    template <class T>
    requires std::is_integral_v<T> Field(const char* key, T value)
        : _raw{key, number(static_cast<std::int64_t>(value))}
    {
    }

    const kc_log_field& raw() const { return _raw; }

private:
    static kc_value text(sv value)
    {
        kc_value made{KC_TEXT, {}};
        made.u.s = kc::str(value);
        return made;
    }

    static kc_value number(std::int64_t value)
    {
        kc_value made{KC_INT, {}};
        made.u.i = value;
        return made;
    }

    kc_log_field _raw;
};

/// Writes log lines under the module's name. Copyable, cheap; valid as long as the module.
class Log
{
public:
    explicit Log(const kc_host* host) : _host{host} {}

    bool enabled(kc_log_level level) const
    {
        return _host != nullptr && _host->log_enabled(_host->k, level) != 0;
    }

    void write(kc_log_level level, const Context* context, sv text,
               std::initializer_list<Field> fields = {}) const
    {
        if (!enabled(level))
            return;
        std::vector<kc_log_field> raw;
        raw.reserve(fields.size());
        for (const Field& field : fields)
            raw.push_back(field.raw());
        _host->log(_host->k, context == nullptr ? nullptr : context->get(), level, kc::str(text),
                   raw.data(), raw.size());
    }

    void error(sv text, std::initializer_list<Field> fields = {}) const
    {
        write(KC_LOG_ERROR, nullptr, text, fields);
    }

    void warn(sv text, std::initializer_list<Field> fields = {}) const
    {
        write(KC_LOG_WARN, nullptr, text, fields);
    }

    void notice(sv text, std::initializer_list<Field> fields = {}) const
    {
        write(KC_LOG_NOTICE, nullptr, text, fields);
    }

    void info(const Context& context, sv text, std::initializer_list<Field> fields = {}) const
    {
        write(KC_LOG_INFO, &context, text, fields);
    }

    void debug(sv text, std::initializer_list<Field> fields = {}) const
    {
        write(KC_LOG_DEBUG, nullptr, text, fields);
    }

private:
    const kc_host* _host;
};

} // namespace kc::inline sdk1
