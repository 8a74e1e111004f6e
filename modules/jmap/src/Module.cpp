// SPDX-License-Identifier: Apache-2.0
// JMAP (RFC 8620) on the HTTP front-end: core, blobs (RFC 9404), push, the principals of RFC 9670
// and KC's administration. It keeps uploads; everything else is somebody else's.
#include "Options.h"
#include "Resources.h"

#include <kc/tasks.hpp>

#include <array>
#include <unistd.h>

namespace kc::jmap
{

class JmapModule final : public Module
{
public:
    explicit JmapModule(const Init& init)
        : Module{init}, _resources{*this, _serving}, _wellKnown{*this, _serving}
    {
        readLimits();
    }

    void check(Context&, const Config& next) override
    {
        if (next.num("jmap_upload_quota") < next.num("jmap_max_size_upload"))
            throw error(KC_EINVAL,
                        next.where("jmap_upload_quota") + " is less than jmap_max_size_upload");
    }

    void start(Context& context) override
    {
        _serving.directory = std::make_unique<DirectoryProxy>(require(KC_DIRECTORY));
        if (const auto store = find(KC_STORE))
            _serving.store = std::make_unique<StoreProxy>(*store);
        if (const auto stores = find(KC_STORES))
            _serving.stores = std::make_unique<StoresProxy>(*stores);
        if (const auto removals = find(KC_REMOVALS))
            _serving.removals = std::make_unique<RemovalsProxy>(*removals);
        openUploads(context);
        _serving.isHosted = config().flag("enable_hosted_kopano");
        _serving.loginFormat = config().str("loginname_format");
        _serving.api = std::make_unique<ApiResource>(
            Services{*_serving.directory, _serving.store.get(), _serving.stores.get(),
                     _serving.removals.get(), _serving.uploads.get(), nodeName()},
            log());
        _serving.blobs =
            std::make_unique<BlobResources>(*_serving.directory, _serving.uploads.get());
        const kc_service http = require(KC_HTTP);
        _resources.route(context, http, "/jmap", true);
        _wellKnown.route(context, http, "/.well-known/jmap", true);
    }

    void reload(Context&) override { readLimits(); }

    void drain(Context&) override { _expiring.cancel(); }

private:
    void openUploads(Context& context)
    {
        const auto sql = find(KC_SQL);
        const auto attachments = find(KC_ATTACHSTORE);
        if (!sql || !attachments)
            return;
        _serving.uploads = std::make_unique<Uploads>(context, Sql{*sql}, *attachments);
        _expiring = Tasks{*this}.every(_expire, std::chrono::minutes{10});
    }

    std::string nodeName() const
    {
        const std::string name{config().str("server_name")};
        std::array<char, 256> host{};
        if (!name.empty() || gethostname(host.data(), host.size() - 1) != 0)
            return name;
        return host.data();
    }

    void readLimits()
    {
        const Config options = config();
        const auto number = [&](const char* name)
        { return static_cast<std::uint64_t>(options.num(name)); };
        _serving.limits = std::make_shared<const Limits>(
            Limits{number("jmap_max_size_request"), number("jmap_max_concurrent_requests"),
                   number("jmap_max_calls_in_request"), number("jmap_max_objects_in_get"),
                   number("jmap_max_objects_in_set"), number("jmap_max_size_upload"),
                   number("jmap_max_concurrent_upload"), number("jmap_upload_quota")});
        _lifetime = options.num("jmap_upload_lifetime");
    }

    Serving _serving;
    std::atomic<std::int64_t> _lifetime{}; // nanoseconds
    Job _expire{*this, "jmap-uploads",
                [this](Context& context)
                {
                    _serving.uploads->expire(context,
                                             std::chrono::duration_cast<std::chrono::seconds>(
                                                 std::chrono::nanoseconds{_lifetime}));
                }};
    Task _expiring;
    Resources _resources;
    WellKnown _wellKnown;
};

} // namespace kc::jmap

using kc::jmap::JmapModule;

KC_MODULE(JmapModule, kc::jmap::kOptions, .id = "jmap", .version = "0.1.0",
          .summary = "JMAP core, blobs, push, quotas, principals and administration",
          .programs = "server", .select = "default",
          .needs = KC_HTTP " " KC_DIRECTORY " ?" KC_STORE " ?" KC_STORES " ?" KC_REMOVALS
                           " ?" KC_SQL " ?" KC_ATTACHSTORE)
