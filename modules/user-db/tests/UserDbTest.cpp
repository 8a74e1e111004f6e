// SPDX-License-Identifier: Apache-2.0
#include "UserDbFixture.h"

#include <cppunit/extensions/HelperMacros.h>

namespace kc::userdb::test
{

class UserDbTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(UserDbTest);
    CPPUNIT_TEST(findsByLoginAddressAliasAndId);
    CPPUNIT_TEST(givesBackWhatWasStored);
    CPPUNIT_TEST(refusesTakenLoginsAndAddresses);
    CPPUNIT_TEST(keepsNothingOfARefusedUser);
    CPPUNIT_TEST(freesAddressesThatAUserGivesUp);
    CPPUNIT_TEST(listsInPages);
    CPPUNIT_TEST(refusesInvalidFields);
    CPPUNIT_TEST(answersAbsentForUnknownIds);
    CPPUNIT_TEST(worksWhenClosuresRunTwice);
    CPPUNIT_TEST(createsManyAtOnce);
    CPPUNIT_TEST(takesHashesInThePlaceOfPasswords);
    CPPUNIT_TEST(neverCallsAFaultAbsence);
    CPPUNIT_TEST_SUITE_END();

    static constexpr std::uint32_t kAny = KC_MATCH_LOGIN | KC_MATCH_ADDRESS | KC_MATCH_ID;

public:
    void findsByLoginAddressAliasAndId()
    {
        CPPUNIT_ASSERT(_host.create("john@tenant", "x", "john@a.example", "j@b jd@c").ok());
        for (const std::string name : {"john@a.example", "j@b", "jd@c"})
        {
            CPPUNIT_ASSERT_EQUAL(std::string{"john@tenant"}, _host.find(name, KC_MATCH_ADDRESS));
            CPPUNIT_ASSERT_EQUAL(std::string{"absent"}, _host.find(name, KC_MATCH_LOGIN));
        }
        CPPUNIT_ASSERT_EQUAL(std::string{"john@tenant"}, _host.find("john@tenant", KC_MATCH_LOGIN));
        CPPUNIT_ASSERT_EQUAL(std::string{"absent"}, _host.find("john@tenant", KC_MATCH_ADDRESS));
        CPPUNIT_ASSERT_EQUAL(std::string{"john@tenant"}, _host.find(_host.id, KC_MATCH_ID));
        CPPUNIT_ASSERT_EQUAL(std::string{"absent"},
                             _host.find(_host.id, KC_MATCH_LOGIN | KC_MATCH_ADDRESS));
    }

    void givesBackWhatWasStored()
    {
        kc_user user = makeUser("demo", "d@x", "  e@x \t f@x ");
        user.fullname = str("D\xC3\xA9mo \"User\" 'x'; DROP TABLE udb_user");
        user.kind = KC_USER_SHARED;
        user.admin_level = 2;
        user.hidden = 7;
        user.home_server = str("node1");
        user.features_on = str(" imap  pop3 ");
        constexpr std::uint64_t kMost = UINT64_MAX;
        user.quota = {1, 0, 2, kMost};
        Context context = _host.kernel.context();
        kc_str id{nullptr, 0};
        CPPUNIT_ASSERT(_host.writer->create(context, user, "pw", id).ok());
        bool seen = false;
        (void)_host.backend->find(context, byName("demo", KC_MATCH_LOGIN),
                                  [&](const kc_user& found)
                                  {
                                      seen = true;
                                      CPPUNIT_ASSERT(view(found.id) == view(id));
                                      CPPUNIT_ASSERT(view(found.fullname) == view(user.fullname));
                                      CPPUNIT_ASSERT(view(found.email) == "d@x");
                                      CPPUNIT_ASSERT(view(found.aliases) == "e@x f@x");
                                      CPPUNIT_ASSERT(view(found.features_on) == "imap pop3");
                                      CPPUNIT_ASSERT_EQUAL(kMost, found.quota.hard);
                                      CPPUNIT_ASSERT(found.quota.is_own == 1);
                                      CPPUNIT_ASSERT(found.member_quota.is_own == 0);
                                      CPPUNIT_ASSERT(view(found.home_server) == "node1");
                                      CPPUNIT_ASSERT(found.kind == KC_USER_SHARED);
                                      CPPUNIT_ASSERT_EQUAL(2U, found.admin_level);
                                      CPPUNIT_ASSERT_EQUAL(1U, found.hidden);
                                  });
        CPPUNIT_ASSERT(seen);
    }

    void refusesTakenLoginsAndAddresses()
    {
        CPPUNIT_ASSERT(_host.create("ann", "x", "ann@x", "a@x").ok());
        CPPUNIT_ASSERT(_host.create("ANN", "x") == KC_EEXISTS);
        CPPUNIT_ASSERT(_host.create("bob", "x", "A@X") == KC_EEXISTS);
        CPPUNIT_ASSERT(_host.create("bob", "x", "b@x", "c@x ann@x") == KC_EEXISTS);
        CPPUNIT_ASSERT(_host.create("Ann@x", "x") == KC_EEXISTS); // a login that is an address
        CPPUNIT_ASSERT(_host.create("bob@x", "x", "bob@x").ok()); // one's own is fine
        CPPUNIT_ASSERT(_host.create("eve", "x", "bob@x") == KC_EEXISTS);
        CPPUNIT_ASSERT(_host.create("eve", "x", "e@x", "e@x E@x").ok());
        CPPUNIT_ASSERT(_host.update(makeUser("ann"), KC_USER_LOGIN) == KC_EEXISTS);
        CPPUNIT_ASSERT(_host.update(makeUser("", "", "bob@x"), KC_USER_ALIASES) == KC_EEXISTS);
        CPPUNIT_ASSERT_EQUAL(std::string{"eve"}, _host.find("e@x", kAny));
    }

    void keepsNothingOfARefusedUser()
    {
        CPPUNIT_ASSERT(_host.create("ann", "x", "ann@x").ok());
        CPPUNIT_ASSERT(_host.create("bob", "x", "b@x", "ann@x") == KC_EEXISTS);
        CPPUNIT_ASSERT_EQUAL(std::string{"absent"}, _host.find("bob", kAny));
        CPPUNIT_ASSERT_EQUAL(std::string{"absent"}, _host.find("b@x", kAny));
    }

    void freesAddressesThatAUserGivesUp()
    {
        CPPUNIT_ASSERT(_host.create("ann", "x", "ann@x", "a@x").ok());
        CPPUNIT_ASSERT(_host.update(makeUser("", "new@x"), KC_USER_EMAIL).ok());
        CPPUNIT_ASSERT_EQUAL(std::string{"absent"}, _host.find("ann@x", kAny));
        CPPUNIT_ASSERT_EQUAL(std::string{"ann"}, _host.find("new@x", kAny));
        CPPUNIT_ASSERT_EQUAL(std::string{"ann"}, _host.find("a@x", kAny));
        CPPUNIT_ASSERT(_host.create("bob", "x", "ann@x").ok());
    }

    void listsInPages()
    {
        for (const sv login : {"a", "b", "c", "d", "e"})
            CPPUNIT_ASSERT(_host.create(login, "").ok());
        CPPUNIT_ASSERT_EQUAL(std::string{"a b c d e | "}, list(10));
        CPPUNIT_ASSERT_EQUAL(std::string{"a b c d e | | "}, list(5));
        CPPUNIT_ASSERT_EQUAL(std::string{"a b | c d | e | "}, list(2));
        Context context = _host.kernel.context();
        kc_str next{nullptr, 0};
        CPPUNIT_ASSERT(_host.backend->list(
                           context, everybody(), "x", 1, [](const kc_user&) {}, next) == KC_EINVAL);
    }

    void refusesInvalidFields()
    {
        CPPUNIT_ASSERT(_host.create("two words", "x") == KC_EINVAL);
        CPPUNIT_ASSERT(_host.create("a", "x", "nobody") == KC_EINVAL);
        CPPUNIT_ASSERT(_host.create("a", "x", "", "nobody") == KC_EINVAL);
        CPPUNIT_ASSERT(_host.create("a", "x").ok());
        kc_user change = makeUser("");
        CPPUNIT_ASSERT(_host.update(change, KC_USER_LOGIN) == KC_EINVAL);
        change.kind = KC_USER_COMPANY;
        CPPUNIT_ASSERT(_host.update(change, KC_USER_KIND) == KC_EINVAL);
        change.admin_level = 3;
        CPPUNIT_ASSERT(_host.update(change, KC_USER_ADMIN_LEVEL) == KC_EINVAL);
        change.fullname = str("a\nb");
        CPPUNIT_ASSERT(_host.update(change, KC_USER_FULLNAME) == KC_EINVAL);
        CPPUNIT_ASSERT(_host.update(change, 0).ok());
    }

    void answersAbsentForUnknownIds()
    {
        Context context = _host.kernel.context();
        for (const sv id : {sv{"77"}, sv{""}, sv{"-1"}, sv{"1x"}, sv{"99999999999999999999"}})
        {
            CPPUNIT_ASSERT(_host.writer->remove(context, id) == KC_ENOTFOUND);
            CPPUNIT_ASSERT(_host.writer->update(context, id, makeUser("x"), KC_USER_LOGIN, "") ==
                           KC_ENOTFOUND);
            CPPUNIT_ASSERT_EQUAL(std::string{"absent"}, _host.find(id, kAny));
        }
    }

    void worksWhenClosuresRunTwice()
    {
        _host.sql.setRunningTwice(true);
        CPPUNIT_ASSERT(_host.create("ann", "x", "ann@x", "a@x").ok());
        CPPUNIT_ASSERT(_host.update(makeUser("", "new@x"), KC_USER_EMAIL).ok());
        CPPUNIT_ASSERT_EQUAL(std::string{"ann"}, _host.find(_host.id, KC_MATCH_ID));
        CPPUNIT_ASSERT_EQUAL(std::string{"ann"}, _host.find("new@x", kAny));
    }

    void createsManyAtOnce()
    {
        CPPUNIT_ASSERT(_host.create("ann", "x", "ann@x").ok());
        const std::vector<std::pair<kc_user, kc_code>> wanted{
            {makeUser("bob", "bob@x"), KC_OK},
            {makeUser("ANN"), KC_EEXISTS},
            {makeUser("carl", "ann@x"), KC_EEXISTS},
            {makeUser("dave", "nobody"), KC_EINVAL},
            {makeUser("Bob"), KC_EEXISTS},              // as the first
            {makeUser("eve", "e@x", "bob"), KC_EINVAL}, // no address
            {makeUser("eve", "e@x", "bob@x"), KC_EEXISTS},
            {makeUser("fred", "f@x", "f@x F@x"), KC_OK}};
        for (const bool isTwice : {false, true})
        {
            _host.sql.setRunningTwice(isTwice);
            CPPUNIT_ASSERT_EQUAL(std::string{}, createAll(wanted));
            CPPUNIT_ASSERT_EQUAL(std::string{"bob"}, _host.find("bob@x", kAny));
            CPPUNIT_ASSERT_EQUAL(std::string{"fred"}, _host.find("f@x", kAny));
            for (const sv absent : {"carl", "dave", "eve", "e@x"})
                CPPUNIT_ASSERT_EQUAL(std::string{"absent"}, _host.find(absent, kAny));
            for (const std::string& id : _made)
            {
                Context context = _host.kernel.context();
                CPPUNIT_ASSERT(_host.writer->remove(context, id).ok());
            }
        }
        CPPUNIT_ASSERT_EQUAL(std::string{}, createAll({}));
    }

    void takesHashesInThePlaceOfPasswords()
    {
        CPPUNIT_ASSERT(_host.create("ann", "sesame").ok());
        const auto stored = _host.sql.text("SELECT password FROM udb_object");
        const kc_user user = makeUser("bob"), other = makeUser("carl"), both = makeUser("dave");
        const std::vector<kc_new_user> rows{
            {sizeof(kc_new_user), 0, &user, {}, str(stored)},
            {sizeof(kc_new_user), 0, &other, {}, str("$1$salt$J6ry3M0Y1nU")},
            {sizeof(kc_new_user), 0, &both, str("x"), str(stored)}};
        std::vector<kc_status> codes;
        Context context = _host.kernel.context();
        const auto take = [&](const kc_new_user_answer& answer)
        {
            codes.push_back(answer.status);
            CPPUNIT_ASSERT(answer.status == KC_OK ||
                           view(answer.why).find("$argon2id$") != sv::npos);
        };
        CPPUNIT_ASSERT(_host.writer->createAll(context, newUsers(rows), take).ok());
        CPPUNIT_ASSERT((codes == std::vector<kc_status>{KC_OK, KC_EINVAL, KC_EINVAL}));
        CPPUNIT_ASSERT(_host.verify("bob", "sesame").ok());
        CPPUNIT_ASSERT(_host.verify("bob", stored) == KC_EDENIED);
        CPPUNIT_ASSERT_EQUAL(std::string{"absent"}, _host.find("carl", kAny));
    }

    void neverCallsAFaultAbsence()
    {
        CPPUNIT_ASSERT(_host.create("ann", "x").ok());
        _host.sql.setFailing(true);
        CPPUNIT_ASSERT_THROW((void)_host.find("ann", kAny), Fault);
        CPPUNIT_ASSERT_THROW((void)_host.find("nobody", kAny), Fault);
        CPPUNIT_ASSERT_THROW((void)list(2), Fault);
        CPPUNIT_ASSERT_THROW((void)_host.create("bob", "x"), Fault);
        CPPUNIT_ASSERT_THROW((void)_host.update(makeUser("b"), KC_USER_LOGIN), Fault);
    }

private:
    std::string list(std::uint32_t limit)
    {
        Context context = _host.kernel.context();
        std::string all;
        kc_str next{nullptr, 0};
        do
        {
            const Status status = _host.backend->list(
                context, everybody(), view(next), limit,
                [&](const kc_user& user)
                {
                    all += view(user.login);
                    all += ' ';
                },
                next);
            CPPUNIT_ASSERT(status.ok());
            all += "| ";
        } while (next.n > 0);
        return all;
    }

    /// What is not as wanted; _made has the ids of the others.
    std::string createAll(const std::vector<std::pair<kc_user, kc_code>>& wanted)
    {
        std::vector<kc_new_user> rows;
        for (const auto& [user, code] : wanted)
            rows.push_back({sizeof(kc_new_user), 0, &user, {}, {}});
        std::string wrong;
        std::size_t place = 0;
        _made.clear();
        Context context = _host.kernel.context();
        const auto take = [&](const kc_new_user_answer& answer)
        {
            if (answer.place != place || answer.status != wanted.at(place).second)
                wrong += std::string{view(wanted.at(place).first.login)} + ' ' +
                         std::to_string(answer.status) + ' ';
            if (answer.status == KC_OK)
                _made.emplace_back(view(answer.id));
            ++place;
        };
        CPPUNIT_ASSERT(_host.writer->createAll(context, newUsers(rows), take).ok());
        CPPUNIT_ASSERT_EQUAL(wanted.size(), place);
        return wrong;
    }

    UserDbHost _host;
    std::vector<std::string> _made;
};

CPPUNIT_TEST_SUITE_REGISTRATION(UserDbTest);

} // namespace kc::userdb::test
