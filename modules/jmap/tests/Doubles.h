// SPDX-License-Identifier: Apache-2.0
// The JMAP module on the test kernel: a front-end that calls its handlers, a directory in memory,
// and a store that counts what it purges.
#pragma once

#include "CountedRemovals.h"
#include "FakeHttp.h"
#include "Json.h"
#include "MemoryAttachments.h"
#include "MemoryDirectory.h"
#include "MemoryStores.h"
#include "WatchedStore.h"

#include <kc/http.hpp>
#include <kc/test/fake_kernel.hpp>
#include <kc/test/memory_sql.hpp>

#include <map>
#include <memory>

extern "C" const kc_module* kc_module_entry();

namespace kc::jmap::test
{

struct Who
{
    kc_id principal = KC_ID_SYSTEM;
    std::string login = "SYSTEM";
    std::uint32_t adminLevel = 2;
};

class Server
{
public:
    enum class Storage
    {
        None,
        Loaded
    };

    explicit Server(std::map<std::string, std::string> options = {},
                    Storage storage = Storage::Loaded)
    {
        if (storage == Storage::Loaded)
        {
            _kernel.offer<Removals>(removals);
            _kernel.offer<Store>(store);
            _kernel.offer<Stores>(stores);
            sql.offerTo(_kernel);
            _kernel.offer<AttachStore>(attachments);
        }
        directory.serviceHost = _kernel.host();
        _kernel.offer(KC_HTTP, &FakeHttp::table(), &_http);
        _kernel.offer(KC_DIRECTORY, &Directory::table(), static_cast<Directory*>(&directory));
        _kernel.load(kc_module_entry(), std::move(options));
    }

    HttpReply ask(const std::string& route, const std::string& path, const std::string& method,
                  const std::string& body = "", const std::string& type = "application/json")
    {
        return ask(route, path, method, HttpDetails{body, type, "", ""});
    }

    /// As the front-end does it: begin() if there is a body, handle(), end().
    HttpReply ask(const std::string& route, const std::string& path, const std::string& method,
                  const HttpDetails& details)
    {
        const auto& [handler, self] = _http.handlers.at(route);
        const kc_http_field field{sizeof field, str("last-event-id"), str(details.lastEventId)};
        kc_http_request request{};
        request.size = sizeof request;
        request.method = str(method);
        request.prefix = str(prefix);
        request.path = str(path);
        request.query = str(details.query);
        request.content_type = str(details.type);
        request.base_url = str("http://localhost");
        request.principal = who.principal;
        request.login = str(who.login);
        request.admin_level = who.adminLevel;
        request.fields = &field;
        request.n_fields = details.lastEventId.empty() ? 0 : 1;
        request.field_stride = sizeof field;
        request.length = details.body.size();
        HttpReply reply;
        auto* const raw = reinterpret_cast<kc_http_reply*>(&reply);
        void* turn = nullptr;
        kc_status status = KC_OK;
        if (!details.body.empty())
            status = handler->begin(self, _kernel.context().get(), &request,
                                    &FakeHttp::operations(), raw, &turn);
        if (status == KC_DECLINED)
            return reply;
        if (onBegun)
            std::exchange(onBegun, nullptr)();
        const Reader content{
            ReadSource::release(std::make_unique<TextSource>(_kernel.host(), details.body))};
        request.body = str(details.body);
        request.content = details.body.empty() ? nullptr : &content.raw();
        if (status >= 0)
            status = handler->handle(self, _kernel.context().get(), &request,
                                     &FakeHttp::operations(), raw);
        if (!details.body.empty())
            handler->end(self, turn);
        if (status < 0)
            reply.status = 1000; // the front-end's business
        return reply;
    }

    HttpReply post(const std::string& body, const std::string& type = "application/json")
    {
        return ask("/jmap", "/api", "POST", body, type);
    }

    /// The methodResponses.
    Json call(const Json& calls)
    {
        const Json request{{"using", used}, {"methodCalls", calls}};
        const HttpReply reply = post(request.dump());
        KC_ASSERT(reply.status == 200);
        return reply.json()["methodResponses"];
    }

    /// One call: its arguments, or {"error": …}.
    Json one(const std::string& method, Json arguments)
    {
        if (!arguments.contains("accountId"))
            arguments["accountId"] = "d0";
        const Json responses = call(Json::array({Json::array({method, arguments, "c"})}));
        return responses[0][0] == "error" ? Json{{"error", responses[0][1]}} : responses[0][1];
    }

    kc::Context context() { return _kernel.context(); }

    kc::test::FakeKernel& kernel() { return _kernel; }

    MemoryDirectory directory;
    CountedRemovals removals;
    WatchedStore store;
    MemoryStores stores{directory};
    kc::test::MemorySql sql;
    MemoryAttachments attachments;
    Who who;
    std::string prefix;
    Json used{"urn:ietf:params:jmap:core", "urn:kopano:params:jmap:admin"};
    std::function<void()> onBegun; // after the next begin(), once

private:
    FakeHttp _http;
    kc::test::FakeKernel _kernel;
};

} // namespace kc::jmap::test
