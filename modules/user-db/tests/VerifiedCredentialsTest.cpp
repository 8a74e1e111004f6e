// SPDX-License-Identifier: Apache-2.0
#include "VerifiedCredentials.h"

#include <cppunit/extensions/HelperMacros.h>
#include <string>
#include <tuple>
#include <vector>

namespace kc::userdb
{

class VerifiedCredentialsTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(VerifiedCredentialsTest);
    CPPUNIT_TEST(knowsOnlyWhatWasAdded);
    CPPUNIT_TEST(neverServesOneEntryToAnother);
    CPPUNIT_TEST(forgetsWithinItsLifetime);
    CPPUNIT_TEST(staysWithinItsSize);
    CPPUNIT_TEST(differsFromProcessToProcess);
    CPPUNIT_TEST_SUITE_END();

    using Clock = VerifiedCredentials::Clock;

public:
    void knowsOnlyWhatWasAdded()
    {
        VerifiedCredentials verified;
        const auto proof = verified.proofOf(3, "hash", "password");
        CPPUNIT_ASSERT(!verified.contains(proof, _now));
        verified.add(proof, _now);
        CPPUNIT_ASSERT(verified.contains(proof, _now));
    }

    // The class of CVE-2025-30189: a key that two different credentials share.
    void neverServesOneEntryToAnother()
    {
        using namespace std::string_literals;
        std::vector<std::tuple<std::int64_t, std::string, std::string>> credentials;
        for (const std::int64_t user : {1, 11, 256})
            for (const auto& phc : {""s, "a"s, "ab"s, "ab\0"s, "1"s})
                for (const auto& password : {""s, "b"s, "ab"s, "\0ab"s, "a"s, "%u"s})
                    credentials.emplace_back(user, phc, password);
        for (const auto& [user, phc, password] : credentials)
        {
            VerifiedCredentials verified;
            verified.add(verified.proofOf(user, phc, password), _now);
            int known = 0;
            for (const auto& [u, h, p] : credentials)
                known += verified.contains(verified.proofOf(u, h, p), _now) ? 1 : 0;
            CPPUNIT_ASSERT_EQUAL(1, known);
        }
    }

    void forgetsWithinItsLifetime()
    {
        for (const auto offset : {std::chrono::seconds{0}, std::chrono::seconds{149}})
        {
            VerifiedCredentials verified;
            (void)verified.contains({}, _now); // begins a generation
            const auto proof = verified.proofOf(3, "hash", "password");
            verified.add(proof, _now + offset);
            CPPUNIT_ASSERT(verified.contains(proof, _now + offset + std::chrono::seconds{149}));
            CPPUNIT_ASSERT(
                !verified.contains(proof, _now + offset + VerifiedCredentials::kLifetime));
        }
    }

    void staysWithinItsSize()
    {
        VerifiedCredentials verified;
        const auto first = verified.proofOf(0, "hash", "password");
        verified.add(first, _now);
        for (std::size_t i = 1; i <= VerifiedCredentials::kMaxEntries; ++i)
            verified.add(verified.proofOf(static_cast<std::int64_t>(i), "hash", "password"), _now);
        CPPUNIT_ASSERT(!verified.contains(first, _now));
    }

    void differsFromProcessToProcess()
    {
        const VerifiedCredentials one, other;
        CPPUNIT_ASSERT(one.proofOf(3, "hash", "x") != other.proofOf(3, "hash", "x"));
    }

private:
    const Clock::time_point _now{std::chrono::hours{1000}};
};

CPPUNIT_TEST_SUITE_REGISTRATION(VerifiedCredentialsTest);

} // namespace kc::userdb
