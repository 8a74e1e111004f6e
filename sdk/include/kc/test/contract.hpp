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
#include <thread>

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
    void restart()
    {
        close();
        _kernel = std::make_unique<FakeKernel>();
        open(*_kernel);
    }

    FakeKernel& kernel() { return *_kernel; }

    /// Notes that the rule under test cannot be tried, or not all of it, and what lets it be.
    static void skip(const std::string& remedy) { skippedRules.push_back(remedy); }

    /// breakSource(), or a note that the rule is skipped.
    bool sourceBreaks()
    {
        const bool isBroken = breakSource();
        if (!isBroken)
            skip("override breakSource()");
        return isBroken;
    }

    /// One call with a context of its own; gives the outcome's or the fault's code.
    template <class Body>
    kc_code answer(Body&& body)
    {
        FakeCall call{_kernel->host()};
        return answerOf(call, body);
    }

    /// The same with a deadline that has passed.
    template <class Body>
    kc_code lateAnswer(Body&& body)
    {
        FakeCall call{_kernel->host(), std::chrono::seconds{-1}};
        return answerOf(call, body);
    }

    static bool isTransient(kc_code code) { return code <= -100 && code > -200; }

    /// Runs `body(i)` on each of `count` threads at once; it gives what is wrong, or nothing.
    template <class Body>
    static void atOnce(int count, Body&& body)
    {
        std::vector<std::string> wrong(static_cast<std::size_t>(count));
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < count; ++i)
                threads.emplace_back(
                    [&, i]
                    {
                        std::string& mine = wrong[static_cast<std::size_t>(i)];
                        try // the thread's fence: the fixture reports it
                        {
                            mine = body(i);
                        }
                        catch (const std::exception& exception)
                        {
                            mine = exception.what();
                        }
                    });
        }
        for (const std::string& each : wrong)
            KC_RULE(each.empty(), "[call] functions run on many threads at once: " + each);
    }

    /// Names that somebody may ask for and nobody has; none may be taken for a pattern or a path.
    static std::vector<std::string> oddNames();

private:
    /// Stops the kernel and reads what was logged.
    void close();
    /// Fails the test when a secret stands in the text.
    void keepsSecrets(const std::string& where, std::string text);

    template <class Body>
    kc_code answerOf(FakeCall& call, Body& body)
    {
        Context context = call.context();
        try
        {
            return body(context).code();
        }
        catch (const Fault& fault)
        {
            keepsSecrets("a fault", fault.what());
            return fault.code();
        }
    }

    std::unique_ptr<FakeKernel> _kernel;
};

} // namespace kc::inline sdk1::test
