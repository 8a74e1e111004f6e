// SPDX-License-Identifier: Apache-2.0
// What every kc.blobstore/1 must do. The author says how to load it over an empty place.
#pragma once

#include <kc/attach.hpp>
#include <kc/test/contract.hpp>

#include <map>

namespace kc::inline sdk1::test
{

class BlobStoreContract : public Contract
{
    CPPUNIT_TEST_SUITE(BlobStoreContract);
    CPPUNIT_TEST(givesBackTheSameOctets);
    CPPUNIT_TEST(committedBlobsOutliveARestart);
    CPPUNIT_TEST(readsFromAnyOffset);
    CPPUNIT_TEST(isInvisibleUntilCommitted);
    CPPUNIT_TEST(neverReplacesABlob);
    CPPUNIT_TEST(removesWhetherOrNotItIsThere);
    CPPUNIT_TEST(refusesNamesThatAreNone);
    CPPUNIT_TEST(listsWhatIsThere);
    CPPUNIT_TEST(listsWhileBlobsComeAndGo);
    CPPUNIT_TEST(oneOfManyCommitsOfANameWins);
    CPPUNIT_TEST(aLateCallNeverSaysAbsent);
    CPPUNIT_TEST(aBrokenMediumNeverSaysAbsent);
    CPPUNIT_TEST_SUITE_END_ABSTRACT();

public:
    void givesBackTheSameOctets();
    void committedBlobsOutliveARestart();
    void readsFromAnyOffset();
    void isInvisibleUntilCommitted();
    void neverReplacesABlob();
    void removesWhetherOrNotItIsThere();
    void refusesNamesThatAreNone();
    void listsWhatIsThere();
    void listsWhileBlobsComeAndGo();
    void oneOfManyCommitsOfANameWins();
    void aLateCallNeverSaysAbsent();
    void aBrokenMediumNeverSaysAbsent();

protected:
    static constexpr sv kAlphabet = "0123456789abcdefghijklmnopqrstuvwxyz.-";

    /// Every octet occurs, nothing repeats in step with a buffer.
    static std::string sample(std::size_t size);
    BlobStoreProxy blobs();
    kc_blob_upload* begin(sv octets);
    kc_code put(const std::string& name, sv octets);
    kc_code lookFor(const std::string& name);
    kc_code remove(const std::string& name);
    std::optional<std::string> get(const std::string& name, std::uint64_t offset = 0);
    std::map<std::string, std::uint64_t> names();
};

} // namespace kc::inline sdk1::test
