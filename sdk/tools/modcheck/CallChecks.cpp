// SPDX-License-Identifier: Apache-2.0
// Calls to the interfaces that are known here: late deadlines, rows that are refused, and texts
// that nobody would send. Right answers are the contract suites' business; here nothing may hang,
// crash or push on.
#include "Checks.h"

#include <kc/abi/draft/attach.h>
#include <kc/abi/draft/auth.h>
#include <kc/abi/draft/hook.h>
#include <kc/user.hpp>

#include <array>
#include <chrono>
#include <functional>

namespace kc::modcheck
{
namespace
{

/// Texts that have broken programs before.
std::vector<std::string> oddTexts()
{
    return {"",
            "x",
            std::string(1, '\0'),
            "\xff\xfe\xc3",
            "../../../../etc/passwd",
            "'; DROP TABLE users; --",
            "*)(uid=*",
            "%s%n%p",
            "a\r\nb\r\n",
            std::string(300, 'a'),
            std::string(1 << 20, 'A')};
}

/// A table's function, if the module offers it.
#define KC_CHECK_TABLE(Type, iface)                                                                \
    const auto* const table = static_cast<const Type*>(service(running, iface));                   \
    void* const self = table == nullptr ? nullptr : running.service(iface)->self;

const void* service(const Running& running, sv iface)
{
    const std::optional<kc_service> found = running.service(iface);
    return found ? found->table : nullptr;
}

struct Rows
{
    std::size_t taken = 0, late = 0;
    std::size_t limit;
    kc_status answer; // at the limit

    static kc_status push(void* arg, const void*)
    {
        Rows& rows = *static_cast<Rows*>(arg);
        if (rows.taken > rows.limit)
            ++rows.late;
        return ++rows.taken > rows.limit ? rows.answer : kc_status{KC_OK};
    }
};

/// One function that pushes rows: its name, and how it is called.
struct Lister
{
    std::string name;
    std::function<kc_status(kc_ctx*, kc_sink)> call;
};

std::vector<Lister> listers(const Running& running)
{
    std::vector<Lister> found;
    {
        KC_CHECK_TABLE(kc_userbackend, KC_USERBACKEND)
        if (KC_HAS(table, list))
            found.push_back(
                {"list() of " KC_USERBACKEND, [=](kc_ctx* ctx, kc_sink sink)
                 {
                     kc_str next{nullptr, 0};
                     const kc_user_query all = everybody();
                     return table->list(self, ctx, &all, {nullptr, 0}, 100, sink, &next);
                 }});
        if (KC_HAS(table, find))
            found.push_back({"find() of " KC_USERBACKEND, [=](kc_ctx* ctx, kc_sink sink)
                             {
                                 const kc_user_query query =
                                     byName("x", KC_MATCH_LOGIN | KC_MATCH_ADDRESS);
                                 return table->find(self, ctx, &query, sink);
                             }});
    }
    {
        KC_CHECK_TABLE(kc_blobstore, KC_BLOBSTORE)
        if (KC_HAS(table, list))
            found.push_back({"list() of " KC_BLOBSTORE, [=](kc_ctx* ctx, kc_sink sink)
                             { return table->list(self, ctx, sink); }});
    }
    return found;
}

/// One call with a text: its name, and how it is made.
struct Caller
{
    std::string name;
    std::function<kc_status(kc_ctx*, kc_str)> call;
};

kc_status anyRow(void*, const void*)
{
    return KC_OK;
}

void addUserCallers(const Running& running, std::vector<Caller>& found)
{
    KC_CHECK_TABLE(kc_userbackend, KC_USERBACKEND)
    if (KC_HAS(table, find))
        found.push_back({"find() of " KC_USERBACKEND, [=](kc_ctx* ctx, kc_str text)
                         {
                             const kc_user_query query = byName(view(text), 7);
                             return table->find(self, ctx, &query, {anyRow, nullptr});
                         }});
    if (KC_HAS(table, related))
        found.push_back({"related() of " KC_USERBACKEND, [=](kc_ctx* ctx, kc_str text)
                         {
                             kc_str next{nullptr, 0};
                             const kc_relation_query query{
                                 sizeof query, KC_REL_MEMBER, KC_REL_HELD, 10, text, {nullptr, 0}};
                             return table->related(self, ctx, &query, {anyRow, nullptr}, &next);
                         }});
    if (KC_HAS(table, list))
        found.push_back(
            {"list() of " KC_USERBACKEND, [=](kc_ctx* ctx, kc_str text)
             {
                 kc_str next{nullptr, 0};
                 const kc_user_query all = everybody();
                 return table->list(self, ctx, &all, text, 10, {anyRow, nullptr}, &next);
             }});
}

void addPasswordCallers(const Running& running, std::vector<Caller>& found)
{
    {
        KC_CHECK_TABLE(kc_userverifier, KC_USERVERIFIER)
        if (KC_HAS(table, verify))
            found.push_back({"verify() of " KC_USERVERIFIER, [=](kc_ctx* ctx, kc_str text)
                             { return table->verify(self, ctx, text, text); }});
    }
    KC_CHECK_TABLE(kc_auth, KC_AUTH)
    if (KC_HAS(table, verify))
        found.push_back({"verify() of " KC_AUTH, [=](kc_ctx* ctx, kc_str text)
                         {
                             const kc_auth_request request{sizeof request, text, text, -1, 1};
                             return table->verify(self, ctx, &request, text, text);
                         }});
}

void addBlobCallers(const Running& running, std::vector<Caller>& found)
{
    KC_CHECK_TABLE(kc_blobstore, KC_BLOBSTORE)
    if (KC_HAS(table, open))
        found.push_back({"open() of " KC_BLOBSTORE, [=](kc_ctx* ctx, kc_str text)
                         {
                             kc_reader reader{nullptr, nullptr};
                             const kc_status status = table->open(self, ctx, text, &reader);
                             if (status >= 0 && reader.ops != nullptr)
                                 reader.ops->close(reader.self);
                             return status;
                         }});
    if (KC_HAS(table, begin) && KC_HAS(table, abort))
        found.push_back({"write() of " KC_BLOBSTORE, [=](kc_ctx* ctx, kc_str text)
                         {
                             kc_blob_upload* upload = nullptr;
                             kc_status status = table->begin(self, ctx, &upload);
                             if (status < 0)
                                 return status;
                             status = table->write(self, ctx, upload, text);
                             table->abort(self, upload);
                             return status;
                         }});
}

kc_status headerEdit(kc_hook_edit*, kc_str, kc_str)
{
    return KC_OK;
}

kc_status textEdit(kc_hook_edit*, kc_str)
{
    return KC_OK;
}

/// The octets of a message that a hook reads.
struct TextReader
{
    kc_str text;
    std::uint64_t at = 0;

    static const kc_reader_ops& ops()
    {
        static constexpr kc_reader_ops kOps{
            sizeof(kc_reader_ops),
            [](void* self, kc_ctx*, char* buf, std::size_t cap, std::size_t* got) -> kc_status
            {
                TextReader& reader = *static_cast<TextReader*>(self);
                const sv rest =
                    view(reader.text).substr(std::min<std::size_t>(reader.at, reader.text.n));
                *got = rest.copy(buf, cap);
                reader.at += *got;
                return KC_OK;
            },
            [](void* self, kc_ctx*, std::uint64_t offset) -> kc_status
            {
                static_cast<TextReader*>(self)->at = offset;
                return KC_OK;
            },
            [](void* self) -> std::uint64_t { return static_cast<TextReader*>(self)->text.n; },
            [](void*) {}};
        return kOps;
    }
};

void addHookCallers(const Running& running, std::vector<Caller>& found)
{
    KC_CHECK_TABLE(kc_hook_delivery, KC_HOOK_DELIVERY)
    if (!KC_HAS(table, run))
        return;
    for (const kc_hook_stage stage : {KC_HOOK_MESSAGE, KC_HOOK_RECIPIENT})
        found.push_back(
            {"run() of " KC_HOOK_DELIVERY, [=](kc_ctx* ctx, kc_str text)
             {
                 static constexpr kc_hook_edit_ops kOps{sizeof(kc_hook_edit_ops), headerEdit,
                                                        textEdit, textEdit};
                 TextReader octets{text};
                 kc_reader reader{&TextReader::ops(), &octets};
                 const kc_hook_message message{
                     sizeof message, text,    &text,  1,   stage == KC_HOOK_RECIPIENT ? 3 : 0,
                     text,           &reader, text.n, text};
                 kc_hook_verdict verdict = KC_HOOK_CONTINUE;
                 return table->run(self, ctx, stage, &message, &kOps, nullptr, &verdict);
             }});
}

std::vector<Caller> callers(const Running& running)
{
    std::vector<Caller> found;
    addUserCallers(running, found);
    addPasswordCallers(running, found);
    addBlobCallers(running, found);
    addHookCallers(running, found);
    if (running.subject.descriptor().health != nullptr)
        found.push_back({"health()", [&](kc_ctx* ctx, kc_str) {
                             return running.subject.descriptor().health(running.subject.self(),
                                                                        ctx);
                         }});
    return found;
}

#undef KC_CHECK_TABLE

/// Three users and three blobs of ours, where the module can be written to: rows to refuse.
class Samples
{
public:
    explicit Samples(const Running& running)
        : _users{running.service(KC_USERWRITER)}, _blobs{running.service(KC_BLOBSTORE)}
    {
        for (const std::string name : {"kc-modcheck-1", "kc-modcheck-2", "kc-modcheck-3"})
        {
            addUser(name);
            addBlob(name);
        }
    }

    Samples(const Samples&) = delete;
    Samples& operator=(const Samples&) = delete;

    ~Samples()
    {
        kc_ctx context{"modcheck"};
        for (const std::string& id : _ids)
            (void)static_cast<const kc_userwriter*>(_users->table)
                ->remove(_users->self, &context, str(id));
        for (const std::string& name : _names)
            (void)static_cast<const kc_blobstore*>(_blobs->table)
                ->remove(_blobs->self, &context, str(name));
    }

private:
    void addUser(const std::string& name)
    {
        if (!_users)
            return;
        kc_user user{};
        user.size = sizeof user;
        user.kind = KC_USER_ACTIVE;
        user.login = user.fullname = str(name);
        kc_ctx context{"modcheck"};
        kc_str id{nullptr, 0};
        if (static_cast<const kc_userwriter*>(_users->table)
                ->create(_users->self, &context, &user, str(name), &id) >= 0)
            _ids.emplace_back(view(id));
    }

    void addBlob(const std::string& name)
    {
        if (!_blobs)
            return;
        const kc_blobstore& table = *static_cast<const kc_blobstore*>(_blobs->table);
        kc_ctx context{"modcheck"};
        kc_blob_upload* upload = nullptr;
        if (table.begin(_blobs->self, &context, &upload) < 0)
            return;
        (void)table.write(_blobs->self, &context, upload, str(name));
        if (table.commit(_blobs->self, &context, upload, str(name)) >= 0)
            _names.push_back(name);
    }

    const std::optional<kc_service> _users, _blobs;
    std::vector<std::string> _ids, _names;
};

void refuseRow(const Lister& lister, std::size_t limit, kc_status answer)
{
    step(lister.name + " with a sink that refuses row " + std::to_string(limit + 1));
    Rows rows{0, 0, limit, answer};
    kc_ctx context{"modcheck"};
    const kc_status status = lister.call(&context, {Rows::push, &rows});
    const bool refused = rows.taken > limit;
    if (rows.late > 0)
        throw Broken{lister.name + " pushes on after the sink has answered " +
                     (answer == KC_STOP ? "KC_STOP" : "a failure") + "; return at once"};
    if (refused && answer == KC_STOP && status < 0)
        throw Broken{lister.name + " fails after the sink has said KC_STOP; that is no failure"};
    if (refused && answer < 0 && status >= 0)
        throw Broken{lister.name +
                     " succeeds although the sink has failed; return the sink's status"};
}

} // namespace

Verdict checkDeadline(const Plan& plan)
{
    constexpr auto kLimit = std::chrono::seconds{2};
    Running running{plan};
    std::vector<Caller> calls = callers(running);
    for (const Lister& lister : listers(running))
        calls.push_back({lister.name, [call = lister.call](kc_ctx* ctx, kc_str) {
                             return call(ctx, {anyRow, nullptr});
                         }});
    if (calls.empty())
        return {Outcome::Ok, "it offers no interface that is known here"};
    for (const Caller& each : calls)
    {
        step(each.name + " after its deadline");
        const std::atomic<bool> cancelled{true};
        kc_ctx context{"modcheck", 1, &cancelled};
        const auto begin = std::chrono::steady_clock::now();
        (void)each.call(&context, str("x"));
        if (std::chrono::steady_clock::now() - begin > kLimit)
            throw Broken{each.name + " goes on for more than 2 s after its deadline; give up with "
                                     "KC_ETIMEOUT when the deadline has passed"};
    }
    return {};
}

Verdict checkSinks(const Plan& plan)
{
    Running running{plan};
    const std::vector<Lister> found = listers(running);
    if (found.empty())
        return {Outcome::Ok, "it offers no known interface with rows"};
    const Samples samples{running};
    std::size_t rows = 0;
    for (const Lister& lister : found)
    {
        step(lister.name);
        Rows all{0, 0, SIZE_MAX, KC_OK};
        kc_ctx context{"modcheck"};
        (void)lister.call(&context, {Rows::push, &all});
        rows += all.taken;
        for (std::size_t limit = 0; limit < std::min<std::size_t>(all.taken, 20); ++limit)
        {
            refuseRow(lister, limit, KC_STOP);
            refuseRow(lister, limit, KC_EBUSY);
        }
    }
    if (rows == 0)
        throw Skipped{"it has no rows; give it some data with --option"};
    return {};
}

Verdict checkStrings(const Plan& plan)
{
    Running running{plan};
    const std::vector<Caller> calls = callers(running);
    if (calls.empty())
        return {Outcome::Ok, "it offers no interface that is known here"};
    for (const Caller& each : calls)
        for (const std::string& text : oddTexts())
        {
            step(each.name + " with an odd text of " + std::to_string(text.size()) + " octets");
            kc_ctx context{"modcheck"};
            const kc_status status = each.call(&context, {text.data(), text.size()});
            if (status == KC_EBUG)
                throw Broken{each.name + " calls an odd text of " + std::to_string(text.size()) +
                             " octets a bug (" + context.errorText(status) +
                             "); input is never a bug: answer KC_EINVAL or KC_ENOTFOUND"};
        }
    return {};
}

} // namespace kc::modcheck
