// SPDX-License-Identifier: Apache-2.0
// Compressed answers (RFC 9110 §8.4): which coding a client prefers, and what is worth it.
#pragma once

#include <kc/status.hpp>

#include <string>

namespace kc::httpd
{

enum class ContentCoding
{
    Identity,
    Gzip,
    Zstd // RFC 8878
};

/// The best of ours that an Accept-Encoding field allows (RFC 9110 §12.5.3); Identity if in doubt.
ContentCoding preferredCoding(sv acceptEncoding);

/// Texts are; pictures, archives and what nobody knows are taken for compressed already.
bool isCompressible(sv contentType);

/// "gzip", "zstd".
sv codingName(ContentCoding coding);

/// `text` in that coding; Throws Fault when the library fails.
std::string encode(ContentCoding coding, sv text);

} // namespace kc::httpd
