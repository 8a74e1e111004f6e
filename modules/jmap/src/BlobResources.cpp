// SPDX-License-Identifier: Apache-2.0
#include "BlobResources.h"

#include "Accounts.h"
#include "UrlText.h"

namespace kc::jmap
{

namespace
{

constexpr std::size_t kPiece = 65536;
constexpr sv kOctets = "application/octet-stream";

const Problem kNoAccount{"about:blank", 404, "There is no such account.", ""};
const Problem kTooLarge{"limit", 413, "The file is too large.", "maxSizeUpload"};

/// One of the uploads that a caller may have under way.
class UploadTurn final : public http::Handler::Turn
{
public:
    UploadTurn(RunningRequests& running, kc_id principal) : _running{running}, _principal{principal}
    {
    }

    ~UploadTurn() override { _running.end(_principal); }

private:
    RunningRequests& _running;
    kc_id _principal;
};

/// The next segment of a path; what is taken is gone from it.
sv takeSegment(sv& path)
{
    path.remove_prefix(path.starts_with('/') ? 1 : 0);
    const sv segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    return segment;
}

sv accountOfUpload(const kc_http_request& request)
{
    sv path = view(request.path);
    (void)takeSegment(path); // "upload"
    const sv account = takeSegment(path);
    return path.empty() || path == "/" ? account : sv{};
}

} // namespace

std::optional<Problem> BlobResources::beginUpload(Context& context, const Caller& caller,
                                                  const Limits& limits,
                                                  const kc_http_request& request,
                                                  std::unique_ptr<http::Handler::Turn>& turn)
{
    if (_uploads == nullptr || !findAccount(context, _directory, caller, accountOfUpload(request)))
        return kNoAccount;
    if (request.length != UINT64_MAX && request.length > limits.maxSizeUpload)
        return kTooLarge;
    if (!_running.begin(caller.principal, limits.maxConcurrentUpload))
        return Problem{"limit", 429, "Too many uploads at once.", "maxConcurrentUpload"};
    turn = std::make_unique<UploadTurn>(_running, caller.principal);
    return std::nullopt;
}

std::variant<Json, Problem> BlobResources::upload(Context& context, const Caller& caller,
                                                  const Limits& limits,
                                                  const kc_http_request& request)
{
    const std::string accountId{accountOfUpload(request)};
    const auto account = findAccount(context, _directory, caller, accountId);
    if (_uploads == nullptr || !account)
        return kNoAccount;
    if (request.length > limits.maxSizeUpload)
        return kTooLarge;
    const auto blob = _uploads->add(
        context, {*account, caller.principal}, limits.uploadQuota,
        [&](const std::function<void(sv)>& piece)
        {
            if (request.content == nullptr)
                return;
            std::string buffer(kPiece, '\0');
            std::size_t got = 0;
            const kc_reader& content = *request.content;
            while (outcome(context, content.ops->read(content.self, context.get(), buffer.data(),
                                                      buffer.size(), &got))
                       .ok() &&
                   got > 0)
                piece(sv{buffer}.substr(0, got));
        });
    if (!blob)
        return kTooLarge;
    const sv type = view(request.content_type);
    return Json{{"accountId", accountId},
                {"blobId", blob->id},
                {"type", type.empty() ? kOctets : type},
                {"size", blob->octets}};
}

std::optional<Problem> BlobResources::download(Context& context, const Caller& caller,
                                               const kc_http_request& request,
                                               const http::Reply& reply)
{
    sv path = view(request.path);
    (void)takeSegment(path); // "download"
    const sv accountId = takeSegment(path);
    const sv blobId = takeSegment(path);
    const sv name = path.substr(path.starts_with('/') ? 1 : 0); // may have "/" in it
    const auto account = findAccount(context, _directory, caller, accountId);
    std::optional<Blob> blob;
    if (_uploads != nullptr && account)
        blob = _uploads->find(context, {*account, caller.principal}, blobId);
    if (!blob || name.empty())
        return Problem{"about:blank", 404, "There is no such blob.", ""};
    const std::string type = queryVariable(view(request.query), "type").value_or("");
    reply.status(200);
    reply.header("Content-Type", isMediaType(type) ? sv{type} : kOctets);
    reply.header("Content-Disposition", attachmentNamed(name));
    // RFC 8620 §6.2: what an id stands for never changes.
    reply.header("Cache-Control", "private, immutable, max-age=31536000");
    reply.header("ETag", "\"" + blob->id + "\"");
    // Whatever somebody uploaded, it runs no script in this server's name.
    reply.header("Content-Security-Policy", "sandbox; default-src 'none'");
    reply.header("X-Content-Type-Options", "nosniff");
    Reader content = _uploads->open(context, *blob);
    reply.stream(std::exchange(*content.out(), {nullptr, nullptr}));
    return std::nullopt;
}

} // namespace kc::jmap
