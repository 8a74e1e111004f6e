// SPDX-License-Identifier: Apache-2.0
// Each contract suite accepts a sound double and finds each of its flaws: a suite that cannot fail
// proves nothing.
#include "ContractFlaws.h"

#include <atomic>
#include <functional>
#include <kc/test/contract_auth.hpp>
#include <kc/test/contract_hook.hpp>
#include <kc/test/contract_userbackend.hpp>
#include <kc/userlist.hpp>

namespace
{

using kc::sv;

struct Users final : kc::ListedUsers
{
    bool isBroken = false, isChanged = false;

    std::shared_ptr<const kc::UserList> users(kc::Context&) override
    {
        if (isBroken && flaw != "empty when broken")
            throw kc::Fault{KC_EUNAVAIL, "broken"};
        std::vector<kc::UserEntry> all;
        const std::string id = flaw == "new ids" ? std::to_string(++nextId) : "1";
        const bool isNew = isChanged && flaw != "stale";
        if (!isBroken)
            all = {{id, "Ann", "", isNew ? "ann@y.test" : "ann@x.test", "", "sesame"},
                   {isNew ? "c3" : "b2", isNew ? "carl" : "bob", "", "", "", "apple"},
                   {"d4", "dora", "", "info@x.test", "", "sesame"},
                   {"e5", "info", "", "", "Info@x.test", "sesame"}};
        return std::make_shared<const kc::UserList>(all);
    }

    kc::Status find(kc::Context& context, const kc_user_query& asked,
                    kc::Sink<kc_user> sink) override
    {
        sv name = kc::view(asked.name);
        std::uint32_t match = asked.match;
        if (flaw == "case matters" && name != "Ann" && name != "bob" && name.find('@') == sv::npos)
            match &= ~std::uint32_t{KC_MATCH_LOGIN};
        if (flaw == "any match")
            match = KC_MATCH_LOGIN | KC_MATCH_ADDRESS | KC_MATCH_ID;
        if (flaw == "patterns" && name == "*")
            name = "Ann";
        if (flaw == "odd is a fault" && name.size() > 1000)
            throw kc::Fault{KC_EUNAVAIL, "too long"};
        if (flaw == "late is absent" && context.deadline() < INT64_MAX)
            return KC_ENOTFOUND;
        kc_user_query query = asked;
        query.match = match;
        query.name = kc::str(flaw == "first of two" && name.size() > 4 && name.substr(1, 3) == "nfo"
                                 ? sv{"dora"}
                                 : name);
        if (flaw == "any kind")
            query.kinds = query.in_company = 0;
        if (flaw == "pushes twice")
            (void)ListedUsers::find(context, query, sink);
        return ListedUsers::find(context, query, marked(sink));
    }

    kc::Status related(kc::Context& context, const kc_relation_query& query, kc::Sink<kc_user> sink,
                       kc_str& next) override
    {
        if (flaw == "strangers are lonely" && query.limit > 0)
            return KC_OK;
        return ListedUsers::related(context, query, sink, next);
    }

    kc::Status list(kc::Context& context, const kc_user_query& query, sv cursor,
                    std::uint32_t limit, kc::Sink<kc_user> sink, kc_str& next) override
    {
        if (flaw == "one page" || flaw == "big pages")
        {
            const kc::Status status = ListedUsers::list(
                context, query, "", flaw == "big pages" ? 500 : limit, sink, next);
            next = {nullptr, 0};
            return status;
        }
        if (flaw == "cursor is a fault" && !cursor.empty() && cursor != "1" && cursor != "b2")
            throw kc::Fault{KC_EBUG, "bad cursor"};
        if (flaw == "ignores stop")
            return ListedUsers::list(
                context, query, cursor, limit, [&](const kc_user& user) { (void)sink(user); },
                next);
        if (flaw == "one etag")
            return ListedUsers::list(context, query, cursor, limit, marked(sink), next);
        return ListedUsers::list(context, query, cursor, limit, sink, next);
    }

    kc::Status verify(kc::Context& context, sv id, sv password) override
    {
        if (flaw == "logs passwords")
            kc::Log{UserBackend::serviceHost}.info(context, "verify", {{"with", password}});
        if (flaw == "tells passwords" && password == "sesame")
            throw kc::Fault{KC_EUNAVAIL, "cannot check 'sesame'"};
        if (flaw == "prefix will do" && sv{"sesame"}.starts_with(password) && !password.empty())
            return KC_OK;
        if (flaw == "empty password" && password.empty())
            return KC_OK;
        if (flaw == "says who exists")
            if (users(context)->withId(id) == nullptr)
                return KC_ENOTFOUND;
        return ListedUsers::verify(context, id, password);
    }

    /// Rows with the etag that the flaw wants.
    static std::function<bool(const kc_user&)> marked(const kc::Sink<kc_user>& sink)
    {
        return [sink](kc_user user)
        {
            const std::string etag = flaw == "new etags" ? std::to_string(++nextId) : "always";
            if (flaw.find("etag") != std::string::npos)
                user.etag = kc::str(etag);
            return sink(user);
        };
    }

    static inline std::atomic<int> nextId = 100;
};

class FlawedUsers : public kc::test::UserBackendContract
{
    CPPUNIT_TEST_SUB_SUITE(FlawedUsers, kc::test::UserBackendContract);
    CPPUNIT_TEST_SUITE_END();

    void open(kc::test::FakeKernel& kernel) override
    {
        kernel.offer<kc::UserBackend>(_users);
        kernel.offer<kc::UserVerifier>(_users);
    }

    std::vector<KnownUser> known() override
    {
        return {{"Ann", "ann@x.test", "sesame"}, {"bob", "", "apple"}};
    }

    bool breakSource() override { return _users.isBroken = true; }

    std::vector<KnownUser> changeSource() override
    {
        _users.isChanged = true;
        return {{"Ann", "ann@y.test", "sesame"}, {"carl", "", "apple"}};
    }

    std::string ambiguousName() override { return "info@x.test"; }

    Users _users;
};

struct Auth final : kc::PasswordAuth
{
    bool isBroken = false;

    kc::Status verify(kc::Context&, const kc_auth_request& request, sv user, sv password) override
    {
        if (isBroken && flaw == "fault is a refusal")
            return KC_EDENIED;
        if (isBroken)
            throw kc::Fault{KC_EUNAVAIL, "broken"};
        if (request.has_password == 0 && flaw != "denies without password")
            return KC_DECLINED;
        if (flaw == "imap only" && kc::view(request.protocol) != "imap")
            return KC_EDENIED;
        if (flaw == "stops at NUL")
            password = password.substr(0, password.find('\0'));
        if (user != "ann" && flaw == "odd is a fault")
            throw kc::Fault{KC_EUNAVAIL, "who?"};
        return (user == "ann" || flaw == "anybody") && password == "sesame" ? KC_OK : KC_EDENIED;
    }
};

class FlawedAuth : public kc::test::AuthContract
{
    CPPUNIT_TEST_SUB_SUITE(FlawedAuth, kc::test::AuthContract);
    CPPUNIT_TEST_SUITE_END();

    void open(kc::test::FakeKernel& kernel) override { kernel.offer<kc::PasswordAuth>(_auth); }

    Credentials credentials() override { return {"ann", "sesame"}; }

    bool breakSource() override { return _auth.isBroken = true; }

    Auth _auth;
};

struct UntriedUsers : FlawedUsers
{
    CPPUNIT_TEST_SUB_SUITE(UntriedUsers, FlawedUsers);
    CPPUNIT_TEST_SUITE_END();

    std::vector<KnownUser> known() override { return {{"Ann", "", ""}, {"bob", "", ""}}; }

    bool breakSource() override { return false; }

    std::vector<KnownUser> changeSource() override { return {}; }

    std::string ambiguousName() override { return ""; }
};

struct Hook final : kc::DeliveryHook
{
    std::atomic<int> calls{0};

    std::uint32_t stages() const override
    {
        return flaw == "no stage" ? 0U : 1U << KC_HOOK_MESSAGE | 1U << KC_HOOK_RECIPIENT;
    }

    kc_hook_verdict run(kc::Context& context, kc_hook_stage stage, const kc::HookMessage& message,
                        const kc::HookEdit& edit) override
    {
        const std::string octets = message.octets(context);
        if (flaw == "fails on odd" && octets.find('\0') != std::string::npos)
            throw kc::Fault{KC_EBUG, "NUL"};
        if (flaw == "copies the subject" && stage == KC_HOOK_MESSAGE)
            (void)edit.prependHeader("X-Copy", octets.substr(0, octets.find("\r\n\r\n")));
        if (flaw == "wrong stage")
            (void)edit.setMailbox("Junk");
        if (flaw == "by turns" && stage == KC_HOOK_MESSAGE)
            (void)edit.prependHeader("X-Count", std::to_string(++calls));
        if (flaw == "unknown verdict")
            return static_cast<kc_hook_verdict>(7);
        return KC_HOOK_CONTINUE;
    }
};

class FlawedHook : public kc::test::HookContract
{
    CPPUNIT_TEST_SUB_SUITE(FlawedHook, kc::test::HookContract);
    CPPUNIT_TEST_SUITE_END();

    void open(kc::test::FakeKernel& kernel) override { kernel.offer<kc::DeliveryHook>(_hook); }

    Hook _hook;
};

} // namespace

class ContractFlawsTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(ContractFlawsTest);
    CPPUNIT_TEST(findsTheFlawsOfUserBackends);
    CPPUNIT_TEST(findsTheFlawsOfAuthenticators);
    CPPUNIT_TEST(findsTheFlawsOfHooks);
    CPPUNIT_TEST(notesWhatItCannotTry);
    CPPUNIT_TEST_SUITE_END();

    void findsTheFlawsOfUserBackends()
    {
        provesFlaws<FlawedUsers>({{"pushes twice", "findsByLoginAddressAndId"},
                                  {"case matters", "caseOfLettersMakesNoDifference"},
                                  {"any match", "matchesOnlyWhatIsAskedFor"},
                                  {"patterns", "unknownNamesAreNotFound"},
                                  {"odd is a fault", "unknownNamesAreNotFound"},
                                  {"new ids", "idsOutliveARestart"},
                                  {"one page", "listsEachUserOnceInPages"},
                                  {"any kind", "givesOnlyTheKindsThatAreMeant"},
                                  {"strangers are lonely", "relatesNobodyToStrangers"},
                                  {"big pages", "listsEachUserOnceInPages"},
                                  {"ignores stop", "listEndsWhenTheSinkSaysSo"},
                                  {"cursor is a fault", "aForeignCursorDoesNoHarm"},
                                  {"late is absent", "aLateCallNeverSaysAbsent"},
                                  {"empty when broken", "aBrokenSourceNeverSaysAbsent"},
                                  {"logs passwords", "verifiesOnlyTheRightPassword"},
                                  {"tells passwords", "verifiesOnlyTheRightPassword"},
                                  {"stale", "answersAsTheSourceIsNow"},
                                  {"one etag", "answersAsTheSourceIsNow"},
                                  {"new etags", "findsByLoginAddressAndId"},
                                  {"etag of find() alone", "listsEachUserOnceInPages"},
                                  {"first of two", "refusesAmbiguousNames"},
                                  {"prefix will do", "verifiesOnlyTheRightPassword"},
                                  {"empty password", "verifiesOnlyTheRightPassword"},
                                  {"says who exists", "verifiesOnlyTheRightPassword"}});
    }

    void findsTheFlawsOfAuthenticators()
    {
        provesFlaws<FlawedAuth>({{"imap only", "letsInWithTheRightPassword"},
                                 {"stops at NUL", "letsNobodyInWithAnyOther"},
                                 {"anybody", "letsNobodyInByAnOddName"},
                                 {"odd is a fault", "letsNobodyInByAnOddName"},
                                 {"denies without password", "declinesWithoutAPassword"},
                                 {"fault is a refusal", "aBrokenSourceIsNoRefusal"}});
    }

    void findsTheFlawsOfHooks()
    {
        provesFlaws<FlawedHook>({{"no stage", "saysItsStages"},
                                 {"fails on odd", "rulesAnyMessage"},
                                 {"unknown verdict", "rulesAnyMessage"},
                                 {"copies the subject", "doesOnlyWhatItsStageAllows"},
                                 {"wrong stage", "doesOnlyWhatItsStageAllows"},
                                 {"by turns", "rulesTheSameMessageAlike"}});
    }

    void notesWhatItCannotTry()
    {
        auto& skipped = kc::test::skippedRules;
        flaw = "empty when broken";
        skipped.clear();
        CPPUNIT_ASSERT(failingTests<UntriedUsers>().empty());
        flaw.clear();
        const std::vector<std::string> expected{"give a user of known() an address",
                                                "override breakSource()", "override changeSource()",
                                                "override ambiguousName()",
                                                "give a user of known() a password"};
        CPPUNIT_ASSERT(skipped == expected);
        skipped.clear();
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ContractFlawsTest);
