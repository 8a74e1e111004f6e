// SPDX-License-Identifier: Apache-2.0
// The main() of every unit test program: runs all registered fixtures or those that are named, says
// of each test how it ended, and which rules of a contract were not tried.
#include <kc/test/skipped.hpp>

#include <cppunit/CompilerOutputter.h>
#include <cppunit/TestFailure.h>
#include <cppunit/TestListener.h>
#include <cppunit/TestResult.h>
#include <cppunit/TestResultCollector.h>
#include <cppunit/TestRunner.h>
#include <cppunit/extensions/TestFactoryRegistry.h>

#include <iostream>
#include <stdexcept>

namespace
{

constexpr const char* kUsage =
    "Runs unit tests: all of them, or those that are named.\n"
    "  --list    print the names of the tests\n"
    "  --strict  fail when a rule of a contract was skipped\n"
    "  NAME      a test (MyTest::doesThis) or a fixture (MyTest)\n"
    "Exit status 0: all passed; 1: one failed, or there is none; 2: wrong usage.\n";

/// Names each test as it ends: OK, failed, or skipped with what lets it be tried.
class Progress final : public CppUnit::TestListener
{
public:
    void startTest(CppUnit::Test* test) override
    {
        std::cout << test->getName() << " : " << std::flush;
        _failed = false;
        _skippedBefore = kc::test::skippedRules.size();
    }

    void addFailure(const CppUnit::TestFailure&) override { _failed = true; }

    void endTest(CppUnit::Test*) override
    {
        const bool isSkipped = kc::test::skippedRules.size() > _skippedBefore;
        if (_failed || !isSkipped)
            std::cout << (_failed ? "FAILED" : "OK") << std::endl;
        else
            std::cout << "skipped (" << kc::test::skippedRules.back() << ")" << std::endl;
        skipped += !_failed && isSkipped ? 1 : 0;
    }

    int skipped = 0;

private:
    bool _failed = false;
    std::size_t _skippedBefore = 0;
};

void list(CppUnit::Test& test)
{
    if (test.getChildTestCount() == 0)
        std::cout << test.getName() << '\n';
    for (int i = 0; i < test.getChildTestCount(); ++i)
        list(*test.getChildTestAt(i));
}

} // namespace

int main(int argc, char** argv)
{
    std::vector<std::string> names{argv + 1, argv + argc};
    CppUnit::Test* const all = CppUnit::TestFactoryRegistry::getRegistry().makeTest();
    CppUnit::TestRunner runner;
    runner.addTest(all);
    const bool isStrict = std::erase(names, "--strict") > 0;
    for (const std::string& name : names)
        if (name == "--help" || name == "-h")
            return std::cout << kUsage, 0;
        else if (name == "--list")
            return list(*all), 0;
    if (names.empty())
        names.emplace_back();
    CppUnit::TestResult events;
    CppUnit::TestResultCollector results;
    Progress progress;
    events.addListener(&results);
    events.addListener(&progress);
    for (const std::string& name : names)
        try
        {
            runner.run(events, name);
        }
        catch (const std::invalid_argument&)
        {
            std::cerr << "there is no test " << name << "; see --list\n" << kUsage;
            return 2;
        }
    CppUnit::CompilerOutputter{&results, std::cerr}.write();
    const int failed = results.testFailuresTotal();
    std::cout << results.runTests() - failed - progress.skipped << " passed, " << failed
              << " failed, " << progress.skipped << " skipped" << std::endl;
    const bool isWell = results.wasSuccessful() && results.runTests() > 0;
    return isWell && (!isStrict || progress.skipped == 0) ? 0 : 1;
}
