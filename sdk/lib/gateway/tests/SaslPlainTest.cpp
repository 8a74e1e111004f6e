// SPDX-License-Identifier: Apache-2.0
// What a SASL PLAIN response gives, and what is none.
#include <kc/gateway/Base64Text.h>
#include <kc/gateway/SaslPlain.h>

#include <cppunit/extensions/HelperMacros.h>

namespace kc::gateway
{

class SaslPlainTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(SaslPlainTest);
    CPPUNIT_TEST(readsBase64Strictly);
    CPPUNIT_TEST(takesAResponseApart);
    CPPUNIT_TEST(refusesWhatIsNone);
    CPPUNIT_TEST_SUITE_END();

public:
    void readsBase64Strictly()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("\0a\0b", 4), decodeBase64("AGEAYg==").value());
        CPPUNIT_ASSERT_EQUAL(std::string{}, decodeBase64("").value());
        for (const sv bad : {"A", "AA", "AAA", "A===", "AA=A", "A\nAA", "AAAA="})
            CPPUNIT_ASSERT_MESSAGE(std::string{bad}, !decodeBase64(bad));
    }

    void takesAResponseApart()
    {
        const SaslPlain own{"AGFubgBzZWNyZXQ="};
        CPPUNIT_ASSERT(own.isWellFormed());
        CPPUNIT_ASSERT_EQUAL(sv{}, own.authorize());
        CPPUNIT_ASSERT_EQUAL(sv{"ann"}, own.user());
        CPPUNIT_ASSERT_EQUAL(sv{"secret"}, own.password());
        const SaslPlain other{"Ym9iAGFubgBz"};
        CPPUNIT_ASSERT_EQUAL(sv{"bob"}, other.authorize());
        CPPUNIT_ASSERT_EQUAL(sv{"s"}, other.password());
        const SaslPlain empty{"AAA="}; // two NULs: well-formed, and nobody's
        CPPUNIT_ASSERT(empty.isWellFormed());
        CPPUNIT_ASSERT_EQUAL(sv{}, empty.user());
    }

    void refusesWhatIsNone()
    {
        const std::string tooLong(SaslPlain::kMaxBytes / 3 * 4 + 4, 'A');
        for (const std::string& bad :
             std::vector<std::string>{"", "YW5u", "AGFubg==", "AAAA", "!", tooLong})
        {
            const SaslPlain response{bad};
            CPPUNIT_ASSERT_MESSAGE(bad.substr(0, 20), !response.isWellFormed());
            CPPUNIT_ASSERT(response.user().empty() && response.password().empty() &&
                           response.authorize().empty());
        }
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SaslPlainTest);

} // namespace kc::gateway
