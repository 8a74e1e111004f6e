// SPDX-License-Identifier: Apache-2.0
// A virtual call through a C table and back: arguments, rows, streams, faults.
#include <cppunit/extensions/HelperMacros.h>
#include <kc/store.hpp>
#include <kc/test/fake_kernel.hpp>
#include <kc/user.hpp>

#include <algorithm>

namespace
{

/// Two users; a name of "fault" fails, "many" gives both.
class TwoUsers : public kc::UserBackend
{
public:
    kc::Status find(kc::Context&, const kc_user_query& query, kc::Sink<kc_user> users) override
    {
        const kc::sv name = kc::view(query.name);
        const std::uint32_t match = query.match;
        if (name == "fault")
            throw kc::error(KC_EUNAVAIL, "directory is down");
        if ((match & KC_MATCH_LOGIN) == 0)
            return KC_ENOTFOUND;
        for (const kc::sv login : {"ann", "bob"})
        {
            kc_user user{};
            user.size = sizeof user;
            user.login = kc::str(login);
            if ((name == login || name == "many") && !users(user))
                return KC_OK;
        }
        return KC_OK;
    }

    kc::Status list(kc::Context& context, const kc_user_query&, kc::sv cursor, std::uint32_t,
                    kc::Sink<kc_user>, kc_str& next) override
    {
        next = context.keep(std::string{cursor} + "+");
        return KC_OK;
    }

    kc::Status related(kc::Context&, const kc_relation_query&, kc::Sink<kc_user>, kc_str&) override
    {
        return KC_ENOTFOUND;
    }
};

/// The alphabet, as a stream.
class Alphabet : public kc::ReadSource
{
public:
    using ReadSource::ReadSource;

    std::size_t read(kc::Context&, std::span<char> buffer) override
    {
        const std::size_t n = std::min<std::size_t>({buffer.size(), 5, 26 - _at});
        for (std::size_t i = 0; i < n; ++i)
            buffer[i] = static_cast<char>('a' + _at++);
        return n;
    }

    void seek(kc::Context&, std::uint64_t offset) override
    {
        if (offset == 99)
            throw kc::error(KC_ECORRUPT, "damaged");
        _at = std::min<std::size_t>(offset, 26);
    }

    std::uint64_t length() const override { return 26; }

private:
    std::size_t _at = 0;
};

} // namespace

class CrossTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(CrossTest);
    CPPUNIT_TEST(carriesArgumentsAndRows);
    CPPUNIT_TEST(sinkThatStopsEndsTheWalk);
    CPPUNIT_TEST(throwInASinkComesBackAsAFault);
    CPPUNIT_TEST(outcomeAndFaultStayApart);
    CPPUNIT_TEST(handsOutArenaMemory);
    CPPUNIT_TEST(readsAndSeeksAStream);
    CPPUNIT_TEST(absentFunctionsAreTestable);
    CPPUNIT_TEST_SUITE_END();

public:
    void setUp() override { _users.serviceHost = _kernel.host(); }

    void carriesArgumentsAndRows()
    {
        CPPUNIT_ASSERT_EQUAL(std::string{"bob "}, found("bob", KC_MATCH_LOGIN));
        CPPUNIT_ASSERT_EQUAL(std::string{"ann bob "}, found("many", KC_MATCH_LOGIN));
    }

    void sinkThatStopsEndsTheWalk()
    {
        int rows = 0;
        const kc::Status status = _proxy.find(_context, kc::byName("many", KC_MATCH_LOGIN),
                                              [&](const kc_user&)
                                              {
                                                  ++rows;
                                                  return false;
                                              });
        CPPUNIT_ASSERT(status.ok());
        CPPUNIT_ASSERT_EQUAL(1, rows);
    }

    void throwInASinkComesBackAsAFault()
    {
        CPPUNIT_ASSERT_THROW((void)_proxy.find(_context, kc::byName("ann", KC_MATCH_LOGIN),
                                               [](const kc_user&)
                                               { throw std::runtime_error{"mine"}; }),
                             kc::Fault);
    }

    void outcomeAndFaultStayApart()
    {
        const auto nothing = [](const kc_user&) {};
        CPPUNIT_ASSERT_EQUAL(
            KC_ENOTFOUND,
            _proxy.find(_context, kc::byName("ann", KC_MATCH_ADDRESS), nothing).code());
        CPPUNIT_ASSERT_THROW(
            (void)_proxy.find(_context, kc::byName("fault", KC_MATCH_LOGIN), nothing), kc::Fault);
    }

    void handsOutArenaMemory()
    {
        kc_str next{nullptr, 0};
        const kc::Status status = _proxy.list(
            _context, kc::everybody(), "page", 10, [](const kc_user&) {}, next);
        CPPUNIT_ASSERT(status.ok() && kc::view(next) == "page+");
    }

    void readsAndSeeksAStream()
    {
        kc::Reader reader{kc::ReadSource::release(std::make_unique<Alphabet>(_kernel.host()))};
        char buffer[30];
        CPPUNIT_ASSERT_EQUAL(std::size_t{26}, reader.read(_context, buffer));
        CPPUNIT_ASSERT_EQUAL(std::string{"abcdefghijklmnopqrstuvwxyz"}, std::string(buffer, 26));
        reader.seek(_context, 24);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, reader.read(_context, buffer));
        CPPUNIT_ASSERT_THROW(reader.seek(_context, 99), kc::Fault);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{26}, reader.length());
    }

    void absentFunctionsAreTestable()
    {
        kc_store table = kc::Store::table();
        CPPUNIT_ASSERT(KC_HAS(&table, watch));
        table.watch = nullptr;
        CPPUNIT_ASSERT(!KC_HAS(&table, watch));
        table.size = offsetof(kc_store, mailboxes);
        CPPUNIT_ASSERT(KC_HAS(&table, account) && !KC_HAS(&table, mailboxes));
    }

private:
    std::string found(kc::sv name, std::uint32_t match)
    {
        std::string logins;
        const kc::Status status = _proxy.find(_context, kc::byName(name, match),
                                              [&](const kc_user& user)
                                              { logins.append(kc::view(user.login)).append(" "); });
        CPPUNIT_ASSERT(status.ok());
        return logins;
    }

    kc::test::FakeKernel _kernel;
    kc::Context _context = _kernel.context();
    TwoUsers _users;
    kc::UserBackendProxy _proxy{kc_service{sizeof(kc_service), &kc::UserBackend::table(),
                                           static_cast<kc::UserBackend*>(&_users), "test"}};
};

CPPUNIT_TEST_SUITE_REGISTRATION(CrossTest);
