// SPDX-License-Identifier: Apache-2.0
// The main() of every unit test program: runs all registered fixtures, names each test as it ends.
// An argument runs only the tests whose path it names.
#include <cppunit/BriefTestProgressListener.h>
#include <cppunit/CompilerOutputter.h>
#include <cppunit/TestResult.h>
#include <cppunit/TestResultCollector.h>
#include <cppunit/TestRunner.h>
#include <cppunit/extensions/TestFactoryRegistry.h>

#include <iostream>

int main(int argc, char** argv)
{
    CppUnit::TestResult events;
    CppUnit::TestResultCollector results;
    CppUnit::BriefTestProgressListener progress;
    events.addListener(&results);
    events.addListener(&progress);
    CppUnit::TestRunner runner;
    runner.addTest(CppUnit::TestFactoryRegistry::getRegistry().makeTest());
    runner.run(events, argc > 1 ? argv[1] : "");
    CppUnit::CompilerOutputter{&results, std::cerr}.write();
    std::cout << results.runTests() - results.testFailuresTotal() << " passed, "
              << results.testFailuresTotal() << " failed" << std::endl;
    return results.wasSuccessful() && results.runTests() > 0 ? 0 : 1;
}
