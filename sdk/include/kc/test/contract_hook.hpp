// SPDX-License-Identifier: Apache-2.0
// What every kc.hook.delivery/1 must do. The author says how to load it.
#pragma once

#include <kc/hook.hpp>
#include <kc/test/contract.hpp>

namespace kc::inline sdk1::test
{

class HookContract : public Contract
{
    CPPUNIT_TEST_SUITE(HookContract);
    CPPUNIT_TEST(saysItsStages);
    CPPUNIT_TEST(rulesAnyMessage);
    CPPUNIT_TEST(doesOnlyWhatItsStageAllows);
    CPPUNIT_TEST(rulesTheSameMessageAlike);
    CPPUNIT_TEST(answersManyThreads);
    CPPUNIT_TEST(endsWhenItsTimeIsUp);
    CPPUNIT_TEST_SUITE_END_ABSTRACT();

public:
    /// Further messages to be judged, e.g. those that the hook acts upon.
    virtual std::vector<std::string> messages() { return {}; }

    void saysItsStages();
    void rulesAnyMessage();
    void doesOnlyWhatItsStageAllows();
    void rulesTheSameMessageAlike();
    void answersManyThreads();
    void endsWhenItsTimeIsUp();

private:
    struct Judged
    {
        kc_code code;
        kc_hook_verdict verdict;
        int refused; // edits that were none
        std::string header, mailbox;
    };

    kc_service service();
    const kc_hook_delivery& table();
    std::vector<kc_hook_stage> wanted();
    std::vector<std::string> all();
    Judged judge(kc_hook_stage stage, const std::string& message);
    Judged judge(kc_hook_stage stage, const std::string& message, FakeCall& call);
};

} // namespace kc::inline sdk1::test
