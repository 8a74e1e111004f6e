// SPDX-License-Identifier: Apache-2.0
// What every kc.auth/1 that checks passwords must do. The author says how to load it and names one
// user who may log in.
#pragma once

#include <kc/auth.hpp>
#include <kc/test/contract.hpp>

namespace kc::inline sdk1::test
{

class AuthContract : public Contract
{
    CPPUNIT_TEST_SUITE(AuthContract);
    CPPUNIT_TEST(letsInWithTheRightPassword);
    CPPUNIT_TEST(letsNobodyInWithAnyOther);
    CPPUNIT_TEST(letsNobodyInByAnOddName);
    CPPUNIT_TEST(declinesWithoutAPassword);
    CPPUNIT_TEST(answersManyThreads);
    CPPUNIT_TEST(aLateCheckIsNoRefusal);
    CPPUNIT_TEST(aBrokenSourceIsNoRefusal);
    CPPUNIT_TEST_SUITE_END_ABSTRACT();

public:
    struct Credentials
    {
        std::string user, password;
    };

    virtual Credentials credentials() = 0;

    /// Override if any name gets in with the right password.
    virtual bool knowsUsers() { return true; }

    std::vector<std::string> secrets() override { return {credentials().password}; }

    void letsInWithTheRightPassword();
    void letsNobodyInWithAnyOther();
    void letsNobodyInByAnOddName();
    void declinesWithoutAPassword();
    void answersManyThreads();
    void aLateCheckIsNoRefusal();
    void aBrokenSourceIsNoRefusal();

private:
    static bool isRefusal(kc_code code);
    static kc_auth_request request(sv protocol, sv address, std::uint32_t hasPassword);
    kc_code verify(sv user, sv password, sv protocol = "imap", sv address = "192.0.2.1",
                   std::uint32_t hasPassword = 1);
};

} // namespace kc::inline sdk1::test
