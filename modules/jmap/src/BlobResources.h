// SPDX-License-Identifier: Apache-2.0
// Upload and download of blobs (RFC 8620 §6.1, §6.2).
#pragma once

#include "ApiResource.h"

#include <kc/http.hpp>

namespace kc::jmap
{

class BlobResources
{
public:
    /// `uploads` null: there is nowhere to keep them.
    BlobResources(Directory& directory, Uploads* uploads) : _directory{directory}, _uploads{uploads}
    {
    }

    /// Before the body is taken: nothing if it may come.
    std::optional<Problem> beginUpload(Context& context, const Caller& caller, const Limits& limits,
                                       const kc_http_request& request,
                                       std::unique_ptr<http::Handler::Turn>& turn);

    /// What was uploaded, or the problem. `accountId` stands in the path.
    std::variant<Json, Problem> upload(Context& context, const Caller& caller, const Limits& limits,
                                       const kc_http_request& request);

    std::optional<Problem> download(Context& context, const Caller& caller,
                                    const kc_http_request& request, const http::Reply& reply);

private:
    Directory& _directory;
    Uploads* _uploads;
    RunningRequests _running;
};

} // namespace kc::jmap
