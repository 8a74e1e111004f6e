// SPDX-License-Identifier: Apache-2.0
// What every kc.sql/1 must do. The author says how to load it over an empty place; the suite makes
// tables of its own in it.
#pragma once

#include <kc/sql.hpp>
#include <kc/test/contract.hpp>

namespace kc::inline sdk1::test
{

class SqlContract : public Contract
{
    CPPUNIT_TEST_SUITE(SqlContract);
    CPPUNIT_TEST(keepsWhatWasAnsweredAcrossARestart);
    CPPUNIT_TEST(rollsBackAFailedClosureAlone);
    CPPUNIT_TEST(rollsBackAClosureThatThrows);
    CPPUNIT_TEST(aFaultOfAStatementFailsTheClosureWhateverItAnswers);
    CPPUNIT_TEST(aBrokenUniqueKeyIsAnOutcome);
    CPPUNIT_TEST(countsExactlyUnderSixteenThreads);
    CPPUNIT_TEST(everyValueComesBackAsItWas);
    CPPUNIT_TEST(longValuesComeBackInEachRow);
    CPPUNIT_TEST(textsCompareOctetByOctet);
    CPPUNIT_TEST(sumsOfIntegersAreIntegers);
    CPPUNIT_TEST(aReadSeesOneSnapshot);
    CPPUNIT_TEST(aReadInAReadDoesNotLockUp);
    CPPUNIT_TEST(aClosureMayNotCallTransactOrRead);
    CPPUNIT_TEST(aReadMayNotWrite);
    CPPUNIT_TEST(aStatementMayRunInsideItsOwnRows);
    CPPUNIT_TEST(statementsMayRunInsideTheRowsOfAnother);
    CPPUNIT_TEST(aSinkThatStopsEndsTheStatement);
    CPPUNIT_TEST(aSinkThatFailsFailsTheRun);
    CPPUNIT_TEST(tellsWhatTheLastStatementDid);
    CPPUNIT_TEST(parametersMayBeUsedTwiceAndInAnyOrder);
    CPPUNIT_TEST(refusesWhatIsNotOneStatement);
    CPPUNIT_TEST(refusesWrongParametersAndNumbers);
    CPPUNIT_TEST(migratesStepByStep);
    CPPUNIT_TEST(refusesTablesOfANewerVersion);
    CPPUNIT_TEST(aStepThatFailsLeavesTheVersionBefore);
    CPPUNIT_TEST(aLateCallIsNotRun);
    CPPUNIT_TEST_SUITE_END_ABSTRACT();

public:
    void setUp() override;

    void keepsWhatWasAnsweredAcrossARestart();
    void rollsBackAFailedClosureAlone();
    void rollsBackAClosureThatThrows();
    void aFaultOfAStatementFailsTheClosureWhateverItAnswers();
    void aBrokenUniqueKeyIsAnOutcome();
    void countsExactlyUnderSixteenThreads();
    void everyValueComesBackAsItWas();
    void longValuesComeBackInEachRow();
    void textsCompareOctetByOctet();
    void sumsOfIntegersAreIntegers();
    void aReadSeesOneSnapshot();
    void aReadInAReadDoesNotLockUp();
    void aClosureMayNotCallTransactOrRead();
    void aReadMayNotWrite();
    void aStatementMayRunInsideItsOwnRows();
    void statementsMayRunInsideTheRowsOfAnother();
    void aSinkThatStopsEndsTheStatement();
    void aSinkThatFailsFailsTheRun();
    void tellsWhatTheLastStatementDid();
    void parametersMayBeUsedTwiceAndInAnyOrder();
    void refusesWhatIsNotOneStatement();
    void refusesWrongParametersAndNumbers();
    void migratesStepByStep();
    void refusesTablesOfANewerVersion();
    void aStepThatFailsLeavesTheVersionBefore();
    void aLateCallIsNotRun();

protected:
    using Body = std::function<Status(SqlTx&)>;

    /// A restart, with the suite's table and statements.
    void reopen();
    std::int32_t prepare(const char* text);
    /// The outcome's or the fault's code.
    kc_code transact(const Body& body);
    kc_code read(const Body& body);
    kc_code add(const std::string& name);
    Status put(SqlTx& tx, const std::string& name) const;
    bool has(const std::string& name);
    std::int64_t rows();
    void migrate(std::span<const kc_sql_step> steps);

private:
    void nest(int depth);

    std::optional<Sql> _sql;
    std::int32_t _insert = -1, _count = -1, _byName = -1, _names = -1;
};

} // namespace kc::inline sdk1::test
