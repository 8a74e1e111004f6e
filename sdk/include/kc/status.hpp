// SPDX-License-Identifier: Apache-2.0
// How a call ends: Status and Result<T> for outcomes that the caller chooses on, a thrown Fault for
// what nobody near can mend, KC_ASSERT for bugs. No exception crosses the boundary (cross.hpp).
#pragma once

#include <kc/abi/base.h>

#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

/// Our own contract is broken: never reachable from input. Logs to stderr and aborts, in release
/// too.
#define KC_ASSERT(expr)                                                                            \
    ((expr) ? static_cast<void>(0)                                                                 \
            : (std::fprintf(stderr, "%s:%d: broken contract: %s\n", __FILE__, __LINE__, #expr),    \
               std::abort()))

namespace kc::inline sdk1
{

using sv = std::string_view;

constexpr sv view(kc_str s)
{
    return s.n == 0 ? sv{} : sv{s.p, s.n};
}

constexpr kc_str str(sv s)
{
    return {s.data(), s.size()};
}

/// The answer of a call: fine, or one of the permanent outcomes.
class [[nodiscard]] Status
{
public:
    constexpr Status(kc_code code) : _value{code} {}

    static constexpr Status of(kc_status value) { return Status{static_cast<kc_code>(value)}; }

    constexpr bool ok() const { return _value >= 0; }

    constexpr kc_code code() const { return _value; }

    friend constexpr bool operator==(Status, Status) = default;

private:
    kc_code _value;
};

/// The machine or a peer failed us, or somebody's contract is broken; nobody near can mend it.
class Fault : public std::runtime_error
{
public:
    Fault(kc_code code, const std::string& detail) : std::runtime_error{detail}, _code{code} {}

    kc_code code() const { return _code; }

private:
    kc_code _code;
};

/// `throw kc::error(KC_EINVAL, "…")`: leaves a call with an outcome and a text for the log.
inline Fault error(kc_code code, const std::string& detail)
{
    return Fault{code, detail};
}

/// An outcome with a text that is safe to send to a client, and one for the log only.
struct Error
{
    kc_code code;
    std::string clientText;
    std::string detail;
};

/// A value or an Error; the spelling of std::expected.
template <class T>
class [[nodiscard]] Result
{
public:
    Result(T value) : _content{std::in_place_index<0>, std::move(value)} {}

    Result(Error error) : _content{std::in_place_index<1>, std::move(error)} {}

    bool has_value() const { return _content.index() == 0; }

    explicit operator bool() const { return has_value(); }

    T& value()
    {
        KC_ASSERT(has_value());
        return *std::get_if<0>(&_content);
    }

    const T& value() const
    {
        KC_ASSERT(has_value());
        return *std::get_if<0>(&_content);
    }

    T& operator*() { return value(); }

    T* operator->() { return &value(); }

    const Error& error() const
    {
        KC_ASSERT(!has_value());
        return *std::get_if<1>(&_content);
    }

private:
    std::variant<T, Error> _content;
};

} // namespace kc::inline sdk1
