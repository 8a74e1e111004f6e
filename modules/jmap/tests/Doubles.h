// SPDX-License-Identifier: Apache-2.0
// The JMAP module on the test kernel: a front-end that calls its handlers, a directory in memory,
// and a store that counts what it purges.
#pragma once

#include "CountedRemovals.h"
#include "FakeHttp.h"
#include "Json.h"
#include "MemoryAttachments.h"
#include "WatchedStore.h"

#include <kc/http.hpp>
#include <kc/test/fake_kernel.hpp>
#include <kc/test/find_only_directory.hpp>
#include <kc/test/memory_sql.hpp>

#include <algorithm>
#include <map>
#include <memory>

extern "C" const kc_module* kc_module_entry();

namespace kc::jmap::test
{

/// SYSTEM, Everyone and whoever is created. Fails on the n-th change if told so.
class MemoryDirectory final : public kc::test::FindOnlyDirectory
{
public:
    struct Entry
    {
        std::string login, fullname, email, aliases, password;
        kc_user_kind kind = KC_USER_ACTIVE;
        std::uint32_t adminLevel = 0;
        std::uint32_t hidden = 0;
        std::uint32_t version = 1;
    };

    MemoryDirectory()
    {
        entries[KC_ID_EVERYONE].login = "Everyone";
        entries[KC_ID_EVERYONE].kind = KC_USER_GROUP;
        entries[KC_ID_SYSTEM].login = "SYSTEM";
        entries[KC_ID_SYSTEM].adminLevel = 2;
    }

    kc_id add(Entry entry)
    {
        entries[next] = std::move(entry);
        return next++;
    }

    Status find(Context&, kc_id actor, const kc_principal_query& query,
                Sink<kc_principal> principals) override
    {
        mayFail();
        KC_ASSERT(actor != 0);
        const sv name = view(query.name);
        const std::uint32_t match = query.match;
        for (const auto& [id, entry] : entries)
            if (((match & KC_MATCH_LOGIN) != 0 && entry.login == name) ||
                ((match & KC_MATCH_ADDRESS) != 0 && entry.email == name))
            {
                push(id, entry, principals);
                return KC_OK;
            }
        return KC_ENOTFOUND;
    }

    Status get(Context&, kc_id, kc_ids ids, Sink<kc_principal> principals) override
    {
        mayFail();
        for (std::size_t i = 0; i < ids.n; ++i)
            if (const auto found = entries.find(ids.p[i]); found != entries.end())
                push(found->first, found->second, principals);
        return KC_OK;
    }

    Status list(Context&, kc_id, const kc_principal_query&, Sink<kc_principal> principals) override
    {
        mayFail();
        ++lists;
        if (onList)
            std::exchange(onList, nullptr)();
        for (const auto& [id, entry] : entries)
            push(id, entry, principals);
        return KC_OK;
    }

    Status create(Context&, kc_id, const kc_user& user, sv password, kc_id& id) override
    {
        onChange();
        if (isReadOnly)
            return KC_ENOTSUP;
        for (const auto& [other, entry] : entries)
            if (entry.login == view(user.login) ||
                (!entry.email.empty() && entry.email == view(user.email)))
                return KC_EEXISTS;
        id = add({std::string{view(user.login)}, std::string{view(user.fullname)},
                  std::string{view(user.email)}, std::string{view(user.aliases)},
                  std::string{password}, user.kind, user.admin_level, user.hidden});
        return KC_OK;
    }

    Status update(Context&, kc_id, kc_id id, const kc_principal_change& change) override
    {
        onChange();
        const kc_user& user = *change.user;
        const std::uint32_t fields = change.fields;
        Entry& entry = entries.at(id);
        ++entry.version;
        if ((fields & KC_USER_FULLNAME) != 0)
            entry.fullname = view(user.fullname);
        if ((fields & KC_USER_LOGIN) != 0)
            entry.login = view(user.login);
        if ((fields & KC_USER_EMAIL) != 0)
            entry.email = view(user.email);
        if ((fields & KC_USER_ADMIN_LEVEL) != 0)
            entry.adminLevel = user.admin_level;
        if ((fields & KC_USER_PASSWORD) != 0)
            entry.password = view(change.password);
        return KC_OK;
    }

    Status remove(Context&, kc_id, kc_id id) override
    {
        onChange();
        return entries.erase(id) == 1 ? KC_OK : KC_ENOTFOUND;
    }

    std::map<kc_id, Entry> entries;
    kc_id next = 10;
    bool isReadOnly = false;
    bool isDown = false;
    int failingChange = 0; // the n-th from now on
    int lists = 0;
    std::function<void()> onList; // in the next list(), once

private:
    void mayFail() const
    {
        if (isDown)
            throw Fault{KC_EUNAVAIL, "ldap://secret.host is down"};
    }

    void onChange()
    {
        mayFail();
        if (failingChange > 0 && --failingChange == 0)
            throw Fault{KC_EUNAVAIL, "database is gone"};
    }

    static void push(kc_id id, const Entry& entry, const Sink<kc_principal>& principals)
    {
        const std::string etag = std::to_string(entry.version);
        kc_user user{};
        user.size = sizeof user;
        user.kind = entry.kind;
        user.etag = str(etag);
        user.login = str(entry.login);
        user.fullname = str(entry.fullname);
        user.email = str(entry.email);
        user.aliases = str(entry.aliases);
        user.admin_level = entry.adminLevel;
        user.hidden = entry.hidden;
        principals(kc::test::principalOf(id, user));
    }
};

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
        const Json request{{"using", {"urn:ietf:params:jmap:core", "urn:kopano:params:jmap:admin"}},
                           {"methodCalls", calls}};
        const HttpReply reply = post(request.dump());
        KC_ASSERT(reply.status == 200);
        return reply.json()["methodResponses"];
    }

    /// One call: its arguments, or {"error": …}.
    Json one(const std::string& method, Json arguments)
    {
        arguments["accountId"] = "d0";
        const Json responses = call(Json::array({Json::array({method, arguments, "c"})}));
        return responses[0][0] == "error" ? Json{{"error", responses[0][1]}} : responses[0][1];
    }

    kc::Context context() { return _kernel.context(); }

    kc::test::FakeKernel& kernel() { return _kernel; }

    MemoryDirectory directory;
    CountedRemovals removals;
    WatchedStore store;
    kc::test::MemorySql sql;
    MemoryAttachments attachments;
    Who who;
    std::string prefix;
    std::function<void()> onBegun; // after the next begin(), once

private:
    FakeHttp _http;
    kc::test::FakeKernel _kernel;
};

} // namespace kc::jmap::test
