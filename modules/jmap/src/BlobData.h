// SPDX-License-Identifier: Apache-2.0
// The forms in which octets stand in JSON (RFC 9404 §4): text, Base64, digests.
#pragma once

#include <kc/status.hpp>

#include <memory>
#include <optional>
#include <string>

struct evp_md_ctx_st;

namespace kc::jmap
{

bool isUtf8(sv octets);

std::string encodeBase64(sv octets);

/// RFC 4648 §4 with its padding; nothing for anything else.
std::optional<std::string> decodeBase64(sv text);

/// A digest by the name that the capability advertises.
class Digest
{
public:
    /// Nothing if it is not one of ours.
    static std::optional<Digest> named(sv algorithm);

    void add(sv octets);

    /// In Base64. Once.
    std::string finish();

private:
    struct Free
    {
        void operator()(evp_md_ctx_st* context) const;
    };

    explicit Digest(std::unique_ptr<evp_md_ctx_st, Free> context) : _context{std::move(context)} {}

    std::unique_ptr<evp_md_ctx_st, Free> _context;
};

} // namespace kc::jmap
