// SPDX-License-Identifier: Apache-2.0
// What every kc.attachstore/1 must do. The author's open() loads a kc.sql/1 and whatever else it
// needs before it.
#pragma once

#include <kc/attach.hpp>
#include <kc/test/contract.hpp>

namespace kc::inline sdk1::test
{

class AttachStoreContract : public Contract
{
    CPPUNIT_TEST_SUITE(AttachStoreContract);
    CPPUNIT_TEST(givesBackTheSameOctets);
    CPPUNIT_TEST(addressesContentBySha256);
    CPPUNIT_TEST(unknownContentIsNotFound);
    CPPUNIT_TEST(keepsWhatIsReferredTo);
    CPPUNIT_TEST(dropsReferencesAsOftenAsAsked);
    CPPUNIT_TEST(takesTheSameContentFromManyThreads);
    CPPUNIT_TEST_SUITE_END_ABSTRACT();

public:
    void givesBackTheSameOctets();
    void addressesContentBySha256();
    void unknownContentIsNotFound();
    void keepsWhatIsReferredTo();
    void dropsReferencesAsOftenAsAsked();
    void takesTheSameContentFromManyThreads();

private:
    AttachStoreProxy store();
    kc_attachment put(sv octets);
    kc_code refer(const kc_attachment& attachment, kc_id holder);
    kc_code unrefer(kc_id holder);
    std::optional<std::string> get(sv digest);
    std::optional<std::string> get(const kc_attachment& attachment);
};

} // namespace kc::inline sdk1::test
