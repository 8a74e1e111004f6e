// SPDX-License-Identifier: Apache-2.0
// Runs a contract suite against a double with one flaw after the other, and wants each to be found.
#pragma once

#include <kc/test/contract.hpp>

#include <cppunit/TestFailure.h>
#include <cppunit/TestResult.h>
#include <cppunit/TestResultCollector.h>
#include <set>

/// The flaw of the double that is under test; empty: none.
inline std::string flaw;

/// The tests of a suite that fail, without the suite's name.
template <class Suite>
std::set<std::string> failingTests()
{
    CppUnit::TestResult result;
    CppUnit::TestResultCollector collector;
    result.addListener(&collector);
    const std::unique_ptr<CppUnit::Test> suite{Suite::suite()};
    suite->run(&result);
    std::set<std::string> names;
    for (const CppUnit::TestFailure* failure : collector.failures())
        names.insert(failure->failedTestName().substr(failure->failedTestName().rfind(':') + 1));
    return names;
}

/// Without a flaw nothing fails; with each, the test that is named beside it.
template <class Suite>
void provesFlaws(const std::vector<std::pair<std::string, std::string>>& flaws)
{
    flaw.clear();
    for (const std::string& name : failingTests<Suite>())
        CPPUNIT_FAIL("a sound double fails " + name);
    for (const auto& [each, test] : flaws)
    {
        flaw = each;
        CPPUNIT_ASSERT_MESSAGE(each + " is not found by " + test,
                               failingTests<Suite>().contains(test));
    }
    flaw.clear();
}
