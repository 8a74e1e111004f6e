// SPDX-License-Identifier: Apache-2.0
// What the contract suites share. A suite is a CppUnit fixture: an author derives from it, says how
// to load the module, and gets all its tests (see the examples):
//
//   class MyUsers : public kc::test::UserBackendContract
//   {
//       CPPUNIT_TEST_SUB_SUITE(MyUsers, kc::test::UserBackendContract);
//       CPPUNIT_TEST_SUITE_END();
//       void open(kc::test::FakeKernel& kernel) override { kernel.load(kc_module_entry(), …); }
//       …
//   };
//   CPPUNIT_TEST_SUITE_REGISTRATION(MyUsers);
#pragma once

#include <kc/cross.hpp>
#include <kc/test/fake_kernel.hpp>
#include <kc/test/skipped.hpp>

#include <cppunit/extensions/HelperMacros.h>
#include <functional>

/// A rule of a contract: its text names the rule and the reason.
#define KC_RULE(condition, text) CPPUNIT_ASSERT_MESSAGE((text), (condition))

namespace kc::inline sdk1::test
{

class Contract : public CppUnit::TestFixture
{
public:
    /// Loads the module under test, and before it what it needs. Called before each test, and again
    /// within one as a restart of the server: then the same data must be there.
    virtual void open(FakeKernel& kernel) = 0;

    /// Makes the module's source unable to answer (file, database, peer), undone by the next
    /// setUp(). False: this cannot be done; the rules about faults are skipped then, and shown.
    virtual bool breakSource() { return false; }

    /// What may stand in no log line and in no fault: the suite adds the passwords that it uses.
    virtual std::vector<std::string> secrets() { return {}; }

    void setUp() override { restart(); }

    void tearDown() override { close(); }

protected:
    /// Something that is asked of the module, and what a thread finds wrong, or nothing.
    using Call = std::function<Status(Context&)>;
    using Work = std::function<std::string(int thread)>;

    void restart();

    FakeKernel& kernel() { return *_kernel; }

    /// Notes that the rule under test cannot be tried, or not all of it, and what lets it be.
    static void skip(const std::string& remedy) { skippedRules.push_back(remedy); }

    /// breakSource(), or a note that the rule is skipped.
    bool sourceBreaks();
    /// One call with a context of its own; gives the outcome's or the fault's code.
    kc_code answer(const Call& call);
    /// The same with a deadline that has passed.
    kc_code lateAnswer(const Call& call);

    static bool isTransient(kc_code code) { return code <= -100 && code > -200; }

    /// Does the work on each of `count` threads at once.
    static void atOnce(int count, const Work& work);
    /// Names that somebody may ask for and nobody has; none may be taken for a pattern or a path.
    static std::vector<std::string> oddNames();

private:
    /// Stops the kernel and reads what was logged.
    void close();
    /// Fails the test when a secret stands in the text.
    void keepsSecrets(const std::string& where, std::string text);
    kc_code answerOf(FakeCall& made, const Call& call);

    std::unique_ptr<FakeKernel> _kernel;
};

} // namespace kc::inline sdk1::test
