// SPDX-License-Identifier: Apache-2.0
// Outcomes, faults and the fence between them.
#include <cppunit/extensions/HelperMacros.h>
#include <kc/cross.hpp>
#include <kc/test/fake_kernel.hpp>

#include <new>

class StatusTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(StatusTest);
    CPPUNIT_TEST(resultHoldsAValueOrAnError);
    CPPUNIT_TEST(fenceTurnsEveryThrowIntoAStatus);
    CPPUNIT_TEST(firstErrorTextWins);
    CPPUNIT_TEST(fenceWithoutContextStillAnswers);
    CPPUNIT_TEST(transientAndBugStatusesBecomeFaults);
    CPPUNIT_TEST(permanentStatusesStayOutcomes);
    CPPUNIT_TEST_SUITE_END();

public:
    void resultHoldsAValueOrAnError()
    {
        kc::Result<int> value{7};
        CPPUNIT_ASSERT(value && *value == 7);
        const kc::Result<int> error{kc::Error{KC_ENOTFOUND, "no such mailbox", "42"}};
        CPPUNIT_ASSERT(!error.has_value());
        CPPUNIT_ASSERT_EQUAL(std::string{"no such mailbox"}, error.error().clientText);
    }

    void fenceTurnsEveryThrowIntoAStatus()
    {
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_ETIMEOUT},
                             fenced([] { throw kc::error(KC_ETIMEOUT, "slow"); }));
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_EUNAVAIL}, fenced([] { throw std::bad_alloc{}; }));
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_EBUG}, fenced([] { throw std::runtime_error{"x"}; }));
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_EBUG}, fenced([] { throw 42; }));
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_OK}, fenced([] {}));
    }

    void firstErrorTextWins()
    {
        (void)fenced([] { throw kc::error(KC_EUNAVAIL, "the disk is full"); });
        (void)fenced([] { throw kc::error(KC_EUNAVAIL, "cannot store"); });
        const kc_str text = _kernel.host()->take_error(_kernel.context().get());
        CPPUNIT_ASSERT_EQUAL(std::string{"the disk is full"}, std::string{kc::view(text)});
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, _kernel.host()->take_error(_kernel.context().get()).n);
    }

    void fenceWithoutContextStillAnswers()
    {
        const kc_status status =
            kc::fence(nullptr, nullptr, []() -> kc_status { throw kc::error(KC_EBUSY, "x"); });
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_EBUSY}, status);
    }

    void transientAndBugStatusesBecomeFaults()
    {
        kc::Context context = _kernel.context();
        for (const kc_code code : {KC_EUNAVAIL, KC_ETIMEOUT, KC_EBUSY, KC_EBUG, KC_ECORRUPT})
        {
            (void)context.fail(code, "why");
            try
            {
                (void)kc::outcome(context, code);
                CPPUNIT_FAIL("no fault thrown");
            }
            catch (const kc::Fault& fault)
            {
                CPPUNIT_ASSERT_EQUAL(code, fault.code());
                CPPUNIT_ASSERT_EQUAL(std::string{"why"}, std::string{fault.what()});
            }
        }
    }

    void permanentStatusesStayOutcomes()
    {
        kc::Context context = _kernel.context();
        for (const kc_code code :
             {KC_OK, KC_STOP, KC_DECLINED, KC_ENOTFOUND, KC_EDENIED, KC_EQUOTA})
            CPPUNIT_ASSERT_EQUAL(code, kc::outcome(context, code).code());
    }

private:
    template <class Body>
    kc_status fenced(Body&& body)
    {
        return kc::fence(_kernel.host(), _kernel.context().get(),
                         [&]() -> kc_status
                         {
                             body();
                             return KC_OK;
                         });
    }

    kc::test::FakeKernel _kernel;
};

CPPUNIT_TEST_SUITE_REGISTRATION(StatusTest);
