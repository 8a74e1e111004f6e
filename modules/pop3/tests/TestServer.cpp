// SPDX-License-Identifier: Apache-2.0
// See TestServer.h.
#include "TestServer.h"

#include <algorithm>
#include <memory>

extern "C" const kc_module* kc_module_entry();

namespace kc::pop3::test
{

namespace
{

class TextSource final : public ReadSource
{
public:
    TextSource(const kc_host* host, std::string text, Inbox& inbox)
        : ReadSource{host}, _text{std::move(text)}, _inbox{inbox}
    {
    }

    std::size_t read(Context&, std::span<char> buffer) override
    {
        _inbox.enter("read");
        const std::size_t n = sv{_text}.substr(_offset).copy(buffer.data(), buffer.size());
        _offset += n;
        return n;
    }

    void seek(Context&, std::uint64_t offset) override { _offset = offset; }

    std::uint64_t length() const override { return _text.size(); }

private:
    std::string _text;
    Inbox& _inbox;
    std::size_t _offset = 0;
};

bool has(kc_uid_set uids, std::uint32_t uid)
{
    return std::any_of(uids.p, uids.p + uids.n,
                       [&](kc_uid_range range) { return range.first <= uid && uid <= range.last; });
}

bool isKnown(sv name)
{
    return name == "ann" || name == "mrose" || name == "shared" || name == "root";
}

kc_id idOf(sv name)
{
    return static_cast<kc_id>(10 + name.size());
}

} // namespace

void Inbox::enter(sv function)
{
    if (failing != function)
        return;
    failing.clear();
    throw Fault{KC_EUNAVAIL, "SELECT FROM /var/lib/secret.db failed"};
}

Status FakeStore::account(Context&, kc_id, kc_id& account)
{
    _inbox.enter("account");
    account = 7;
    return KC_OK;
}

Status FakeStore::mailbox(Context&, kc_id, sv name, Sink<kc_mailbox> mailboxes)
{
    _inbox.enter("mailbox");
    KC_ASSERT(name == "INBOX");
    kc_mailbox row{};
    row.size = sizeof row;
    row.id = 100;
    row.uid_validity = 77;
    row.messages = static_cast<std::uint32_t>(_inbox.messages.size());
    mailboxes(row);
    return KC_OK;
}

Status FakeMail::list(Context&, kc_id, kc_uid_set uids, std::uint32_t fields, std::uint64_t,
                      Sink<kc_message> messages)
{
    _inbox.enter("list");
    for (const Inbox::Message& message : _inbox.messages)
    {
        kc_message row{};
        row.size = sizeof row;
        row.uid = message.uid;
        row.flags = message.flags;
        if ((fields & KC_MESSAGE_FACTS) != 0)
            row.octets = message.octets.size();
        if (has(uids, message.uid))
            messages(row);
    }
    return KC_OK;
}

Status FakeMail::open(Context&, kc_id, std::uint32_t uid, kc_reader& out)
{
    _inbox.enter("open");
    for (const Inbox::Message& message : _inbox.messages)
        if (message.uid == uid)
        {
            out = ReadSource::release(
                std::make_unique<TextSource>(serviceHost, message.octets, _inbox));
            return KC_OK;
        }
    return KC_ENOTFOUND;
}

Status FakeMail::setFlags(Context&, kc_id, kc_uid_set uids, const kc_flag_update& update,
                          Sink<kc_message>, Sink<kc_message>)
{
    _inbox.enter("setFlags");
    KC_ASSERT(update.change == KC_FLAGS_ADD && update.unchanged_since == UINT64_MAX);
    for (Inbox::Message& message : _inbox.messages)
        if (has(uids, message.uid) && !_inbox.keepsMarksOff)
            message.flags |= update.flags;
    return KC_OK;
}

Status FakeMail::expunge(Context&, kc_id, kc_uid_set uids, Sink<kc_vanished>)
{
    _inbox.enter("expunge");
    std::erase_if(_inbox.messages, [&](const Inbox::Message& message)
                  { return has(uids, message.uid) && (message.flags & KC_FLAG_DELETED) != 0; });
    return KC_OK;
}

Status FakeAuth::verify(Context&, const kc_auth_request& request, sv user, sv password)
{
    if (isDown)
        throw Fault{KC_EUNAVAIL, "ldap://10.0.0.1 does not answer"};
    KC_ASSERT(view(request.protocol) == "pop3" && request.has_password == 1);
    return isKnown(user) && password == "secret" ? KC_OK : KC_EDENIED;
}

Status FakeDirectory::find(Context&, kc_id actor, const kc_principal_query& query,
                           Sink<kc_principal> principals)
{
    KC_ASSERT(actor != 0);
    const sv name = view(query.name);
    if (isDown)
        throw Fault{KC_EUNAVAIL, "ldap://10.0.0.1 does not answer"};
    if (!isKnown(name))
        return KC_ENOTFOUND;
    kc_user user{};
    user.size = sizeof user;
    user.kind = name == "shared" ? KC_USER_SHARED : KC_USER_ACTIVE;
    user.login = str(name);
    user.admin_level = name == "root" ? 2 : 0;
    principals(kc::test::principalOf(idOf(name), user));
    return KC_OK;
}

Status FakeDirectory::access(Context&, kc_id actor, kc_id, std::uint32_t& rights)
{
    rights = actor == idOf("root") ? KC_ACCESS_SEES | KC_ACCESS_ADMINISTERS : KC_ACCESS_SEES;
    return KC_OK;
}

TestServer::TestServer(const std::map<std::string, std::string>& options)
{
    _kernel.offer<Store>(_store);
    _kernel.offer<Mail>(_mail);
    _kernel.offer<PasswordAuth>(auth);
    _kernel.offer<Directory>(directory);
    _kernel.load(kc_module_entry(), options);
    if (_net.listeners() > 0)
        _connection.emplace(_kernel, _net.listener());
}

std::string TestServer::connect(sv address)
{
    KC_ASSERT(net().open({std::string{address}}) == KC_OK);
    return net().take();
}

void TestServer::begin()
{
    connect();
    KC_ASSERT(talk("USER ann\r\nPASS secret\r\n").find("+OK Send") == 0);
}

} // namespace kc::pop3::test
