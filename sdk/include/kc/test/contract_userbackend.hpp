// SPDX-License-Identifier: Apache-2.0
// What every kc.userbackend/1 must do, and its companions kc.userbackend.write/1 and
// kc.userbackend.verify/1 where the module offers them. The author says how to load it and names at
// least two users that it has.
#pragma once

#include <kc/test/contract.hpp>
#include <kc/user.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>

namespace kc::inline sdk1::test
{

class UserBackendContract : public Contract
{
    CPPUNIT_TEST_SUITE(UserBackendContract);
    CPPUNIT_TEST(findsByLoginAddressAndId);
    CPPUNIT_TEST(caseOfLettersMakesNoDifference);
    CPPUNIT_TEST(matchesOnlyWhatIsAskedFor);
    CPPUNIT_TEST(unknownNamesAreNotFound);
    CPPUNIT_TEST(idsOutliveARestart);
    CPPUNIT_TEST(listsEachUserOnceInPages);
    CPPUNIT_TEST(givesOnlyTheKindsThatAreMeant);
    CPPUNIT_TEST(relatesNobodyToStrangers);
    CPPUNIT_TEST(listEndsWhenTheSinkSaysSo);
    CPPUNIT_TEST(aForeignCursorDoesNoHarm);
    CPPUNIT_TEST(answersManyThreads);
    CPPUNIT_TEST(aLateCallNeverSaysAbsent);
    CPPUNIT_TEST(aBrokenSourceNeverSaysAbsent);
    CPPUNIT_TEST(answersAsTheSourceIsNow);
    CPPUNIT_TEST(refusesAmbiguousNames);
    CPPUNIT_TEST(verifiesOnlyTheRightPassword);
    CPPUNIT_TEST(keepsWhatIsWritten);
    CPPUNIT_TEST(etagsTellEveryUpdate);
    CPPUNIT_TEST(refusesTakenNames);
    CPPUNIT_TEST(neverGivesAnIdAgain);
    CPPUNIT_TEST(keepsRelations);
    CPPUNIT_TEST(keepsCompaniesApart);
    CPPUNIT_TEST_SUITE_END_ABSTRACT();

public:
    struct KnownUser
    {
        std::string login, address, password; // the last two "" if it has none
    };

    virtual std::vector<KnownUser> known() = 0;

    /// For every author to write: what is answered then is what users are lost by.
    bool breakSource() override = 0;

    /// Changes the source behind the module's back and gives those of known() who are still there,
    /// as they are then, and whoever has come: let one come, one go and one change the address.
    /// Empty: this cannot be done.
    virtual std::vector<KnownUser> changeSource() { return {}; }

    /// A login or address that two users of the source have, none of them in known(). Empty: it
    /// cannot have one.
    virtual std::string ambiguousName() { return ""; }

    std::vector<std::string> secrets() override;

    void findsByLoginAddressAndId();
    void caseOfLettersMakesNoDifference();
    void matchesOnlyWhatIsAskedFor();
    void unknownNamesAreNotFound();
    void idsOutliveARestart();
    void listsEachUserOnceInPages();
    void givesOnlyTheKindsThatAreMeant();
    void relatesNobodyToStrangers();
    void listEndsWhenTheSinkSaysSo();
    void aForeignCursorDoesNoHarm();
    void answersManyThreads();
    void aLateCallNeverSaysAbsent();
    void aBrokenSourceNeverSaysAbsent();
    void answersAsTheSourceIsNow();
    void refusesAmbiguousNames();
    void verifiesOnlyTheRightPassword();
    void keepsWhatIsWritten();
    void etagsTellEveryUpdate();
    void refusesTakenNames();
    void neverGivesAnIdAgain();
    void keepsRelations();
    void keepsCompaniesApart();

protected:
    struct Row
    {
        std::string id, etag, login;
    };

    using Etags = std::map<std::string, std::string>; // id, etag

    static constexpr const char* kNewPassword = "contract password";
    static constexpr std::uint32_t kNames = KC_MATCH_LOGIN | KC_MATCH_ADDRESS;

    UserBackendProxy users();
    std::pair<kc_code, std::vector<Row>> find(const std::string& name, std::uint32_t match);
    std::pair<kc_code, std::vector<Row>> find(const kc_user_query& query);
    Row require(const std::string& name, std::uint32_t match);
    /// All that are meant, by pages of `limit`.
    Etags listAll(std::uint32_t limit, const kc_user_query& query = everybody());
    /// The same of those related; nothing if the backend says that there is no such object.
    std::optional<Etags> relatedTo(const std::string& id, kc_relation relation,
                                   kc_direction direction, std::uint32_t limit = 500);
    /// For backends that KC writes to.
    kc_code remove(const std::string& id);

private:
    static Row copy(const kc_user& user);
    static std::string folded(std::string text);
    static std::string raised(std::string text);
    bool oneHas(std::string KnownUser::*field);
    std::string idOf(const KnownUser& user);
    bool offers(const char* iface);
    bool verifies();
    bool writes();
    UserWriterProxy writer();
    kc_code verify(const std::string& id, const std::string& password);
    static kc_user user(sv login, sv address);
    kc_code tryCreate(const kc_user& user, std::string& id);
    std::string create(const std::string& login, const std::string& address);
    /// "" if the backend keeps no such objects.
    std::string createOf(kc_user_kind kind, const std::string& login,
                         const std::string& company = "");
    kc_code relate(const std::string& id, kc_relation relation, const std::string& other, bool on);
    /// The pages of a walk, put together.
    Etags allPages(const std::function<Status(Context&, sv cursor, Sink<kc_user>, kc_str&)>& page,
                   std::uint32_t limit);
};

} // namespace kc::inline sdk1::test
