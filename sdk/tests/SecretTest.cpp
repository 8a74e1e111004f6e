// SPDX-License-Identifier: Apache-2.0
// A secret leaves nothing behind and goes nowhere by accident: most of this is said to the
// compiler.
#include <kc/log.hpp>
#include <kc/secret.hpp>

#include <cppunit/extensions/HelperMacros.h>
#include <new>
#include <ostream>

namespace
{

using kc::Secret;

template <class T>
concept Printable = requires(std::ostream& out, const T& value)
{
    out << value;
};

static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
static_assert(!std::is_move_constructible_v<Secret> && !std::is_move_assignable_v<Secret>);
static_assert(!std::is_convertible_v<const Secret&, kc::sv>);
static_assert(!std::is_convertible_v<const Secret&, std::string>);
static_assert(!std::is_constructible_v<std::string, const Secret&>);
static_assert(!std::is_constructible_v<kc::Field, const char*, const Secret&>);
static_assert(!std::is_convertible_v<std::string, Secret>); // nor into it without a word
static_assert(!Printable<Secret> && Printable<std::string>);

class SecretTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(SecretTest);
    CPPUNIT_TEST(leavesNothingWhereItCameFrom);
    CPPUNIT_TEST(leavesNothingWhereItWas);
    CPPUNIT_TEST_SUITE_END();

public:
    void leavesNothingWhereItCameFrom()
    {
        std::string text = "hunter2"; // short: a move copies it
        const char* const octets = text.data();
        const Secret secret{std::move(text)};
        CPPUNIT_ASSERT_EQUAL(kc::sv{"hunter2"}, secret.reveal());
        for (int i = 0; i < 7; ++i)
            CPPUNIT_ASSERT_EQUAL('\0', octets[i]);
    }

    void leavesNothingWhereItWas()
    {
        alignas(Secret) unsigned char place[sizeof(Secret)];
        Secret* const secret = new (place) Secret{std::string{"hunter2"}};
        const kc::sv revealed = secret->reveal();
        const auto offset =
            static_cast<std::size_t>(revealed.data() - reinterpret_cast<const char*>(place));
        secret->~Secret();
        for (std::size_t i = 0; i < 7; ++i)
            CPPUNIT_ASSERT_EQUAL(
                0, static_cast<int>(const_cast<volatile unsigned char*>(place)[offset + i]));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SecretTest);

} // namespace
